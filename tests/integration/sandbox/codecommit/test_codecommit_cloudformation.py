"""AWS::CodeCommit::Repository in a stack, on moto's own CloudFormation."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
import pytest

from sandbox.aws import codecommit
from sandbox.http_server import HttpServer
from sandbox.interruptions import Interruptions

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_codecommit import CodeCommitClient


def template(name: str, description: str) -> str:
    resource: dict[str, Any] = {
        "Type": "AWS::CodeCommit::Repository",
        "Properties": {"RepositoryName": name, "RepositoryDescription": description},
    }
    outputs = {
        "Id": {"Ref": "Infra"},
        "Arn": {"Fn::GetAtt": ["Infra", "Arn"]},
        "Url": {"Fn::GetAtt": ["Infra", "CloneUrlHttp"]},
        "Name": {"Fn::GetAtt": ["Infra", "Name"]},
    }
    return json.dumps(
        {
            "Resources": {"Infra": resource},
            "Outputs": {key: {"Value": value} for key, value in outputs.items()},
        }
    )


@pytest.fixture
def cloudformation(server: HttpServer, interruptions: Interruptions) -> "CloudFormationClient":
    return boto3.client(
        "cloudformation",
        endpoint_url=server.url,
        region_name="us-east-1",
        aws_access_key_id="anyone",
        aws_secret_access_key="anything",
    )


@pytest.fixture
def stack(cloudformation: "CloudFormationClient") -> Iterator[str]:
    """The name of a stack and of the repository in it."""
    name = f"stack-{uuid4().hex}"
    cloudformation.create_stack(StackName=name, TemplateBody=template(name, "The first"))
    yield name
    cloudformation.delete_stack(StackName=name)


def test_a_stack_makes_a_repository_and_shows_its_attributes(
    cloudformation: "CloudFormationClient", stack: str
) -> None:
    described = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
    outputs = {each["OutputKey"]: each["OutputValue"] for each in described["Outputs"]}

    assert codecommit.repository(stack).fsck() == ""
    assert outputs.pop("Id").count("-") == 4
    assert outputs == {
        "Arn": f"arn:aws:codecommit:us-east-1:123456789012:{stack}",
        "Url": f"https://git-codecommit.us-east-1.amazonaws.com/v1/repos/{stack}",
        "Name": stack,
    }


def test_an_updated_stack_keeps_the_repository(
    cloudformation: "CloudFormationClient", client: "CodeCommitClient", stack: str
) -> None:
    head = codecommit.repository(stack).commit({"tag": "one"})

    cloudformation.update_stack(StackName=stack, TemplateBody=template(stack, "The second"))

    described = client.get_repository(repositoryName=stack)["repositoryMetadata"]
    assert described["repositoryDescription"] == "The second"
    assert codecommit.repository(stack).head("main") == head


def test_a_deleted_stack_deletes_the_repository(
    cloudformation: "CloudFormationClient", stack: str
) -> None:
    path = codecommit.repository(stack).path
    cloudformation.delete_stack(StackName=stack)

    assert not path.exists()
    with pytest.raises(KeyError):
        codecommit.repository(stack)
