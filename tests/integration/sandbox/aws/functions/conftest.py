"""Functions made of a few lines, deployed through the API as anyone would."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from sandbox.aws.functions import Functions
from sandbox.aws.server import AwsServer

type Deploy = Callable[..., str]


@pytest.fixture(scope="session")
def functions(aws: AwsServer) -> Iterator[Functions]:
    functions = Functions()
    functions.install()
    yield functions.start(aws.url)
    functions.stop()


@pytest.fixture
def lambda_(functions: Functions, clients: Callable[[str], Any]) -> Any:
    return clients("lambda")


@pytest.fixture
def sqs(functions: Functions, clients: Callable[[str], Any]) -> Any:
    return clients("sqs")


def zipped(files: Mapping[str, str]) -> bytes:
    """A deployment package whose files anyone may read."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, text in files.items():
            item = zipfile.ZipInfo(path)
            item.external_attr = 0o644 << 16
            archive.writestr(item, text)
    return packed.getvalue()


def policy(*actions: str) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


LOGGING = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
READING = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")


@pytest.fixture
def role(clients: Callable[[str], Any], name: str) -> Callable[..., str]:
    """Make the test's execution role with a list of actions, or change them; give its ARN."""
    trust = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "lambda.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
    )

    def role(*actions: str) -> str:
        iam = clients("iam")
        try:
            arn: str = iam.get_role(RoleName=name)["Role"]["Arn"]
        except iam.exceptions.NoSuchEntityException:
            arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy(*actions))
        return arn

    return role


@pytest.fixture
def deploy_function(lambda_: Any, role: Callable[..., str], name: str) -> Iterator[Deploy]:
    """Create the test's function from the text of its module; give its name."""

    def deploy_function(code: str, *, actions: tuple[str, ...] = (), **settings: Any) -> str:
        files = {"app.py": code}
        arguments = {
            "FunctionName": name,
            "Runtime": "python3.13",
            "Handler": "app.handler",
            "Timeout": 10,
            "Role": role(*LOGGING, *READING, *actions),
            "Code": {"ZipFile": zipped(files)},
            **settings,
        }
        lambda_.create_function(**arguments)
        return name

    yield deploy_function
    for mapping in lambda_.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]:
        lambda_.delete_event_source_mapping(UUID=mapping["UUID"])
    if any(one["FunctionName"] == name for one in lambda_.list_functions()["Functions"]):
        lambda_.delete_function(FunctionName=name)
