"""One account, however many servers a process has; a log of what is asked of it."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.server import AwsServer

type Clients = Callable[[str], Any]


def test_servers_side_by_side_are_doors_to_one_account(
    aws: AwsServer, clients: Clients, tmp_path: Path, name: str
) -> None:
    clients("sqs").create_queue(QueueName=name)
    with AwsServer(tmp_path) as another:
        assert another.url != aws.url
        assert another.log is aws.log
        assert another.client("sqs").get_queue_url(QueueName=name)
    assert clients("sqs").get_queue_url(QueueName=name)


def test_the_account_is_asked_until_the_last_server_stops(tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
from sandbox.aws.server import AwsServer

home = AwsServer(Path({str(tmp_path)!r})).start()
queue = home.client("sqs").create_queue(QueueName="q")["QueueUrl"]
with AwsServer(Path({str(tmp_path)!r})) as other:
    client = other.client("sqs")
    home.stop()
    assert client.get_queue_url(QueueName="q")["QueueUrl"].endswith("/q")
with AwsServer(Path({str(tmp_path)!r})) as anew:
    assert "QueueUrls" not in anew.client("sqs").list_queues()
"""
    subprocess.run([sys.executable, "-c", program], check=True, cwd=Path.cwd(), timeout=60)


def test_the_log_names_service_operation_and_status(aws: AwsServer, clients: Clients) -> None:
    before = len(aws.log)
    clients("sqs").list_queues()
    with pytest.raises(ClientError):
        clients("lambda").get_function(FunctionName="nothing")
    clients("cloudwatch").describe_alarms()
    clients("s3").list_buckets()
    asked = list(aws.log)[before:]
    assert [(one.service, one.operation, one.status) for one in asked] == [
        ("sqs", "ListQueues", 200),
        ("lambda", "GetFunction", 404),
        ("monitoring", "DescribeAlarms", 200),
        ("s3", "ListBuckets", 200),
    ]
    assert {one.principal for one in asked} == {""}


def test_what_cloudformation_asks_is_not_in_the_log(
    aws: AwsServer, deploy: Callable[..., Any]
) -> None:
    before = len(aws.log)
    deploy({"Queue": {"Type": "AWS::SQS::Queue"}})
    assert {one.service for one in list(aws.log)[before:]} == {"cloudformation"}


def test_an_interruption_comes_before_the_operation(
    aws: AwsServer, clients: Clients, name: str
) -> None:
    def fail() -> None:
        raise OSError("the disk is full")

    aws.interruptions.before_next("CreateQueue", fail)
    with pytest.raises(ClientError, match="the disk is full"):
        clients("sqs").create_queue(QueueName=name)
    assert clients("sqs").create_queue(QueueName=name)


def test_child_processes_see_this_aws_and_no_other(
    aws: AwsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_PROFILE", "a-persons-own")
    environment = aws.environment()
    assert environment["AWS_ENDPOINT_URL"] == aws.url
    assert "AWS_PROFILE" not in environment
    assert "PATH" in environment


@pytest.mark.parametrize(
    ("service", "operation", "named"),
    [
        ("cloudcontrol", "list_resource_requests", "cloudcontrolapi"),  # json
        ("lex-models", "get_bots", "lex"),  # rest-json
        ("importexport", "list_jobs", "ingestionservice"),  # query
        ("apprunner", "list_services", "apprunner"),  # has a model, and moto does not have it
    ],
)
def test_a_service_that_is_not_there_is_refused_by_name(
    clients: Clients,
    capfd: pytest.CaptureFixture[str],
    service: str,
    operation: str,
    named: str,
) -> None:
    with pytest.raises(ClientError) as refused:
        getattr(clients(service), operation)()
    answer = refused.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 501
    assert answer["Error"]["Code"] == "NotSupported"
    assert "The local AWS does not support" in answer["Error"]["Message"]
    assert named in answer["Error"]["Message"]
    assert "Traceback" not in capfd.readouterr().err
