"""The deploy actions of CloudFormation make, change and remove stacks from artifacts."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.sandbox.codepipeline.workshop import (
    Action,
    Workshop,
    action,
    approval,
    stage,
)


def template(name: str, **more: Any) -> dict[str, Any]:
    """A template of a parameter, a resource and an output."""
    return {
        "Parameters": {"Word": {"Type": "String"}, "Other": {"Type": "String", "Default": "none"}},
        "Resources": {
            "Repository": {
                "Type": "AWS::CodeCommit::Repository",
                "Properties": {
                    "RepositoryName": f"{name}-made",
                    "RepositoryDescription": {"Ref": "Word"},
                },
            },
            **more,
        },
        "Outputs": {"Word": {"Value": {"Ref": "Word"}}, "Other": {"Value": {"Ref": "Other"}}},
    }


@pytest.fixture
def stacks(workshop: Workshop) -> Workshop:
    """With a role for CloudFormation, and a template in the repository."""
    workshop.make_role(f"{workshop.name}-stacks", "cloudformation.amazonaws.com")
    push(workshop, template(workshop.name))
    return workshop


def push(workshop: Workshop, wanted: Mapping[str, Any], **settings: Any) -> str:
    files = {"template.json": json.dumps(wanted), "settings.json": json.dumps(settings)}
    return workshop.git.commit(files, "A change")


def deploy(
    workshop: Workshop, mode: str = "CREATE_UPDATE", name: str = "Deploy", **more: Any
) -> Action:
    """A deploy action of the test's stack."""
    configuration: dict[str, Any] = {
        "ActionMode": mode,
        "StackName": workshop.name,
        "TemplatePath": "Code::template.json",
        "TemplateConfiguration": "Code::settings.json",
        "RoleArn": f"arn:aws:iam::123456789012:role/{workshop.name}-stacks",
    }
    settings = {key: more.pop(key) for key in list(more) if key[0].isupper()}
    if mode.startswith("CHANGE_SET"):
        configuration["ChangeSetName"] = "change"
    return action(
        name, "Deploy", "CloudFormation", configuration | settings, inputs=["Code"], **more
    )


def stack(workshop: Workshop) -> dict[str, Any]:
    found: dict[str, Any] = workshop.aws.client("cloudformation").describe_stacks(
        StackName=workshop.name
    )["Stacks"][0]
    return found


def outputs(workshop: Workshop) -> dict[str, str]:
    return {one["OutputKey"]: one["OutputValue"] for one in stack(workshop)["Outputs"]}


def test_a_stack_is_made_from_the_artifact_with_its_configuration(stacks: Workshop) -> None:
    push(stacks, template(stacks.name), Parameters={"Word": "hello"}, Tags={"team": "web"})
    id_ = stacks.create(stacks.source(), stage("Deploy", deploy(stacks)))
    assert stacks.ended(id_) == "Succeeded"
    assert outputs(stacks) == {"Word": "hello", "Other": "none"}
    assert stack(stacks)["Tags"] == [{"Key": "team", "Value": "web"}]
    result = stacks.run_of(id_, "Deploy")["output"]["executionResult"]
    assert result["externalExecutionId"] == stack(stacks)["StackId"]
    assert result["externalExecutionSummary"] == f"Stack {stacks.name} was created."


def test_overrides_win_and_may_name_artifacts(stacks: Workshop) -> None:
    push(stacks, template(stacks.name), Parameters={"Word": "of the file", "Other": "kept"})
    stacks.git.commit({"build.json": json.dumps({"tag": "v7"})}, "Build")
    given = json.dumps({"Word": {"Fn::GetParam": ["Code", "build.json", "tag"]}})
    id_ = stacks.create(stacks.source(), stage("Deploy", deploy(stacks, ParameterOverrides=given)))
    assert stacks.ended(id_) == "Succeeded"
    assert outputs(stacks) == {"Word": "v7", "Other": "kept"}


def test_an_override_may_be_where_an_artifact_is(stacks: Workshop) -> None:
    given = {"Word": {"Fn::GetArtifactAtt": ["Code", "ObjectKey"]}, "Other": "#{source.CommitId}"}
    id_ = stacks.create(
        stacks.source(), stage("Deploy", deploy(stacks, ParameterOverrides=json.dumps(given)))
    )
    assert stacks.ended(id_) == "Succeeded"
    (made,) = stacks.run_of(id_, "Commit")["output"]["outputArtifacts"]
    expected = {"Word": made["s3location"]["key"], "Other": stacks.git.head("main")}
    assert outputs(stacks) == expected


@pytest.mark.parametrize("mode", ["CREATE_UPDATE", "CHANGE_SET_REPLACE"])
def test_the_configuration_may_have_a_stack_policy(stacks: Workshop, mode: str) -> None:
    push(stacks, template(stacks.name), Parameters={"Word": "hello"})
    stacks.ended(stacks.create(stacks.source(), stage("Deploy", deploy(stacks))))
    statement = {"Effect": "Allow", "Action": "Update:*", "Principal": "*", "Resource": "*"}
    policy = {"Statement": [statement]}
    push(stacks, template(stacks.name), Parameters={"Word": "bye"}, StackPolicy=policy)
    stacks.update(stacks.source(), stage("Deploy", deploy(stacks, mode)))
    assert stacks.ended(stacks.start()) == "Succeeded"
    kept = stacks.aws.client("cloudformation").get_stack_policy(StackName=stacks.name)
    assert json.loads(kept["StackPolicyBody"]) == policy


