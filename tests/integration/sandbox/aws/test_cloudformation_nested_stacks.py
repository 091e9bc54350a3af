"""Stacks within stacks: made, changed and removed with the stack that they are in."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

HANDLE = {"Type": "AWS::CloudFormation::WaitConditionHandle"}


@pytest.fixture
def nested(clients: Callable[[str], Any], name: str) -> Callable[..., dict[str, Any]]:
    """Put a template of these resources into S3; give a resource that is a stack of it."""
    clients("s3").create_bucket(Bucket=name)

    def nested(
        resources: Mapping[str, Any], outputs: Mapping[str, Any] | None = None, **properties: Any
    ) -> dict[str, Any]:
        values = {key: {"Value": value} for key, value in (outputs or {}).items()}
        template = {
            "Parameters": {"Said": {"Type": "String", "Default": "nothing"}},
            "Resources": resources,
            "Outputs": values,
        }
        clients("s3").put_object(Bucket=name, Key="t.json", Body=json.dumps(template).encode())
        return {
            "Type": "AWS::CloudFormation::Stack",
            "Properties": {
                "TemplateURL": f"https://s3.us-east-1.amazonaws.com/{name}/t.json",
                **properties,
            },
        }

    return nested


def _setting(value: Any, **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::SSM::Parameter",
        "Properties": {"Type": "String", "Value": value, **properties},
    }


def test_a_nested_stack_gets_parameters_and_gives_outputs(
    deploy: Callable[..., Any],
    outputs: Callable[..., dict[str, str]],
    nested: Callable[..., Any],
    cloudformation: Any,
    physical_ids: Callable[[], dict[str, str]],
    name: str,
) -> None:
    inner = nested(
        {"It": _setting({"Ref": "Said"})},
        {"Value": {"Fn::GetAtt": "It.Value"}},
        Parameters={"Said": "hello"},
    )
    said = outputs(
        {"Inner": inner}, Outputs={"Said": {"Value": {"Fn::GetAtt": "Inner.Outputs.Value"}}}
    )
    assert said == {"Said": "hello"}
    outer = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    stack = cloudformation.describe_stacks(StackName=physical_ids()["Inner"])["Stacks"][0]
    assert stack["StackName"].startswith(f"{name}-Inner-")
    assert (stack["ParentId"], stack["RootId"]) == (outer["StackId"], outer["StackId"])


def test_another_template_under_the_same_address_changes_it(
    deploy: Callable[..., Any],
    outputs: Callable[..., dict[str, str]],
    nested: Callable[..., Any],
    cloudformation: Any,
    physical_ids: Callable[[], dict[str, str]],
    name: str,
) -> None:
    sections = {"Outputs": {"Said": {"Value": {"Fn::GetAtt": "Inner.Outputs.Value"}}}}
    outputs({"Inner": nested({"It": _setting("one")}, {"Value": "one"})}, **sections)
    before = physical_ids()
    resource = nested({"It": _setting("two")}, {"Value": "two"})
    made = cloudformation.create_change_set(
        StackName=name,
        ChangeSetName="two",
        TemplateBody=json.dumps({"Resources": {"Inner": resource}, **sections}),
    )
    (change,) = cloudformation.describe_change_set(ChangeSetName=made["Id"])["Changes"]
    assert change["ResourceChange"]["Replacement"] == "False"
    assert change["ResourceChange"]["Details"] == [
        {
            "Target": {"Attribute": "Properties", "RequiresRecreation": "Never"},
            "Evaluation": "Dynamic",
            "ChangeSource": "Automatic",
        }
    ]
    cloudformation.execute_change_set(ChangeSetName=made["Id"])
    assert physical_ids() == before
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    assert stack["Outputs"][0]["OutputValue"] == "two"


def test_a_nested_stack_that_cannot_be_made_says_why_and_is_gone(
    deploy: Callable[..., Any],
    nested: Callable[..., Any],
    cloudformation: Any,
    stacks: Callable[[], list[dict[str, Any]]],
    name: str,
) -> None:
    bad = nested({"Good": HANDLE, "Bad": _setting("x", Type="Number")})
    assert deploy({"Inner": bad})["StackStatus"] == "ROLLBACK_COMPLETE"
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    failed = next(one for one in events if one["ResourceStatus"] == "CREATE_FAILED")
    assert (
        "was not successfully created: The following resource(s) failed to create: [Bad]."
        in (failed["ResourceStatusReason"])
    )
    existing = [one["StackName"] for one in stacks()]
    assert [one for one in existing if one.startswith(name)] == [name]


def test_a_nested_stack_that_cannot_be_changed_stays_as_it_was(
    outputs: Callable[..., Any],
    deploy: Callable[..., Any],
    nested: Callable[..., Any],
    cloudformation: Any,
    physical_ids: Callable[[], dict[str, str]],
    name: str,
) -> None:
    deploy({"Inner": nested({"It": _setting("one", Name=f"/{name}")})})
    stack = deploy({"Inner": nested({"It": _setting("x", Name=f"/{name}", Type="Number")})})
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    inner = cloudformation.describe_stacks(StackName=physical_ids()["Inner"])["Stacks"][0]
    assert inner["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"


def test_a_nested_stack_is_put_back_when_what_follows_it_fails(
    deploy: Callable[..., Any],
    nested: Callable[..., Any],
    cloudformation: Any,
    clients: Callable[[str], Any],
    physical_ids: Callable[[], dict[str, str]],
    name: str,
) -> None:
    deploy({"Inner": nested({"It": _setting("one", Name=f"/{name}")})})
    bad = {**_setting("x", Type="Number"), "DependsOn": "Inner"}
    stack = deploy({"Inner": nested({"It": _setting("two", Name=f"/{name}")}), "Z": bad})
    assert stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE"
    assert clients("ssm").get_parameter(Name=f"/{name}")["Parameter"]["Value"] == "one"


def test_capabilities_and_the_role_of_the_outer_stack_count(
    deploy: Callable[..., Any],
    nested: Callable[..., Any],
    cloudformation: Any,
    clients: Callable[[str], Any],
    name: str,
) -> None:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "sts:AssumeRole",
                "Principal": {"Service": "cloudformation.amazonaws.com"},
            }
        ],
    }
    role = {
        "Type": "AWS::IAM::Role",
        "Properties": {"RoleName": f"{name}-inner", "AssumeRolePolicyDocument": trust},
    }
    body = json.dumps({"Resources": {"Inner": nested({"It": role})}})
    cloudformation.create_stack(StackName=name, TemplateBody=body, Capabilities=["CAPABILITY_IAM"])
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    cloudformation.delete_stack(StackName=name)
    service = clients("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))[
        "Role"
    ]["Arn"]
    stacks = [
        f"cloudformation:{one}Stack{s}"
        for one, s in (("Create", ""), ("Describe", "s"), ("Delete", ""))
    ]
    statements = [
        {"Effect": "Allow", "Action": stacks, "Resource": "*"},
        {"Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
    ]
    clients("iam").put_role_policy(
        RoleName=name,
        PolicyName="p",
        PolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": statements}),
    )
    cloudformation.create_stack(
        StackName=name, TemplateBody=body, Capabilities=["CAPABILITY_NAMED_IAM"], RoleARN=service
    )
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    failed = next(one for one in events if one["ResourceStatus"] == "CREATE_FAILED")
    assert "failed to create: [It]" in failed["ResourceStatusReason"], "its role made no roles"


def test_a_nested_stack_goes_with_its_stack(
    deploy: Callable[..., Any],
    nested: Callable[..., Any],
    cloudformation: Any,
    physical_ids: Callable[[], dict[str, str]],
    name: str,
) -> None:
    deploy({"Inner": nested({"It": HANDLE})})
    inner = physical_ids()["Inner"]
    cloudformation.delete_stack(StackName=name)
    stack = cloudformation.describe_stacks(StackName=inner)["Stacks"][0]
    assert stack["StackStatus"] == "DELETE_COMPLETE"


def test_an_application_of_sam_with_a_local_template_is_a_nested_stack(
    nested: Callable[..., Any], cloudformation: Any, name: str
) -> None:
    inner = nested({"It": _setting({"Ref": "Said"})}, {"Value": {"Fn::GetAtt": "It.Value"}})
    application = {
        "Type": "AWS::Serverless::Application",
        "Properties": {
            "Location": inner["Properties"]["TemplateURL"],
            "Parameters": {"Said": "from SAM"},
        },
    }
    template = {
        "Transform": "AWS::Serverless-2016-10-31",
        "Resources": {"App": application},
        "Outputs": {"Said": {"Value": {"Fn::GetAtt": "App.Outputs.Value"}}},
    }
    made = cloudformation.create_change_set(
        StackName=name,
        ChangeSetName="one",
        ChangeSetType="CREATE",
        TemplateBody=json.dumps(template),
        Capabilities=["CAPABILITY_AUTO_EXPAND"],
    )
    cloudformation.execute_change_set(ChangeSetName=made["Id"])
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    assert stack["Outputs"][0]["OutputValue"] == "from SAM"
