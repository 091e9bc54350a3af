"""Queues drive functions as the deployed event source mappings say."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.aws.functions import Functions
from sandbox.aws.server import AwsServer
from tests.integration.sandbox.aws.functions.waiting import wait_for

type CreateFunction = Callable[..., str]

# Each invocation writes its event to a file of its own, named by its number.
KEEP = """
import json, os, pathlib
folder = pathlib.Path(os.environ["FOLDER"])
def keep(event, context):
    beside = folder.parent / context.aws_request_id
    beside.write_text(json.dumps(event))
    beside.rename(folder / context.aws_request_id)  # Nobody sees a half of it.
"""
SUCCEED = KEEP + "handler = keep\n"
# What a body begins with is what happens to the message.
BY_BODY = (
    KEEP
    + """
def handler(event, context):
    keep(event, context)
    bad = [one["messageId"] for one in event["Records"] if one["body"].startswith("bad")]
    return {"batchItemFailures": [{"itemIdentifier": id_} for id_ in bad]}
"""
)


class Queue:
    """A queue of the test's own, and its dead-letter queue."""

    def __init__(self, sqs: Any, name: str, maximum: int, timeout: int) -> None:
        self._sqs = sqs
        self.dead_letters = sqs.create_queue(QueueName=f"{name}-dead")["QueueUrl"]
        redrive = {"deadLetterTargetArn": self._arn(self.dead_letters), "maxReceiveCount": maximum}
        self.url = sqs.create_queue(
            QueueName=name,
            Attributes={"VisibilityTimeout": str(timeout), "RedrivePolicy": json.dumps(redrive)},
        )["QueueUrl"]
        self.arn = self._arn(self.url)

    def send(self, *bodies: str, **options: Any) -> None:
        for first in range(0, len(bodies), 10):
            entries = [
                {"Id": str(number), "MessageBody": body, **options}
                for number, body in enumerate(bodies[first : first + 10])
            ]
            self._sqs.send_message_batch(QueueUrl=self.url, Entries=entries)

    def dead(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self._sqs.receive_message(
            QueueUrl=self.dead_letters, MaxNumberOfMessages=10, VisibilityTimeout=0,
            MessageAttributeNames=["All"], MessageSystemAttributeNames=["All"],
        ).get("Messages", [])  # fmt: skip
        return found

    def count(self) -> int:
        """All messages, visible or not."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self._sqs.get_queue_attributes(QueueUrl=self.url, AttributeNames=names)
        return sum(int(found["Attributes"][name]) for name in names)

    def _arn(self, url: str) -> str:
        found = self._sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])
        arn: str = found["Attributes"]["QueueArn"]
        return arn


@pytest.fixture
def make_queue(sqs: Any, name: str) -> Callable[..., Queue]:
    def make_queue(maximum: int = 3, timeout: int = 60) -> Queue:
        return Queue(sqs, name, maximum, timeout)

    return make_queue


@pytest.fixture
def queue(make_queue: Callable[..., Queue]) -> Queue:
    return make_queue()


@pytest.fixture
def deploy_with_queue(
    create_function: CreateFunction, lambda_: Any, queue: Queue, tmp_path: Path
) -> Callable[..., str]:
    """CreateFunction a function that the test's queue drives; give the mapping's id."""

    def deploy_with_queue(code: str, **settings: Any) -> str:
        name = create_function(code, Environment={"Variables": {"FOLDER": str(tmp_path)}})
        settings = {"FunctionResponseTypes": ["ReportBatchItemFailures"], **settings}
        id_: str = lambda_.create_event_source_mapping(
            FunctionName=name, EventSourceArn=queue.arn, **settings
        )["UUID"]
        return id_

    return deploy_with_queue


@pytest.fixture
def batches(tmp_path: Path) -> Callable[[], list[list[str]]]:
    """The bodies of every batch that the function kept."""

    def batches() -> list[list[str]]:
        events = [json.loads(path.read_text()) for path in tmp_path.iterdir()]
        return [[record["body"] for record in event["Records"]] for event in events]

    return batches


def test_the_event_is_that_of_lambda(
    deploy_with_queue: Callable[..., str],
    queue: Queue,
    functions: Functions,
    tmp_path: Path,
) -> None:
    deploy_with_queue(SUCCEED)
    attributes = {
        "text": {"DataType": "String", "StringValue": "value"},
        "bytes": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    }
    queue.send("hällo", MessageAttributes=attributes)
    assert functions.settled(queue.url) == ()
    (event,) = (json.loads(path.read_text()) for path in tmp_path.iterdir())
    (record,) = event["Records"]
    system = record.pop("attributes")
    assert system.keys() == {
        *("ApproximateFirstReceiveTimestamp", "ApproximateReceiveCount"),
        *("SenderId", "SentTimestamp"),
    }
    assert system["ApproximateReceiveCount"] == "1"
    assert all(len(system[key]) == 13 for key in system if key.endswith("Timestamp"))
    assert len(record.pop("messageId")) == 36
    assert record.pop("receiptHandle")
    assert len(record.pop("md5OfMessageAttributes")) == 32
    nothing: dict[str, list[str]] = {"stringListValues": [], "binaryListValues": []}
    assert record == {
        "body": "hällo",
        "md5OfBody": "38bbce5fb3d0aec801f9eab39182fa7a",
        "messageAttributes": {
            "text": {"stringValue": "value", "dataType": "String", **nothing},
            "bytes": {"binaryValue": "AP8=", "dataType": "Binary", **nothing},
        },
        "eventSource": "aws:sqs",
        "eventSourceARN": queue.arn,
        "awsRegion": "us-east-1",
    }


def test_without_a_window_ten_messages_make_a_batch(
    deploy_with_queue: Callable[..., str],
    queue: Queue,
    functions: Functions,
    batches: Callable[[], list[list[str]]],
) -> None:
    queue.send(*(str(number) for number in range(25)))
    deploy_with_queue(SUCCEED)
    functions.settled(queue.url)
    assert sorted(len(batch) for batch in batches()) == [5, 10, 10]
    assert queue.count() == 0


def test_a_window_gathers_more_than_ten_messages_into_one_batch(
    deploy_with_queue: Callable[..., str],
    queue: Queue,
    functions: Functions,
    batches: Callable[[], list[list[str]]],
) -> None:
    queue.send(*(str(number) for number in range(30)))
    deploy_with_queue(SUCCEED, BatchSize=100, MaximumBatchingWindowInSeconds=1)
    functions.settled(queue.url)
    assert max(len(batch) for batch in batches()) > 10
    assert queue.count() == 0


def test_three_hundred_messages_are_each_handled_once(
    deploy_with_queue: Callable[..., str],
    queue: Queue,
    functions: Functions,
    batches: Callable[[], list[list[str]]],
) -> None:
    deploy_with_queue(
        SUCCEED,
        BatchSize=100,
        MaximumBatchingWindowInSeconds=1,
        ScalingConfig={"MaximumConcurrency": 2},
    )
    bodies = [str(number) for number in range(300)]
    queue.send(*bodies)
    assert functions.settled(queue.url) == ()
    assert Counter(body for batch in batches() for body in batch) == Counter(bodies)
    assert queue.count() == 0


def test_no_more_batches_run_at_once_than_the_mapping_allows(
    deploy_with_queue: Callable[..., str], queue: Queue, functions: Functions, tmp_path: Path
) -> None:
    deploy_with_queue(
        "import os, pathlib, time\n"
        "folder = pathlib.Path(os.environ['FOLDER'])\n"
        "def handler(event, context):\n"
        "    (folder / 'running' / context.aws_request_id).touch()\n"
        "    now = len(list((folder / 'running').iterdir()))\n"
        "    (folder / 'seen' / f'{now}').touch()\n"
        "    while not (folder / 'go').exists(): time.sleep(0.005)\n"
        "    (folder / 'running' / context.aws_request_id).unlink()\n",
        BatchSize=1,
        ScalingConfig={"MaximumConcurrency": 2},
    )
    for folder in ("running", "seen"):
        (tmp_path / folder).mkdir()
    queue.send(*"abcdef")
    wait_for(lambda: (tmp_path / "seen" / "2").exists())
    (tmp_path / "go").touch()
    functions.settled(queue.url)
    assert {path.name for path in (tmp_path / "seen").iterdir()} <= {"1", "2"}
    assert queue.count() == 0


def test_a_poison_message_becomes_a_dead_letter_and_its_neighbour_succeeds_at_once(
    deploy_with_queue: Callable[..., str],
    queue: Queue,
    functions: Functions,
    batches: Callable[[], list[list[str]]],
) -> None:
    deploy_with_queue(BY_BODY, BatchSize=10)
    attributes = {"reason": {"DataType": "String", "StringValue": "kept"}}
    queue.send("bad", "good", MessageAttributes=attributes)
    (waiting,) = functions.settled(queue.url)
    assert (waiting.body, waiting.receive_count) == ("bad", 1)
    assert batches() == [["bad", "good"]]
    for receives in (2, 3):
        assert functions.expire_visibility(queue.url) == 1
        (waiting,) = functions.settled(queue.url)
        assert waiting.receive_count == receives
    assert queue.dead() == []
    functions.expire_visibility(queue.url)
    assert functions.settled(queue.url) == ()
    (dead,) = queue.dead()
    assert (dead["Body"], dead["MessageAttributes"]) == ("bad", attributes)
    assert len(batches()) == 3


def test_a_message_may_be_delivered_again_while_its_batch_runs(
    deploy_with_queue: Callable[..., str],
    queue: Queue,
    functions: Functions,
    batches: Callable[[], list[list[str]]],
    tmp_path: Path,
) -> None:
    waits = KEEP + (
        "import time\n"
        "def handler(event, context):\n"
        "    keep(event, context)\n"
        "    while len(list(folder.iterdir())) < 2: time.sleep(0.005)\n"
    )
    deploy_with_queue(waits)
    queue.send("twice")
    wait_for(lambda: list(tmp_path.iterdir()))
    assert functions.show_again(queue.url, lambda message: message.body != "twice") == []
    (again,) = functions.show_again(queue.url, lambda message: message.receive_count == 1)
    assert again.body == "twice"
    assert functions.settled(queue.url) == ()
    assert batches() == [["twice"], ["twice"]]
    assert queue.count() == 0


def test_an_exception_fails_the_whole_batch(
    deploy_with_queue: Callable[..., str], queue: Queue, functions: Functions
) -> None:
    queue.send("a", "b")
    deploy_with_queue("def handler(event, context): raise ValueError")
    waiting = functions.settled(queue.url)
    assert sorted(message.body for message in waiting) == ["a", "b"]


def test_without_partial_responses_any_answer_is_a_success(
    deploy_with_queue: Callable[..., str], queue: Queue, functions: Functions
) -> None:
    deploy_with_queue(BY_BODY, FunctionResponseTypes=[])
    queue.send("bad")
    assert functions.settled(queue.url) == ()


def test_a_function_can_ask_for_a_message_again_at_once(
    create_function: CreateFunction,
    lambda_: Any,
    queue: Queue,
    functions: Functions,
    batches: Callable[[], list[list[str]]],
    tmp_path: Path,
) -> None:
    code = KEEP + (
        "import boto3\n"
        "sqs = boto3.client('sqs')\n"
        "def handler(event, context):\n"
        "    keep(event, context)\n"
        "    (one,) = event['Records']\n"
        "    if one['attributes']['ApproximateReceiveCount'] == '1':\n"
        "        sqs.change_message_visibility(QueueUrl=one['body'], VisibilityTimeout=0,\n"
        "            ReceiptHandle=one['receiptHandle'])\n"
        "        raise ValueError('again')\n"
    )
    environment = {"Variables": {"FOLDER": str(tmp_path)}}
    name = create_function(code, actions=("sqs:ChangeMessageVisibility",), Environment=environment)
    lambda_.create_event_source_mapping(FunctionName=name, EventSourceArn=queue.arn)
    queue.send(queue.url)
    wait_for(lambda: len(batches()) == 2)
    assert functions.settled(queue.url) == ()


def test_a_message_is_retried_when_its_visibility_timeout_has_passed(
    make_queue: Callable[..., Queue],
    create_function: CreateFunction,
    lambda_: Any,
    batches: Callable[[], list[list[str]]],
    tmp_path: Path,
) -> None:
    queue = make_queue(timeout=1)
    name = create_function(BY_BODY, Timeout=1, Environment={"Variables": {"FOLDER": str(tmp_path)}})
    lambda_.create_event_source_mapping(
        FunctionName=name,
        EventSourceArn=queue.arn,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    queue.send("bad")
    wait_for(lambda: len(batches()) == 2)


def test_delayed_messages_are_waited_for(
    deploy_with_queue: Callable[..., str],
    queue: Queue,
    functions: Functions,
    batches: Callable[[], list[list[str]]],
) -> None:
    deploy_with_queue(SUCCEED)
    queue.send("later", DelaySeconds=1)
    functions.settled(queue.url)
    assert batches() == [["later"]]


def test_a_disabled_or_deleted_mapping_takes_nothing(
    deploy_with_queue: Callable[..., str],
    queue: Queue,
    functions: Functions,
    lambda_: Any,
    batches: Callable[[], list[list[str]]],
) -> None:
    id_ = deploy_with_queue(SUCCEED)
    queue.send("first")
    functions.settled(queue.url)
    assert lambda_.update_event_source_mapping(UUID=id_, Enabled=False)["State"] == "Disabling"
    assert lambda_.get_event_source_mapping(UUID=id_)["State"] == "Disabled"
    queue.send("second")
    with pytest.raises(TimeoutError, match="messages are visible"):
        functions.settled(queue.url, timeout=0.2)
    assert lambda_.update_event_source_mapping(UUID=id_, Enabled=True)["State"] == "Enabling"
    functions.settled(queue.url)
    assert lambda_.delete_event_source_mapping(UUID=id_)["State"] == "Deleting"
    queue.send("third")
    with pytest.raises(TimeoutError, match="messages are visible"):
        functions.settled(queue.url, timeout=0.2)
    assert sorted(batches()) == [["first"], ["second"]]
    with pytest.raises(lambda_.exceptions.ResourceNotFoundException):
        lambda_.get_event_source_mapping(UUID=id_)


def test_changes_of_a_mapping_are_followed(
    deploy_with_queue: Callable[..., str],
    queue: Queue,
    functions: Functions,
    lambda_: Any,
    batches: Callable[[], list[list[str]]],
) -> None:
    id_ = deploy_with_queue(SUCCEED)
    lambda_.update_event_source_mapping(UUID=id_, BatchSize=2)
    queue.send(*"abcd")
    functions.settled(queue.url)
    assert sorted(len(batch) for batch in batches()) == [2, 2]


def test_a_role_that_lost_its_permission_is_a_problem_and_messages_stay(
    deploy_with_queue: Callable[..., str],
    queue: Queue,
    functions: Functions,
    role: Callable[..., str],
    name: str,
) -> None:
    deploy_with_queue(SUCCEED)
    role("sqs:GetQueueAttributes")
    queue.send("kept")
    wait_for(lambda: any(name in problem for problem in functions.problems))
    (problem, *_) = (problem for problem in functions.problems if name in problem)
    assert "not authorized to perform: sqs:ReceiveMessage" in problem
    assert queue.count() == 1


def test_the_queue_is_read_with_the_rights_of_the_role(
    deploy_with_queue: Callable[..., str],
    queue: Queue,
    functions: Functions,
    aws: AwsServer,
    name: str,
) -> None:
    deploy_with_queue(SUCCEED)
    queue.send("one")
    functions.settled(queue.url)
    asked = aws.log.operations(principal=name)
    assert asked.keys() == {
        *("sqs:GetQueueAttributes", "sqs:ReceiveMessage", "sqs:DeleteMessageBatch"),
        *("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
    }