def test_what_stays_as_it_is_succeeds(stacks: Workshop) -> None:
    push(stacks, template(stacks.name), Parameters={"Word": "hello"})
    stacks.ended(stacks.create(stacks.source(), stage("Deploy", deploy(stacks))))
    before = stack(stacks).get("LastUpdatedTime")
    assert stacks.ended(stacks.start()) == "Succeeded"
    assert stack(stacks).get("LastUpdatedTime") == before


def test_a_stack_is_changed(stacks: Workshop) -> None:
    push(stacks, template(stacks.name), Parameters={"Word": "hello"})
    stacks.ended(stacks.create(stacks.source(), stage("Deploy", deploy(stacks))))
    push(stacks, template(stacks.name), Parameters={"Word": "bye"})
    assert stacks.ended(stacks.start()) == "Succeeded"
    assert outputs(stacks)["Word"] == "bye"


def test_a_failure_has_cloudformation_s_reason(stacks: Workshop) -> None:
    push(stacks, template(stacks.name), Parameters={"Word": "hello"})
    stacks.ended(stacks.create(stacks.source(), stage("Deploy", deploy(stacks))))
    bad = {"Type": "AWS::CodeCommit::Repository", "Properties": {"RepositoryName": "no.git"}}
    push(stacks, template(stacks.name, Bad=bad), Parameters={"Word": "bye"})
    id_ = stacks.start()
    assert stacks.ended(id_) == "Failed"
    error = stacks.error_of(id_, "Deploy")
    assert error["code"] == "JobFailed"
    assert "UPDATE_ROLLBACK_COMPLETE" in error["message"]
    assert "Bad (AWS::CodeCommit::Repository)" in error["message"]
    assert outputs(stacks)["Word"] == "hello"


def test_the_reason_is_left_out_for_a_role_that_may_not_look(stacks: Workshop) -> None:
    bad = {"Type": "AWS::CodeCommit::Repository", "Properties": {"RepositoryName": "no.git"}}
    push(stacks, template(stacks.name, Bad=bad), Parameters={"Word": "bye"})
    stacks.grant(
        stacks.name,
        {"Effect": "Allow", "Action": "*", "Resource": "*"},
        {"Effect": "Deny", "Action": "cloudformation:DescribeStackEvents", "Resource": "*"},
    )
    id_ = stacks.create(stacks.source(), stage("Deploy", deploy(stacks)))
    assert stacks.ended(id_) == "Failed"
    said = stacks.error_of(id_, "Deploy")["message"]
    assert said == f"Stack {stacks.name} is in the state ROLLBACK_COMPLETE."


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"TemplatePath": "Code::gone.json"}, "File [gone.json] does not exist in artifact [Code]"),
        ({"TemplatePath": "template.json"}, "must be ArtifactName::FileName"),
        ({"TemplateConfiguration": "Other::a.json"}, "Other is not an input artifact"),
        ({"ParameterOverrides": "{"}, "ParameterOverrides is not JSON"),
        ({"ParameterOverrides": '{"Word": 1}'}, "ParameterOverrides.Word must be a string"),
        ({"ParameterOverrides": '{"Nobody": "a"}'}, "Nobody"),
    ],
)
def test_what_the_configuration_gets_wrong_fails_the_action(
    stacks: Workshop, settings: dict[str, str], said: str
) -> None:
    push(stacks, template(stacks.name), Parameters={"Word": "hello"})
    id_ = stacks.create(stacks.source(), stage("Deploy", deploy(stacks, **settings)))
    assert stacks.ended(id_) == "Failed"
    error = stacks.error_of(id_, "Deploy")
    assert error["code"] == "ConfigurationError"
    assert said in error["message"]


def test_what_the_sandbox_stumbles_over_fails_the_action(stacks: Workshop) -> None:
    stacks.git.commit({"template.json": b"\xff\xfe", "settings.json": "{}"})
    id_ = stacks.create(stacks.source(), stage("Deploy", deploy(stacks)))
    assert stacks.ended(id_) == "Failed"
    assert stacks.error_of(id_, "Deploy")["code"] == "InternalError"


def test_a_template_may_be_longer_than_a_request(stacks: Workshop) -> None:
    long = {"Metadata": {str(number): "x" * 1_000 for number in range(60)}}
    push(stacks, {**template(stacks.name), **long}, Parameters={"Word": "hello"})
    id_ = stacks.create(stacks.source(), stage("Deploy", deploy(stacks)))
    assert stacks.ended(id_) == "Succeeded"


