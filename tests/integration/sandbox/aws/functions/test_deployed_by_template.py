"""Functions, layers and mappings that a template deploys, changes and removes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.aws.functions import Functions
from tests.integration.sandbox.aws.functions.conftest import LOGGING, READING, TRUST

CODE = """
import json, os, pathlib
from answer import ANSWER
def handler(event, context):
    bodies = [record["body"] for record in event["Records"]]
    path = pathlib.Path(os.environ["FOLDER"], context.aws_request_id)
    path.write_text(json.dumps([ANSWER, os.environ["VERSION"], bodies]))
"""


@pytest.fixture
def resources(
    clients: Callable[[str], Any], name: str, tmp_path: Path, zipped: Callable[..., bytes]
) -> Callable[..., dict[str, Any]]:
    """The template's resources, in one of two versions."""
    s3 = clients("s3")
    s3.create_bucket(Bucket=name)
    s3.put_object(Bucket=name, Key="code", Body=zipped({"app.py": CODE}))
    layer = zipped({"python/answer.py": "ANSWER = 42"})
    s3.put_object(Bucket=name, Key="layer", Body=layer)

    def resources(version: str, batch_size: int) -> dict[str, Any]:
        statement = {"Effect": "Allow", "Action": [*LOGGING, *READING], "Resource": "*"}
        document = {"Version": "2012-10-17", "Statement": [statement]}
        return {
            "Queue": {"Type": "AWS::SQS::Queue", "Properties": {"VisibilityTimeout": 60}},
            "Role": {
                "Type": "AWS::IAM::Role",
                "Properties": {
                    "AssumeRolePolicyDocument": json.loads(TRUST),
                    "Policies": [{"PolicyName": "p", "PolicyDocument": document}],
                },
            },
            "Layer": {
                "Type": "AWS::Lambda::LayerVersion",
                "Properties": {
                    "LayerName": name,
                    "Content": {"S3Bucket": name, "S3Key": "layer"},
                },
            },
            "Function": {
                "Type": "AWS::Lambda::Function",
                "Properties": {
                    "Code": {"S3Bucket": name, "S3Key": "code"},
                    "Environment": {"Variables": {"FOLDER": str(tmp_path), "VERSION": version}},
                    "Handler": "app.handler",
                    "Layers": [{"Ref": "Layer"}],
                    "Role": {"Fn::GetAtt": ["Role", "Arn"]},
                    "Runtime": "python3.13",
                },
            },
            "Mapping": {
                "Type": "AWS::Lambda::EventSourceMapping",
                "Properties": {
                    "BatchSize": batch_size,
                    "EventSourceArn": {"Fn::GetAtt": ["Queue", "Arn"]},
                    "FunctionName": {"Ref": "Function"},
                    "MaximumBatchingWindowInSeconds": 0,
                },
            },
        }

    return resources


def test_a_template_deploys_changes_and_removes_what_runs(
    resources: Callable[..., dict[str, Any]],
    outputs: Callable[..., dict[str, str]],
    cloudformation: Any,
    lambda_: Any,
    sqs: Any,
    functions: Functions,
    tmp_path: Path,
    name: str,
) -> None:
    queue_url = {"Url": {"Value": {"Ref": "Queue"}}}
    function = {"Function": {"Value": {"Ref": "Function"}}}
    stack = outputs(resources("one", 10), Outputs={**queue_url, **function})
    sqs.send_message(QueueUrl=stack["Url"], MessageBody="first")
    assert functions.settled(stack["Url"]) == ()
    outputs(resources("two", 1), Outputs={**queue_url, **function})
    entries = [{"Id": body, "MessageBody": body} for body in ("second", "third")]
    sqs.send_message_batch(QueueUrl=stack["Url"], Entries=entries)
    assert functions.settled(stack["Url"]) == ()
    kept = sorted(json.loads(path.read_text()) for path in tmp_path.iterdir())
    assert kept == [[42, "one", ["first"]], [42, "two", ["second"]], [42, "two", ["third"]]]
    cloudformation.delete_stack(StackName=name)
    with pytest.raises(lambda_.exceptions.ResourceNotFoundException):
        lambda_.get_function(FunctionName=stack["Function"])
    assert not [
        mapping
        for mapping in lambda_.list_event_source_mappings()["EventSourceMappings"]
        if mapping["FunctionArn"].endswith(stack["Function"])
    ]
