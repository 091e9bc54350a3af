"""Pushes that come while something is going on: the newest wins, and nothing is done by halves."""

import re

from sandbox.example_application import pipeline_name, with_stage
from tests.e2e.meta_pipeline.meta import Meta, eventually
from tests.e2e.meta_pipeline.templates import PIPELINE, without


def test_of_two_pushes_at_once_the_newest_wins(meta: Meta) -> None:
    first = meta.push({"pipeline.yaml": with_stage("Check")})
    second = meta.push({"pipeline.yaml": with_stage("Verify")})
    meta.succeeded(second)
    meta.settled()
    assert meta.stages(pipeline_name(meta.cloud)) == ["Source", "Dev", "Verify", "Prod"]
    states = {meta.status_of(first), meta.status_of(second)}
    assert states <= {"Succeeded", "Superseded", ""}  # It may be gone before it was even started
    assert meta.told() == []


def test_a_push_waits_while_a_person_is_asked_and_the_newest_one_goes_on(meta: Meta) -> None:
    asked = meta.push({"pipeline.yaml": without("CommitRule", "CommitRole")})
    meta.asked(asked)
    older = meta.push({"pipeline.yaml": with_stage("Check")})
    eventually(lambda: meta.status_of(older) == "InProgress", "the older one waits")
    newer = meta.push({"pipeline.yaml": with_stage("Verify")})
    eventually(lambda: meta.status_of(older) == "Superseded", "the older one is overtaken")
    meta.answer("Rejected")
    meta.succeeded(newer)
    assert meta.status_of(asked) == "Failed"
    assert meta.stages(pipeline_name(meta.cloud)) == ["Source", "Dev", "Verify", "Prod"]


def test_what_was_approved_is_not_executed_once_the_stack_has_changed(meta: Meta) -> None:
    commit = meta.push({"pipeline.yaml": without("CommitRule", "CommitRole")})
    meta.asked(commit)
    meta.told()
    name = f"tagboat-{meta.waiting_in()}"
    cloudformation = meta.client("cloudformation")
    cloudformation.delete_change_set(StackName="shop-pipeline", ChangeSetName=name)
    meta.answer("Approved")
    assert meta.ended(commit)["status"] == "Failed"
    said = meta.actions()["Update"]["errorDetails"]["message"]
    assert said.startswith("The change set of shop-pipeline can no longer be executed")


def asking(name: str = "Ask") -> bytes:
    """The template with a stage in which a person is asked."""
    stage = f"""\
        - Name: {name}
          Actions:
            - Name: Ask
              ActionTypeId: {{Category: Approval, Owner: AWS, Provider: Manual, Version: "1"}}
"""
    start = PIPELINE.index("        - Name: Dev\n")
    return (PIPELINE[:start] + stage + PIPELINE[start:]).encode()


def question(meta: Meta, application: str, stage: str = "Ask") -> str:
    """The token of what the application pipeline asks; empty if it asks nothing."""
    states = meta.client("codepipeline").get_pipeline_state(name=application)["stageStates"]
    (state,) = [one for one in states if one["stageName"] == stage]
    (action,) = state["actionStates"]
    latest = action.get("latestExecution", {})
    return latest["token"] if latest.get("status") == "InProgress" else ""


def test_an_update_waits_for_what_runs_in_the_application_pipeline(meta: Meta) -> None:
    application = pipeline_name(meta.cloud)
    meta.succeeded(meta.push({"pipeline.yaml": asking()}))
    eventually(lambda: question(meta, application), "the application pipeline asks")

    commit = meta.push({"pipeline.yaml": PIPELINE.encode()})
    said = f"Waits for what runs: execution .* of {application}"
    eventually(lambda: re.match(said, meta.actions()["Update"].get("summary", "")), "it waits")
    assert "Ask" in meta.stages(application)

    def answered() -> bool:
        if token := question(meta, application):
            meta.client("codepipeline").put_approval_result(
                pipelineName=application,
                stageName="Ask",
                actionName="Ask",
                token=token,
                result={"summary": "go on", "status": "Approved"},
            )
        return not meta.running(application)

    eventually(answered, "the application pipeline has nothing to do any more")
    meta.succeeded(commit)
    assert meta.actions()["Update"]["summary"] == "Updated shop-pipeline."
    assert meta.stages(application) == ["Source", "Dev", "Prod"]


def test_an_update_that_waits_no_longer_says_what_it_cuts_off(meta: Meta) -> None:
    application = pipeline_name(meta.cloud)
    meta.succeeded(meta.push({"pipeline.yaml": asking()}))
    eventually(lambda: question(meta, application), "the application pipeline asks")
    meta.deploy(WaitMinutes="0")
    try:
        meta.succeeded(meta.push({"pipeline.yaml": PIPELINE.encode()}))
    finally:
        meta.deploy()
    said = meta.actions()["Update"]["summary"]
    assert re.match(
        r"Updated shop-pipeline\. Was not waited for any longer, and is cancelled: execution ", said
    )
    cancelled = [one for one in meta.executions(application) if one["status"] == "Cancelled"]
    assert cancelled[0]["pipelineExecutionId"] in said
