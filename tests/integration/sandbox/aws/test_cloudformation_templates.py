"""Functions, conditions and outputs; templates that CloudFormation would not take."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

QUEUE = {"Type": "AWS::SQS::Queue"}


def test_functions_give_what_cloudformation_documents(
    outputs: Callable[..., dict[str, str]], name: str
) -> None:
    values = {
        "Ref": {"Ref": "AWS::Region"},
        "Sub": {"Fn::Sub": "${AWS::StackName}-${!Literal}-${Queue.QueueName}"},
        "SubWithOwn": {"Fn::Sub": ["${A}-${Queue}", {"A": {"Ref": "AWS::AccountId"}}]},
        "Join": {"Fn::Join": ["/", ["a", {"Fn::GetAtt": ["Queue", "QueueName"]}]]},
        "Select": {"Fn::Select": [1, {"Fn::Split": [":", "a:b:c"]}]},
        "Map": {"Fn::FindInMap": ["M", {"Ref": "AWS::Region"}, "key"]},
        "Base64": {"Fn::Base64": "text"},
        "GetAtt": {"Fn::GetAtt": "Queue.Arn"},
    }
    found = outputs(
        {"Queue": {**QUEUE, "Properties": {"QueueName": f"{name}-q"}}},
        Mappings={"M": {"us-east-1": {"key": "value"}}},
        Outputs={key: {"Value": value} for key, value in values.items()},
    )
    url = found["SubWithOwn"].removeprefix("123456789012-")
    assert url.startswith("http://localhost:")
    assert url.endswith(f"/123456789012/{name}-q")
    assert {**found, "SubWithOwn": ""} == {
        "Ref": "us-east-1",
        "Sub": f"{name}-${{Literal}}-{name}-q",
        "SubWithOwn": "",
        "Join": f"a/{name}-q",
        "Select": "b",
        "Map": "value",
        "Base64": "dGV4dA==",
        "GetAtt": f"arn:aws:sqs:us-east-1:123456789012:{name}-q",
    }


def test_conditions_decide_resources_properties_and_outputs(
    outputs: Callable[..., dict[str, str]],
    physical_ids: Callable[[], dict[str, str]],
    clients: Callable[[str], Any],
) -> None:
    found = outputs(
        {
            "Kept": {
                **QUEUE,
                "Properties": {
                    "DelaySeconds": {"Fn::If": ["IsOff", 7, {"Ref": "AWS::NoValue"}]},
                    "VisibilityTimeout": {"Fn::If": ["IsOn", "70", {"Ref": "AWS::NoValue"}]},
                },
            },
            "LeftOut": {**QUEUE, "Condition": "IsOff"},
        },
        Parameters={"Switch": {"Type": "String", "Default": "on"}},
        Conditions={
            "IsOn": {"Fn::Equals": [{"Ref": "Switch"}, "on"]},
            "IsOff": {"Fn::Not": [{"Condition": "IsOn"}]},
            "Both": {"Fn::And": [{"Condition": "IsOn"}, {"Condition": "IsOff"}]},
            "Either": {"Fn::Or": [{"Condition": "IsOn"}, {"Condition": "IsOff"}]},
        },
        Outputs={
            "Both": {"Value": "both", "Condition": "Both"},
            "Either": {"Value": "either", "Condition": "Either"},
        },
    )
    assert found == {"Either": "either"}
    made = physical_ids()
    assert list(made) == ["Kept"]
    attributes = clients("sqs").get_queue_attributes(
        QueueUrl=made["Kept"], AttributeNames=["DelaySeconds", "VisibilityTimeout"]
    )["Attributes"]
    assert attributes == {"DelaySeconds": "0", "VisibilityTimeout": "70"}


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ({"Resources": {}}, "At least one Resources member must be defined"),
        (
            {"Resources": {"Q": QUEUE}, "Extra": {}},
            r"Invalid template property or properties \[Extra",
        ),
        ({"Resources": {"Q": {"Properties": {}}}}, "must contain a Type member"),
        (
            {"Resources": {"Q": {**QUEUE, "Colour": 1}}},
            "Invalid template resource property 'Colour'",
        ),
        (
            {"Resources": {"Q": {**QUEUE, "Properties": {"QueueName": {"Ref": "Nothing"}}}}},
            r"Unresolved resource dependencies \[Nothing\] in the Resources block",
        ),
        (
            {"Resources": {"Q": {**QUEUE, "DependsOn": "Nothing"}}},
            r"Unresolved resource dependencies \[Nothing\] in the Resources block",
        ),
        (
            {"Resources": {"Q": QUEUE}, "Outputs": {"O": {"Value": {"Ref": "Nothing"}}}},
            r"Unresolved resource dependencies \[Nothing\] in the Outputs block",
        ),
        (
            {"Resources": {"Q": QUEUE}, "Outputs": {"O": {"Value": {"Fn::GetAtt": ["Q", "Size"]}}}},
            "resource Q does not support attribute type Size in Fn::GetAtt",
        ),
        (
            {"Resources": {"A": {**QUEUE, "DependsOn": "B"}, "B": {**QUEUE, "DependsOn": "A"}}},
            r"Circular dependency between resources: \[A, B\]",
        ),
        (
            {"Resources": {"Q": {"Type": "AWS::SQS::Queues"}}},
            r"Unrecognized resource types: \[AWS::SQS::Queues\]",
        ),
        (
            {"Resources": {"Q": {**QUEUE, "Condition": "Nothing"}}},
            "Unresolved condition dependency Nothing",
        ),
        ({"Resources": {"Q": QUEUE}, "Outputs": {"O": {}}}, "must contain a Value object"),
    ],
)
def test_a_template_that_is_not_valid_is_refused(
    cloudformation: Any, name: str, template: dict[str, Any], message: str
) -> None:
    with pytest.raises(ClientError, match=message) as refusal:
        cloudformation.create_change_set(
            StackName=name,
            ChangeSetName="one",
            ChangeSetType="CREATE",
            TemplateBody=json.dumps(template),
        )
    assert refusal.value.response["Error"]["Code"] == "ValidationError"
    with pytest.raises(ClientError, match="does not exist"):
        cloudformation.describe_stacks(StackName=name)


@pytest.mark.parametrize(
    ("template", "what"),
    [
        ({"Resources": {"T": {"Type": "AWS::DynamoDB::Table"}}}, "AWS::DynamoDB::Table"),
        ({"Resources": {"C": {"Type": "Custom::Thing"}}}, "Custom::Thing"),
        ({"Resources": {"Q": QUEUE}, "Rules": {}}, "the section Rules"),
        ({"Resources": {"Q": QUEUE}, "Transform": "AWS::Include"}, "the transform AWS::Include"),
        (
            {"Resources": {"Q": {**QUEUE, "Properties": {"RedriveAllowPolicy": {}}}}},
            "RedriveAllowPolicy of AWS::SQS::Queue",
        ),
        ({"Resources": {"Q": {**QUEUE, "DeletionPolicy": "Snapshot"}}}, "DeletionPolicy Snapshot"),
        ({"Resources": {"Q": {**QUEUE, "CreationPolicy": {}}}}, "attribute CreationPolicy"),
        (
            {"Resources": {"Q": QUEUE}, "Outputs": {"O": {"Value": 1, "Export": {"Name": "x"}}}},
            "the export of outputs",
        ),
        (
            {"Resources": {"Q": {**QUEUE, "Properties": {"QueueName": {"Fn::GetAZs": ""}}}}},
            "the function Fn::GetAZs",
        ),
        (
            {"Resources": {"Q": {**QUEUE, "Properties": {"QueueName": "{{resolve:ssm:x}}"}}}},
            "dynamic references",
        ),
    ],
)
def test_what_the_sandbox_lacks_is_refused_by_name(
    cloudformation: Any, name: str, template: dict[str, Any], what: str
) -> None:
    with pytest.raises(ClientError, match=f"The local AWS does not support .*{what}") as refusal:
        cloudformation.create_change_set(
            StackName=name,
            ChangeSetName="one",
            ChangeSetType="CREATE",
            TemplateBody=json.dumps(template),
        )
    assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_dates_and_short_forms_of_yaml_are_read_as_cloudformation_reads_them(
    cloudformation: Any, name: str, clients: Callable[[str], Any]
) -> None:
    cloudformation.create_stack(
        StackName=name,
        Capabilities=["CAPABILITY_IAM"],
        TemplateBody="""
