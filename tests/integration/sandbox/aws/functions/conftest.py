"""Functions made of a few lines, deployed through the API as anyone would."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import boto3
import pytest
from botocore.config import Config

from sandbox.aws.functions import Functions
from sandbox.aws.server import AwsServer

type CreateFunction = Callable[..., str]


@pytest.fixture(scope="session")
def functions(aws: AwsServer) -> Functions:
    return aws.functions


@pytest.fixture
def lambda_(functions: Functions, clients: Callable[[str], Any]) -> Any:
    return clients("lambda")


@pytest.fixture(scope="session")
def raw_lambda(aws: AwsServer) -> Any:
    """A client that neither checks parameters nor tries again."""
    session: Any = boto3.Session("local", "local", region_name="us-east-1")
    raw = Config(parameter_validation=False, retries={"total_max_attempts": 1})
    return session.client("lambda", endpoint_url=aws.url, config=raw)


@pytest.fixture
def sqs(functions: Functions, clients: Callable[[str], Any]) -> Any:
    return clients("sqs")


def pack(files: Mapping[str, str], mode: int = 0o644) -> bytes:
    """A deployment package."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, text in files.items():
            item = zipfile.ZipInfo(path)
            item.external_attr = mode << 16
            archive.writestr(item, text)
    return packed.getvalue()


@pytest.fixture(scope="session")
def zipped() -> Callable[..., bytes]:
    return pack


def policy(*actions: str) -> str:
    statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


TRUST = json.dumps(
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
LOGGING = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
READING = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")


@pytest.fixture
def role(clients: Callable[[str], Any], name: str) -> Callable[..., str]:
    """Make the test's execution role with a list of actions, or change them; give its ARN."""

    def role(*actions: str) -> str:
        iam = clients("iam")
        try:
            arn: str = iam.get_role(RoleName=name)["Role"]["Arn"]
        except iam.exceptions.NoSuchEntityException:
            arn = iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)["Role"]["Arn"]
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=policy(*actions))
        return arn

    return role


@pytest.fixture
def create_function(lambda_: Any, role: Callable[..., str], name: str) -> Iterator[CreateFunction]:
    """Create the test's function from the text of its module; give its name."""

    def create_function(code: str, *, actions: tuple[str, ...] = (), **settings: Any) -> str:
        arguments = {
            "FunctionName": name,
            "Runtime": "python3.13",
            "Handler": "app.handler",
            "Timeout": 10,
            "Role": role(*LOGGING, *READING, *actions),
            "Code": {"ZipFile": pack({"app.py": code})},
            **settings,
        }
        lambda_.create_function(**arguments)
        return name

    yield create_function
    for mapping in lambda_.list_event_source_mappings(FunctionName=name)["EventSourceMappings"]:
        lambda_.delete_event_source_mapping(UUID=mapping["UUID"])
    if any(one["FunctionName"] == name for one in lambda_.list_functions()["Functions"]):
        lambda_.delete_function(FunctionName=name)
