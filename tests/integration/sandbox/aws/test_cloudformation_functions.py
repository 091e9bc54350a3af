"""Functions, layers and mappings from templates, also by SAM's transform."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

type Clients = Callable[[str], Any]
type Outputs = Callable[..., dict[str, str]]
type PhysicalIds = Callable[[], dict[str, str]]

SERVERLESS = "AWS::Serverless-2016-10-31"


@pytest.fixture
def upload(clients: Clients, name: str) -> Callable[[str], str]:
    """Put an archive with some text into the test's bucket, under the text as its key."""
    clients("s3").create_bucket(Bucket=name)

    def upload(text: str) -> str:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("python/content.py", f"TEXT = {text!r}\n")
        clients("s3").put_object(Bucket=name, Key=text, Body=packed.getvalue())
        return text

    return upload


def _role() -> dict[str, Any]:
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRole",
        "Principal": {"Service": "lambda.amazonaws.com"},
    }
    trust = {"Version": "2012-10-17", "Statement": [statement]}
    return {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}}


def _function(bucket: str, key: str, **properties: Any) -> dict[str, Any]:
    return {
        "Type": "AWS::Lambda::Function",
        "Properties": {
            "Code": {"S3Bucket": bucket, "S3Key": key},
            "Handler": "content.handle",
            "Role": {"Fn::GetAtt": ["Role", "Arn"]},
            "Runtime": "python3.13",
            **properties,
        },
    }


def test_a_function_and_its_layer_change(
    outputs: Outputs,
    clients: Clients,
    physical_ids: PhysicalIds,
    upload: Callable[[str], str],
    name: str,
) -> None:
    def deployed(layer: str, **properties: Any) -> dict[str, Any]:
        content = {"S3Bucket": name, "S3Key": upload(layer)}
        outputs(
            {
                "Role": _role(),
                "Log": {"Type": "AWS::Logs::LogGroup"},
                "Layer": {
                    "Type": "AWS::Lambda::LayerVersion",
                    "Properties": {"LayerName": name, "Content": content},
                },
                "It": _function(
                    name,
                    upload("code"),
                    Layers=[{"Ref": "Layer"}],
                    LoggingConfig={"LogFormat": "JSON", "LogGroup": {"Ref": "Log"}},
                    **properties,
                ),
            }
        )
        settings: dict[str, Any] = clients("lambda").get_function_configuration(
            FunctionName=physical_ids()["It"]
        )
        return settings

    first = deployed("one", Timeout=60, MemorySize="512", Environment={"Variables": {"AA": "1"}})
    layers = physical_ids()["Layer"]
    assert layers.endswith(f":layer:{name}:1")
    assert [layer["Arn"] for layer in first["Layers"]] == [layers]
    assert (first["Timeout"], first["MemorySize"]) == (60, 512)
    assert first["Environment"]["Variables"] == {"AA": "1"}
    assert first["LoggingConfig"]["LogGroup"] == physical_ids()["Log"]

    second = deployed("two")
    assert second["FunctionName"] == first["FunctionName"]
    assert [layer["Arn"] for layer in second["Layers"]] == [layers[:-1] + "2"]
    assert (second["Timeout"], second["MemorySize"]) == (3, 128), "what is gone has its default"
    assert "Environment" not in second or second["Environment"]["Variables"] == {}
    kept = clients("lambda").list_layer_versions(LayerName=name)["LayerVersions"]
    assert [version["Version"] for version in kept] == [2]


