"""Pipelines as resources: made, changed in place, renamed, run again, removed."""

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

type Outputs = Callable[..., dict[str, str]]
type Clients = Callable[[str], Any]

TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Principal": {"Service": "codepipeline.amazonaws.com"},
        }
    ],
}
ROLE = {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": TRUST}}


def _action(name: str, category: str, provider: str, **settings: Any) -> dict[str, Any]:
    kind = {"Category": category, "Owner": "AWS", "Provider": provider, "Version": "1"}
    return {"Name": name, "ActionTypeId": kind, **settings}


SOURCE = {
    "Name": "Source",
    "Actions": [
        _action(
            "Infra",
            "Source",
            "CodeCommit",
            Configuration={
                "RepositoryName": "infra",
                "BranchName": "main",
                "PollForSourceChanges": False,
            },
            OutputArtifacts=[{"Name": "Infra"}],
        ),
        _action(
            "App",
            "Source",
            "CodeStarSourceConnection",
            Configuration={
                "ConnectionArn": "arn:aws:codeconnections:us-east-1:123456789012:connection/none",
                "FullRepositoryId": "team/app",
                "BranchName": "main",
            },
            OutputArtifacts=[{"Name": "App"}],
        ),
    ],
}
APPROVAL = {"Name": "Review", "Actions": [_action("Approve", "Approval", "Manual")]}
TRIGGER = {
    "ProviderType": "CodeStarSourceConnection",
    "GitConfiguration": {
        "SourceActionName": "App",
        "Push": [{"FilePaths": {"Includes": ["pipeline.yaml"]}}],
    },
}


def _pipeline(*stages: Any, **properties: Any) -> dict[str, Any]:
    return {
        "Role": ROLE,
        "It": {
            "Type": "AWS::CodePipeline::Pipeline",
            "Properties": {
                "RoleArn": {"Fn::GetAtt": "Role.Arn"},
                "PipelineType": "V2",
                "ArtifactStore": {"Type": "S3", "Location": "artifacts"},
                "Stages": [SOURCE, *stages],
                **properties,
            },
        },
    }


def _structure(clients: Clients, name: str) -> dict[str, Any]:
    pipeline: dict[str, Any] = clients("codepipeline").get_pipeline(name=name)["pipeline"]
    return pipeline


def test_a_pipeline_has_what_the_template_says(outputs: Outputs, clients: Clients) -> None:
    found = outputs(
        _pipeline(
            APPROVAL,
            ExecutionMode="QUEUED",
            Triggers=[TRIGGER],
            Variables=[{"Name": "Tag", "DefaultValue": "latest"}],
            Tags=[{"Key": "team", "Value": "infra"}],
        ),
        Outputs={
            "Name": {"Value": {"Ref": "It"}},
            "Version": {"Value": {"Fn::GetAtt": "It.Version"}},
        },
    )
    pipeline = _structure(clients, found["Name"])
    assert found["Version"] == "1"
    assert (pipeline["pipelineType"], pipeline["executionMode"]) == ("V2", "QUEUED")
    assert pipeline["stages"][0]["actions"][0]["configuration"] == {
        "RepositoryName": "infra",
        "BranchName": "main",
        "PollForSourceChanges": "false",
    }
    assert pipeline["triggers"] == [
        {
            "providerType": "CodeStarSourceConnection",
            "gitConfiguration": {
                "sourceActionName": "App",
                "push": [{"filePaths": {"includes": ["pipeline.yaml"]}}],
            },
        }
    ]
    assert pipeline["variables"] == [{"name": "Tag", "defaultValue": "latest"}]
    arn = f"arn:aws:codepipeline:us-east-1:123456789012:{found['Name']}"
    tags = clients("codepipeline").list_tags_for_resource(resourceArn=arn)["tags"]
    assert tags == [{"key": "team", "value": "infra"}]


def test_a_stage_more_changes_it_in_place(
    outputs: Outputs, clients: Clients, physical_ids: Callable[[], dict[str, str]]
) -> None:
    outputs(_pipeline(APPROVAL))
    before = physical_ids()["It"]
    found = outputs(
        _pipeline(APPROVAL, {**APPROVAL, "Name": "Prod"}),
        Outputs={"Version": {"Value": {"Fn::GetAtt": "It.Version"}}},
    )
    assert physical_ids()["It"] == before
    assert found["Version"] == "2"
    stages = [stage["name"] for stage in _structure(clients, before)["stages"]]
    assert stages == ["Source", "Review", "Prod"]


def test_another_name_replaces_it(
    deploy: Callable[..., Any], outputs: Outputs, clients: Clients, cloudformation: Any, name: str
) -> None:
    outputs(_pipeline(APPROVAL, Name=f"{name}-old"))
    outputs(_pipeline(APPROVAL, Name=f"{name}-new"))
    named = [one["name"] for one in clients("codepipeline").list_pipelines()["pipelines"]]
    assert [one for one in named if one.startswith(name)] == [f"{name}-new"]


@pytest.mark.parametrize(("restart", "runs"), [(True, 1), (False, 0)])
def test_it_runs_again_after_an_update_only_if_it_is_to(
    outputs: Outputs, clients: Clients, name: str, restart: bool, runs: int
) -> None:
    def executions() -> int:
        listed = clients("codepipeline").list_pipeline_executions(pipelineName=name)
        return len(listed["pipelineExecutionSummaries"])

    outputs(_pipeline(APPROVAL, Name=name, RestartExecutionOnUpdate=restart))
    before = executions()
    changed = {**APPROVAL, "Name": "Prod"}
    outputs(_pipeline(changed, Name=name, RestartExecutionOnUpdate=restart))
    assert executions() - before == runs


def test_what_codepipeline_refuses_leaves_the_old_pipeline(
    outputs: Outputs, deploy: Callable[..., Any], clients: Clients, name: str
) -> None:
    outputs(_pipeline(APPROVAL, Name=name))
    nested = _action("Deploy", "Deploy", "CloudFormation", Configuration={"Overrides": {"a": "b"}})
    stack = deploy(_pipeline({"Name": "Deploy", "Actions": [nested]}, Name=name))
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert [stage["name"] for stage in _structure(clients, name)["stages"]] == ["Source", "Review"]


def test_it_goes_with_its_stack(
    outputs: Outputs, cloudformation: Any, clients: Clients, name: str
) -> None:
    outputs(_pipeline(APPROVAL, Name=name))
    cloudformation.delete_stack(StackName=name)
    with pytest.raises(ClientError, match="PipelineNotFound"):
        clients("codepipeline").get_pipeline(name=name)


def test_a_disabled_transition_is_refused(deploy: Callable[..., Any]) -> None:
    disabled = [{"StageName": "Review", "Reason": "not yet"}]
    with pytest.raises(ClientError, match="does not support DisableInboundStageTransitions"):
        deploy(_pipeline(APPROVAL, DisableInboundStageTransitions=disabled))
