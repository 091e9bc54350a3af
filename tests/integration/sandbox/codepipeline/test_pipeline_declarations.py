"""What a declaration gets wrong, and what the executor does not run, is refused when it is made."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.sandbox.codepipeline.workshop import Workshop, action, approval, stage

HOLD = stage("Hold", approval())


def source(**configuration: str) -> dict[str, Any]:
    wanted = {"RepositoryName": "r", "BranchName": "b", "PollForSourceChanges": "false"}
    made = action("Commit", "Source", "CodeCommit", wanted | configuration, outputs=["Code"])
    return stage("Source", made)


def deploy(**configuration: str) -> dict[str, Any]:
    made = action("Deploy", "Deploy", "CloudFormation", configuration, inputs=["Code"])
    return stage("Deploy", made)


def with_action(**changes: Any) -> dict[str, Any]:
    return stage("Hold", {**approval(), **changes})


STRUCTURES: list[tuple[list[dict[str, Any]], dict[str, Any], str]] = [
    ([source()], {}, "at least two"),
    ([HOLD, source()], {}, "start with a stage that only contains source actions"),
    ([source(), HOLD, HOLD], {}, "must be unique: Hold"),
    ([source(), stage("Hold", approval(), approval())], {}, "must be unique: Approve"),
    ([source(), HOLD], {"pipelineType": "V1", "executionMode": "QUEUED"}, "V1"),
    (
        [
            source(),
            stage("Job", action("Job", "Invoke", "Lambda", {"FunctionName": "f"}, inputs=["X"])),
        ],
        {},
        "Input Artifact Bundle X",
    ),
    ([source(Wish="x"), HOLD], {}, "unknown configuration 'Wish'"),
    ([source(), deploy(StackName="s")], {}, "missing required configuration 'ActionMode'"),
    ([source(), deploy(StackName="s", ActionMode="GUESS")], {}, "invalid ActionMode: GUESS"),
    (
        [source(), deploy(StackName="s", ActionMode="CREATE_UPDATE", TemplatePath="Code::t")],
        {},
        "missing required configuration 'RoleArn'",
    ),
    ([source(), with_action(configuration={"CustomData": "#{nobody.x}"})], {}, "does not exist"),
    ([source(), with_action(name="no spaces")], {}, "regular expression pattern"),
]
REFUSALS: list[tuple[list[dict[str, Any]], dict[str, Any], str]] = [
    ([source(), HOLD], {"executionMode": "PARALLEL"}, "PARALLEL"),
    ([source(PollForSourceChanges="true"), HOLD], {}, "PollForSourceChanges"),
    ([source(OutputArtifactFormat="CODEBUILD_CLONE_REF"), HOLD], {}, "CODEBUILD_CLONE_REF"),
    ([source(), {**HOLD, "onFailure": {"result": "ROLLBACK"}}], {}, "onFailure"),
    ([source(), with_action(region="eu-west-1")], {}, "the region eu-west-1"),
    ([source(), stage("Do", action("Run", "Compute", "Commands", {}))], {}, "Compute AWS Commands"),
]


@pytest.mark.parametrize(("stages", "more", "said"), STRUCTURES)
def test_a_pipeline_that_does_not_hang_together_is_refused(
    workshop: Workshop, stages: list[dict[str, Any]], more: dict[str, Any], said: str
) -> None:
    with pytest.raises(ClientError, match=said) as refusal:
        workshop.client.create_pipeline(pipeline=workshop.declared(*stages, **more))
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    with pytest.raises(ClientError, match="PipelineNotFoundException"):
        workshop.client.get_pipeline(name=workshop.name)


@pytest.mark.parametrize(("stages", "more", "said"), REFUSALS)
def test_what_the_executor_does_not_run_is_named(
    workshop: Workshop, stages: list[dict[str, Any]], more: dict[str, Any], said: str
) -> None:
    with pytest.raises(ClientError, match=said) as refusal:
        workshop.client.create_pipeline(pipeline=workshop.declared(*stages, **more))
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_an_update_that_is_refused_changes_nothing(workshop: Workshop) -> None:
    id_ = workshop.create(workshop.source(), HOLD)
    workshop.token("Hold")
    with pytest.raises(ClientError, match="at least two"):
        workshop.update(workshop.source())
    assert workshop.execution(id_)["status"] == "InProgress"
    assert workshop.client.get_pipeline(name=workshop.name)["pipeline"]["version"] == 1


def test_a_role_that_codepipeline_may_not_assume_is_refused(workshop: Workshop) -> None:
    other = workshop.make_role(f"{workshop.name}-other", "lambda.amazonaws.com")
    declared = workshop.declared(workshop.source(), HOLD)
    with pytest.raises(ClientError, match="not authorized to perform AssumeRole"):
        workshop.client.create_pipeline(pipeline={**declared, "roleArn": other})


@pytest.mark.parametrize(("pipeline", "is_trusted"), [("{name}", True), ("other", False)])
def test_the_conditions_of_a_role_s_trust_count(
    workshop: Workshop, pipeline: str, is_trusted: bool
) -> None:
    arn = f"arn:aws:codepipeline:us-east-1:123456789012:{pipeline.format(name=workshop.name)}"
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "codepipeline.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"ArnEquals": {"aws:SourceArn": arn}},
    }
    workshop.aws.client("iam").update_assume_role_policy(
        RoleName=workshop.name,
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    if is_trusted:
        workshop.create(workshop.source(), HOLD)
        workshop.token("Hold")
    else:
        with pytest.raises(ClientError, match="not authorized to perform AssumeRole"):
            workshop.create(workshop.source(), HOLD)


def test_what_is_declared_is_shown_with_aws_s_defaults(workshop: Workshop) -> None:
    workshop.create(workshop.source(), HOLD)
    shown = workshop.client.get_pipeline(name=workshop.name)
    (approve,) = shown["pipeline"]["stages"][1]["actions"]
    assert (approve["runOrder"], approve["inputArtifacts"]) == (1, [])
    assert shown["pipeline"]["executionMode"] == "SUPERSEDED"
    assert shown["metadata"]["pipelineArn"].endswith(f":{workshop.name}")
    with pytest.raises(ClientError, match="PipelineNameInUseException"):
        workshop.create(workshop.source(), HOLD)


def test_an_operation_that_is_not_there_is_refused_by_name(workshop: Workshop) -> None:
    with pytest.raises(ClientError, match="codepipeline:ListWebhooks"):
        workshop.client.list_webhooks()
