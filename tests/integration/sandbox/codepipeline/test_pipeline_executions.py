"""Executions follow, overtake and end one another as AWS says."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.sandbox.codepipeline.workshop import (
    ACCOUNT,
    Workshop,
    action,
    approval,
    eventually,
    stage,
)


def waiting_for(workshop: Workshop, name: str) -> list[str]:
    """The executions that wait for a stage, newest first."""
    state = workshop.stage_state(name)
    return [one["pipelineExecutionId"] for one in state["inboundExecutions"]]


def test_a_new_pipeline_runs_at_once(workshop: Workshop) -> None:
    id_ = workshop.create(workshop.source(), stage("Ask", approval()))
    assert workshop.execution(id_)["trigger"] == {
        "triggerType": "CreatePipeline",
        "triggerDetail": f"arn:aws:iam::{ACCOUNT}:root",
    }
    workshop.answer("Ask")
    assert workshop.ended(id_) == "Succeeded"


def test_the_newest_takes_the_place_of_those_that_wait(workshop: Workshop) -> None:
    first = workshop.create(workshop.source(), stage("Ask", approval()), stage("Then", approval()))
    workshop.token("Ask")
    second = workshop.start()
    eventually(lambda: waiting_for(workshop, "Ask") == [second], "the second one waits")
    third = workshop.start()
    assert workshop.ended(second) == "Superseded"
    eventually(lambda: waiting_for(workshop, "Ask") == [third], "the third one waits")
    workshop.answer("Ask")
    workshop.answer("Then")
    assert workshop.ended(first) == "Succeeded"
    workshop.answer("Ask")
    workshop.answer("Then")
    assert workshop.ended(third) == "Succeeded"


def test_queued_executions_keep_their_order(workshop: Workshop) -> None:
    ids = [workshop.create(workshop.source(), stage("Ask", approval()), executionMode="QUEUED")]
    workshop.token("Ask")
    ids += [workshop.start() for _ in range(2)]
    eventually(lambda: waiting_for(workshop, "Ask") == [ids[2], ids[1]], "two wait")
    for id_ in ids:
        state = workshop.stage_state("Ask")["latestExecution"]
        assert state["pipelineExecutionId"] == id_
        workshop.answer("Ask")
        assert workshop.ended(id_) == "Succeeded"
        if id_ != ids[-1]:
            workshop.token("Ask")


def test_another_structure_cancels_what_runs(workshop: Workshop) -> None:
    first = workshop.create(workshop.source(), stage("Ask", approval()))
    workshop.token("Ask")
    second = workshop.start()
    eventually(lambda: waiting_for(workshop, "Ask") == [second], "the second one waits")
    workshop.update(workshop.source(), stage("Ask", approval()), stage("Then", approval()))
    for id_ in (first, second):
        assert workshop.ended(id_) == "Cancelled"
        assert "structure was updated" in workshop.execution(id_)["statusSummary"]
    assert workshop.stage_state("Ask")["latestExecution"]["status"] == "Cancelled"
    assert workshop.latest("Ask", "Approve")["status"] == "Abandoned"
    third = workshop.start()
    workshop.answer("Ask")
    workshop.answer("Then")
    assert workshop.ended(third) == "Succeeded"
    assert workshop.execution(third)["pipelineVersion"] == 2


def test_an_approval_of_a_cancelled_execution_is_not_taken(workshop: Workshop) -> None:
    workshop.create(workshop.source(), stage("Ask", approval()))
    token = workshop.token("Ask")
    workshop.update(workshop.source(), stage("Ask", approval()))
    with pytest.raises(ClientError, match="ApprovalAlreadyCompletedException"):
        workshop.client.put_approval_result(
            pipelineName=workshop.name,
            stageName="Ask",
            actionName="Approve",
            result={"status": "Approved", "summary": ""},
            token=token,
        )


def test_an_execution_is_stopped_when_its_action_ends(workshop: Workshop) -> None:
    id_ = workshop.create(workshop.source(), stage("Ask", approval()), stage("Then", approval()))
    workshop.token("Ask")
    stop = {"pipelineName": workshop.name, "pipelineExecutionId": id_}
    workshop.client.stop_pipeline_execution(**stop, reason="Wrong commit")
    assert workshop.execution(id_)["status"] == "Stopping"
    with pytest.raises(ClientError, match="DuplicatedStopRequestException"):
        workshop.client.stop_pipeline_execution(**stop)
    workshop.answer("Ask")
    assert workshop.ended(id_) == "Stopped"
    assert workshop.executions()[0]["stopTrigger"] == {"reason": "Wrong commit"}
    assert "latestExecution" not in workshop.stage_state("Then")
    with pytest.raises(ClientError, match="PipelineExecutionNotStoppableException"):
        workshop.client.stop_pipeline_execution(**stop)


def test_an_execution_is_stopped_at_once_when_its_action_is_abandoned(workshop: Workshop) -> None:
    id_ = workshop.create(workshop.source(), stage("Ask", approval()))
    workshop.token("Ask")
    workshop.client.stop_pipeline_execution(
        pipelineName=workshop.name, pipelineExecutionId=id_, abandon=True
    )
    assert workshop.execution(id_)["status"] == "Stopped"
    assert workshop.latest("Ask", "Approve")["status"] == "Abandoned"
    second = workshop.start()
    workshop.answer("Ask")
    assert workshop.ended(second) == "Succeeded"


@pytest.mark.parametrize(
    ("mode", "again"), [("FAILED_ACTIONS", ["Approve"]), ("ALL_ACTIONS", ["Before", "Approve"])]
)
def test_a_failed_stage_is_retried_from_the_action_that_failed_or_all_of_it(
    workshop: Workshop, mode: str, again: list[str]
) -> None:
    id_ = workshop.create(
        workshop.source(),
        stage("Ask", approval("Before", runOrder=1), approval("Approve", runOrder=2)),
    )
    workshop.answer("Ask", action_name="Before")
    workshop.answer("Ask", "Rejected")
    assert workshop.ended(id_) == "Failed"
    workshop.client.retry_stage_execution(
        pipelineName=workshop.name,
        stageName="Ask",
        pipelineExecutionId=id_,
        retryMode=mode,
    )
    for name in again:
        workshop.answer("Ask", action_name=name)
    assert workshop.ended(id_) == "Succeeded"
    names = [one["actionName"] for one in workshop.action_executions(id_)]
    assert names == ["Commit", "Before", "Approve", *again]


def test_a_closed_transition_keeps_executions_waiting(workshop: Workshop) -> None:
    id_ = workshop.create(workshop.source(), stage("Ask", approval()), stage("Then", approval()))
    transition = {"pipelineName": workshop.name, "stageName": "Then", "transitionType": "Inbound"}
    workshop.client.disable_stage_transition(**transition, reason="Holidays")
    workshop.answer("Ask")
    eventually(lambda: waiting_for(workshop, "Then") == [id_], "it waits")
    state = workshop.stage_state("Then")["inboundTransitionState"]
    assert (state["enabled"], state["disabledReason"]) == (False, "Holidays")
    workshop.client.enable_stage_transition(**transition)
    workshop.answer("Then")
    assert workshop.ended(id_) == "Succeeded"


def test_a_request_that_is_repeated_starts_one_execution(workshop: Workshop) -> None:
    workshop.create(workshop.source(), stage("Ask", approval()))
    assert workshop.start(clientRequestToken="once") == workshop.start(clientRequestToken="once")
    assert len(workshop.executions()) == 2


def test_variables_of_the_pipeline_have_defaults_and_values(workshop: Workshop) -> None:
    asked = approval(configuration={"CustomData": "#{variables.who} #{variables.where}"})
    workshop.create(
        workshop.source(),
        stage("Ask", asked),
        variables=[
            {"name": "who", "defaultValue": "nobody"},
            {"name": "where", "defaultValue": "here"},
        ],
    )
    workshop.answer("Ask")
    id_ = workshop.start(variables=[{"name": "who", "value": "me"}])
    workshop.token("Ask")
    assert workshop.latest("Ask", "Approve")["summary"] == "me here"
    assert workshop.execution(id_)["variables"] == [
        {"name": "who", "resolvedValue": "me"},
        {"name": "where", "resolvedValue": "here"},
    ]
    with pytest.raises(ClientError, match="declares no variable other"):
        workshop.start(variables=[{"name": "other", "value": "me"}])


def test_actions_of_one_order_run_side_by_side(workshop: Workshop) -> None:
    id_ = workshop.create(workshop.source(), stage("Ask", approval("Approve"), approval("Other")))
    other = workshop.token("Ask", "Other")
    workshop.answer("Ask", "Rejected")
    workshop.client.put_approval_result(
        pipelineName=workshop.name,
        stageName="Ask",
        actionName="Other",
        result={"status": "Approved", "summary": ""},
        token=other,
    )
    assert workshop.ended(id_) == "Failed"
    statuses = {one["actionName"]: one["status"] for one in workshop.action_executions(id_)}
    assert statuses == {"Commit": "Succeeded", "Approve": "Failed", "Other": "Succeeded"}


def entry_if(wanted: str, result: str, variable: str = "#{source.BranchName}") -> dict[str, Any]:
    """Conditions of a stage: a variable must have this value."""
    rule = {
        "name": "Branch",
        "ruleTypeId": {"category": "Rule", "owner": "AWS", "provider": "VariableCheck"},
        "configuration": {"Variable": variable, "Operator": "EQ", "Value": wanted},
    }
    return {"beforeEntry": {"conditions": [{"result": result, "rules": [rule]}]}}


@pytest.mark.parametrize(
    ("wanted", "variable", "decided"),
    [("other", "#{source.BranchName}", "Failed"), ("main", "#{source.Nothing}", "Errored")],
)
def test_a_stage_fails_when_its_condition_is_not_met(
    workshop: Workshop, wanted: str, variable: str, decided: str
) -> None:
    entry = entry_if(wanted, "FAIL", variable)
    id_ = workshop.create(workshop.source(), stage("Ask", approval(), **entry))
    assert workshop.ended(id_) == "Failed"
    state = workshop.stage_state("Ask")
    assert state["latestExecution"]["status"] == "Failed"
    assert state["beforeEntryConditionState"]["latestExecution"]["status"] == decided
    assert workshop.latest("Ask", "Approve") == {}


@pytest.mark.parametrize(("wanted", "is_asked"), [("main", True), ("other", False)])
def test_a_stage_is_skipped_when_its_condition_is_not_met(
    workshop: Workshop, wanted: str, is_asked: bool
) -> None:
    entry = entry_if(wanted, "SKIP")
    id_ = workshop.create(
        workshop.source(), stage("Ask", approval(), **entry), stage("Then", approval())
    )
    if is_asked:
        workshop.answer("Ask")
    workshop.answer("Then")
    assert workshop.ended(id_) == "Succeeded"
    status = workshop.stage_state("Ask")["latestExecution"]["status"]
    assert status == ("Succeeded" if is_asked else "Skipped")


def test_an_action_runs_as_its_own_role_if_the_pipeline_s_may_assume_it(
    workshop: Workshop,
) -> None:
    own = workshop.make_role(
        f"{workshop.name}-own", "nobody.amazonaws.com", AWS=f"arn:aws:iam::{ACCOUNT}:root"
    )
    id_ = workshop.create(workshop.source(roleArn=own), stage("Ask", approval()))
    workshop.answer("Ask")
    assert workshop.ended(id_) == "Succeeded"
    asked = workshop.aws.log.operations(principal=f"{workshop.name}-own")
    assert asked["codecommit:GetBranch"] == 1
    workshop.grant(workshop.name, {"Effect": "Allow", "Action": "s3:*", "Resource": "*"})
    second = workshop.start()
    assert workshop.ended(second) == "Failed"
    assert "sts:AssumeRole" in workshop.error_of(second, "Commit")["message"]


def test_a_deleted_pipeline_ends_what_runs(workshop: Workshop) -> None:
    workshop.create(workshop.source(), stage("Ask", approval()))
    workshop.token("Ask")
    workshop.client.delete_pipeline(name=workshop.name)
    with pytest.raises(ClientError, match="PipelineNotFoundException"):
        workshop.executions()
    id_ = workshop.create(workshop.source(), stage("Ask", approval()))
    workshop.answer("Ask")
    assert workshop.ended(id_) == "Succeeded"


def test_what_has_run_is_listed_in_pages(workshop: Workshop) -> None:
    ids = [workshop.create(workshop.source(), stage("Ask", approval()))]
    workshop.answer("Ask")
    workshop.ended(ids[0])
    ids.append(workshop.start())
    workshop.token("Ask")
    pages = workshop.client.get_paginator("list_pipeline_executions").paginate(
        pipelineName=workshop.name, PaginationConfig={"PageSize": 1}
    )
    listed = [one["pipelineExecutionSummaries"] for one in pages]
    assert [page[0]["pipelineExecutionId"] for page in listed] == [ids[1], ids[0]]
    succeeded = workshop.client.list_pipeline_executions(
        pipelineName=workshop.name, filter={"succeededInStage": {"stageName": "Ask"}}
    )["pipelineExecutionSummaries"]
    assert [one["pipelineExecutionId"] for one in succeeded] == [ids[0]]


def test_an_action_that_names_a_variable_nobody_gave_fails(workshop: Workshop) -> None:
    asked = approval(configuration={"CustomData": "#{source.Nothing}"})
    id_ = workshop.create(workshop.source(), stage("Ask", asked))
    assert workshop.ended(id_) == "Failed"
    assert "#{source.Nothing}" in workshop.error_of(id_, "Approve")["message"]


def test_an_unknown_action_type_is_refused_by_name(workshop: Workshop) -> None:
    beanstalk = action("Deploy", "Deploy", "ElasticBeanstalk", {}, inputs=["Code"])
    with pytest.raises(ClientError, match="Deploy AWS ElasticBeanstalk 1"):
        workshop.create(workshop.source(), stage("Deploy", beanstalk))