def test_a_mapping_changes(
    outputs: Outputs,
    clients: Clients,
    physical_ids: PhysicalIds,
    upload: Callable[[str], str],
    name: str,
) -> None:
    policy = {"Statement": [{"Effect": "Allow", "Action": "sqs:*", "Resource": "*"}]}
    role = _role()
    role["Properties"]["Policies"] = [
        {"PolicyName": "p", "PolicyDocument": {"Version": "2012-10-17", **policy}}
    ]

    def deployed(**properties: Any) -> dict[str, Any]:
        mapping = {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]},
                "FunctionName": {"Ref": "Function"},
                **properties,
            },
        }
        outputs(
            {
                "Role": role,
                "Queue": {"Type": "AWS::SQS::Queue"},
                "Function": _function(name, upload("code")),
                "It": mapping,
            }
        )
        described: dict[str, Any] = clients("lambda").get_event_source_mapping(
            UUID=physical_ids()["It"]
        )
        return described

    first = deployed(
        BatchSize=100,
        MaximumBatchingWindowInSeconds="1",
        FunctionResponseTypes=["ReportBatchItemFailures"],
        ScalingConfig={"MaximumConcurrency": 2},
    )
    assert first["BatchSize"] == 100
    assert first["MaximumBatchingWindowInSeconds"] == 1
    assert first["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert first["ScalingConfig"] == {"MaximumConcurrency": 2}
    second = deployed(BatchSize=5)
    assert second["UUID"] == first["UUID"]
    assert second["BatchSize"] == 5
    assert second["MaximumBatchingWindowInSeconds"] == 0
    assert not second.get("FunctionResponseTypes")
    assert not second.get("ScalingConfig")


def test_what_lambda_refuses_fails_the_resource(
    deploy: Callable[..., Any], cloudformation: Any, upload: Callable[[str], str], name: str
) -> None:
    upload("code")
    stack = deploy({"Role": _role(), "It": _function(name, "nothing")})
    assert stack["StackStatus"] == "ROLLBACK_COMPLETE"
    events = cloudformation.describe_stack_events(StackName=name)["StackEvents"]
    failed = [one for one in events if one["ResourceStatus"] == "CREATE_FAILED"]
    assert [one["LogicalResourceId"] for one in failed] == ["It"]
    assert failed[0]["ResourceStatusReason"].startswith('Resource handler returned message: "')


def test_the_transform_makes_roles_policies_and_permissions(
    outputs: Outputs,
    clients: Clients,
    physical_ids: PhysicalIds,
    upload: Callable[[str], str],
    name: str,
) -> None:
    function = {
        "Type": "AWS::Serverless::Function",
        "Properties": {
            "CodeUri": {"Bucket": name, "Key": upload("code")},
            "Handler": "content.handle",
            "Policies": [
                "AmazonSQSReadOnlyAccess",
                {"SQSSendMessagePolicy": {"QueueName": {"Fn::GetAtt": ["Queue", "QueueName"]}}},
            ],
        },
    }
    outputs(
        {"Greeter": function, "Queue": {"Type": "AWS::SQS::Queue"}},
        Transform=SERVERLESS,
        Globals={"Function": {"Runtime": "python3.13", "Timeout": 10}},
    )
    made, iam = physical_ids(), clients("iam")
    settings = clients("lambda").get_function_configuration(FunctionName=made["Greeter"])
    assert (settings["Runtime"], settings["Timeout"]) == ("python3.13", 10)
    attached = iam.list_attached_role_policies(RoleName=made["GreeterRole"])["AttachedPolicies"]
    assert {one["PolicyName"] for one in attached} == {
        "AWSLambdaBasicExecutionRole",
        "AmazonSQSReadOnlyAccess",
    }
    (policy,) = iam.list_role_policies(RoleName=made["GreeterRole"])["PolicyNames"]
    document = iam.get_role_policy(RoleName=made["GreeterRole"], PolicyName=policy)
    queue = made["Queue"].rpartition("/")[2]
    assert document["PolicyDocument"]["Statement"][0]["Resource"].endswith(f":{queue}")


def test_a_template_that_the_transform_refuses_makes_a_failed_change_set(
    cloudformation: Any, name: str
) -> None:
    template = {
        "Transform": SERVERLESS,
        "Resources": {"F": {"Type": "AWS::Serverless::Function", "Properties": {"Colour": "red"}}},
    }
    cloudformation.create_change_set(
        StackName=name,
        ChangeSetName="one",
        ChangeSetType="CREATE",
        TemplateBody=json.dumps(template),
    )
    described = cloudformation.describe_change_set(StackName=name, ChangeSetName="one")
    assert described["Status"] == "FAILED"
    assert described["StatusReason"].startswith(
        f"Transform {SERVERLESS} failed with: Invalid Serverless Application Specification"
    )
    assert "[F] is invalid" in described["StatusReason"]