AWSTemplateFormatVersion: 2010-09-09
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Description: !Sub "${AWS::StackName} ${Queue.QueueName}"
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - {Effect: Allow, Action: "sts:AssumeRole", Principal: {Service: lambda.amazonaws.com}}
  Queue: {Type: "AWS::SQS::Queue"}
Outputs:
  Role: {Value: !Ref Role}
  Queue: {Value: !GetAtt Queue.QueueName}
""",
    )
    stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
    found = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    role = clients("iam").get_role(RoleName=found["Role"])["Role"]
    assert role["Description"] == f"{name} {found['Queue']}"
    assert role["AssumeRolePolicyDocument"]["Version"] == "2012-10-17"


def test_capabilities_must_be_acknowledged(cloudformation: Any, name: str) -> None:
    role: dict[str, Any] = {
        "Type": "AWS::IAM::Role",
        "Properties": {"AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": []}},
    }
    named = {**role, "Properties": {**role["Properties"], "RoleName": name}}

    def create(resource: Any, *acknowledged: str, **sections: Any) -> None:
        cloudformation.create_stack(
            StackName=name,
            TemplateBody=json.dumps({"Resources": {"R": resource}, **sections}),
            Capabilities=acknowledged,
        )

    refused = pytest.raises(cloudformation.exceptions.InsufficientCapabilitiesException)
    with refused as one:
        create(role)
    assert "[CAPABILITY_IAM]" in str(one.value)
    with refused as two:
        create(named, "CAPABILITY_IAM")
    assert "[CAPABILITY_NAMED_IAM]" in str(two.value)
    with refused as three:
        create(QUEUE, Transform="AWS::Serverless-2016-10-31")
    assert "[CAPABILITY_AUTO_EXPAND]" in str(three.value)


def test_a_template_says_what_it_asks_for(cloudformation: Any) -> None:
    template = {
        "Transform": "AWS::Serverless-2016-10-31",
        "Description": "A function",
        "Parameters": {"P": {"Type": "String", "Default": "d", "AllowedValues": ["d", "e"]}},
        "Resources": {
            "F": {
                "Type": "AWS::Serverless::Function",
                "Properties": {"CodeUri": "s3://b/k", "Handler": "a.b", "Runtime": "python3.13"},
            }
        },
    }
    summary = cloudformation.get_template_summary(TemplateBody=json.dumps(template))
    assert summary["ResourceTypes"] == ["AWS::IAM::Role", "AWS::Lambda::Function"]
    assert summary["Capabilities"] == ["CAPABILITY_IAM"]
    assert summary["DeclaredTransforms"] == ["AWS::Serverless-2016-10-31"]
    assert summary["Parameters"][0]["ParameterConstraints"] == {"AllowedValues": ["d", "e"]}
    validated = cloudformation.validate_template(TemplateBody=json.dumps(template))
    assert validated["Description"] == "A function"
    assert validated["Parameters"] == [{"ParameterKey": "P", "DefaultValue": "d", "NoEcho": False}]