def test_a_change_set_is_made_read_and_executed(stacks: Workshop) -> None:
    push(stacks, template(stacks.name), Parameters={"Word": "hello"})
    id_ = stacks.create(
        stacks.source(),
        stage("Prepare", deploy(stacks, "CHANGE_SET_REPLACE", "Make")),
        stage("Ask", approval()),
        stage("Deploy", deploy(stacks, "CHANGE_SET_EXECUTE", "Execute", namespace="it")),
    )
    stacks.token("Ask")
    described = stacks.aws.client("cloudformation").describe_change_set(
        StackName=stacks.name, ChangeSetName="change"
    )
    (change,) = described["Changes"]
    assert change["ResourceChange"]["Action"] == "Add"
    assert stack(stacks)["StackStatus"] == "REVIEW_IN_PROGRESS"
    stacks.answer("Ask")
    assert stacks.ended(id_) == "Succeeded"
    assert stacks.run_of(id_, "Execute")["output"]["outputVariables"] == {
        "Word": "hello",
        "Other": "none",
    }


def test_a_change_set_without_changes_passes_both_actions(stacks: Workshop) -> None:
    push(stacks, template(stacks.name), Parameters={"Word": "hello"})
    prepare = stage("Prepare", deploy(stacks, "CHANGE_SET_REPLACE", "Make"))
    execute = stage("Deploy", deploy(stacks, "CHANGE_SET_EXECUTE", "Execute"))
    stacks.ended(stacks.create(stacks.source(), prepare, execute))
    for _ in range(2):
        id_ = stacks.start()
        assert stacks.ended(id_) == "Succeeded"
        for name in ("Make", "Execute"):
            result = stacks.run_of(id_, name)["output"]["executionResult"]
            assert "has no changes" in result["externalExecutionSummary"]


def test_a_change_set_that_is_gone_fails_its_execution(stacks: Workshop) -> None:
    id_ = stacks.create(
        stacks.source(), stage("Deploy", deploy(stacks, "CHANGE_SET_EXECUTE", "Execute"))
    )
    assert stacks.ended(id_) == "Failed"
    assert "does not exist" in stacks.error_of(id_, "Execute")["message"]


def test_outputs_are_a_file_of_the_output_artifact(stacks: Workshop) -> None:
    push(stacks, template(stacks.name), Parameters={"Word": "hello"})
    made = deploy(stacks, OutputFileName="outputs.json", outputs=["Made"])
    made["outputArtifacts"] = [{"name": "Made"}]
    id_ = stacks.create(stacks.source(), stage("Deploy", made))
    assert stacks.ended(id_) == "Succeeded"
    archive = stacks.artifact(stacks.run_of(id_, "Deploy"))
    assert json.loads(archive.read("outputs.json")) == {"Word": "hello", "Other": "none"}


def test_a_stack_is_deleted_and_one_that_is_not_there_is_no_failure(stacks: Workshop) -> None:
    push(stacks, template(stacks.name), Parameters={"Word": "hello"})
    stacks.ended(stacks.create(stacks.source(), stage("Deploy", deploy(stacks))))
    stacks.update(stacks.source(), stage("Deploy", deploy(stacks, "DELETE_ONLY")))
    for _ in range(2):
        assert stacks.ended(stacks.start()) == "Succeeded"
    with pytest.raises(ClientError, match="does not exist"):
        stacks.aws.client("cloudformation").describe_stacks(StackName=stacks.name)


def test_the_role_must_be_allowed_to_hand_over_cloudformation_s(stacks: Workshop) -> None:
    push(stacks, template(stacks.name), Parameters={"Word": "hello"})
    stacks.grant(
        stacks.name,
        {"Effect": "Allow", "Action": ["codecommit:*", "s3:*"], "Resource": "*"},
        {"Effect": "Allow", "Action": "cloudformation:*", "Resource": "*"},
    )
    id_ = stacks.create(stacks.source(), stage("Deploy", deploy(stacks)))
    assert stacks.ended(id_) == "Failed"
    error = stacks.error_of(id_, "Deploy")
    assert error["code"] == "PermissionError"
    assert "iam:PassRole" in error["message"]


def test_narrow_rights_are_enough(stacks: Workshop) -> None:
    push(stacks, template(stacks.name), Parameters={"Word": "hello"})
    of_the_stack = f"arn:aws:cloudformation:us-east-1:123456789012:stack/{stacks.name}/*"
    operations = ("CreateStack", "DescribeStacks")
    stacks.grant(
        stacks.name,
        {"Effect": "Allow", "Action": ["codecommit:*", "s3:*"], "Resource": "*"},
        {
            "Effect": "Allow",
            "Action": [f"cloudformation:{one}" for one in operations],
            "Resource": of_the_stack,
        },
        {
            "Effect": "Allow",
            "Action": "iam:PassRole",
            "Resource": f"arn:aws:iam::123456789012:role/{stacks.name}-stacks",
            "Condition": {"StringEquals": {"iam:PassedToService": "cloudformation.amazonaws.com"}},
        },
    )
    id_ = stacks.create(stacks.source(), stage("Deploy", deploy(stacks)))
    assert stacks.ended(id_) == "Succeeded"
