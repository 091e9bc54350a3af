"""The queue: giving a message up with its reason, and asking for others again later."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import Stubber
from hypothesis import example, given
from hypothesis import strategies as st

from tagboat.core.masking import HIDDEN, Mask
from tagboat.push_queue import (
    LONGEST_VISIBILITY_SECONDS,
    Farewell,
    Message,
    PushQueue,
    _attribute,
    message_of,
)
from tests.image_pushes import raw_event

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

URL = "https://sqs.us-east-1.amazonaws.com/123456789012/pushes"
DEAD = "https://sqs.us-east-1.amazonaws.com/123456789012/dead-letters"
MESSAGE = Message(id="1", receipt="receipt-1", body='{"detail": {}}', receives=1)
FAREWELL = Farewell(reason="no push", error="UnusableEvent")


@pytest.fixture(scope="module")
def client() -> "SQSClient":
    return boto3.client(
        "sqs", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )


@pytest.fixture
def stub(client: "SQSClient") -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


@pytest.fixture
def queue(client: "SQSClient") -> PushQueue:
    return PushQueue(lambda: client, URL, DEAD, Mask())


def expect_postponed(stub: Stubber, timeouts: dict[str, int]) -> None:
    entries = [
        {"Id": str(index), "ReceiptHandle": receipt, "VisibilityTimeout": seconds}
        for index, (receipt, seconds) in enumerate(timeouts.items())
    ]
    stub.add_response(
        "change_message_visibility_batch",
        {"Successful": [{"Id": entry["Id"]} for entry in entries], "Failed": []},
        {"QueueUrl": URL, "Entries": entries},
    )


def expect_dead_letter(stub: Stubber, message: Message, **attributes: str) -> None:
    stub.add_response(
        "send_message",
        {"MessageId": "2"},
        {
            "QueueUrl": DEAD,
            "MessageBody": message.body,
            "MessageAttributes": {
                name: {"DataType": "String", "StringValue": text}
                for name, text in attributes.items()
            },
        },
    )


def test_a_message_is_read_from_what_lambda_hands_over() -> None:
    first, _ = json.loads(raw_event("sqs_push_batch"))["Records"]
    message = message_of(first)
    assert (message.id, message.receipt) == (first["messageId"], first["receiptHandle"])
    assert (message.body, message.receives) == (first["body"], 1)
    assert message.first_received_at == datetime(2026, 3, 2, 9, 14, 8, 43_000, tzinfo=UTC)


def test_a_message_is_given_up_as_it_is_with_the_reason(queue: PushQueue, stub: Stubber) -> None:
    at = datetime(2026, 3, 2, 9, 14, 8, 43_000, tzinfo=UTC)
    message = Message("1", "receipt-1", '{"detail": {}}', 5, first_received_at=at)
    farewell = Farewell(reason="main is protected", error="BranchProtected", rule="web")
    expect_dead_letter(
        stub,
        message,
        Reason="main is protected",
        Error="BranchProtected",
        Rule="web",
        Receives="5",
        FirstFailedAt="2026-03-02T09:14:08+00:00",
    )
    assert queue.give_up({message: farewell}) == [message]


def test_what_is_not_known_is_left_out(queue: PushQueue, stub: Stubber) -> None:
    expect_dead_letter(stub, MESSAGE, Reason="no push", Error="UnusableEvent", Receives="1")
    assert queue.give_up({MESSAGE: FAREWELL}) == [MESSAGE]


def test_no_secret_is_in_a_reason_not_even_the_part_that_is_not_cut_off(
    client: "SQSClient", stub: Stubber
) -> None:
    mask = Mask()
    mask.learn("s3cret")
    reason = f"{'x' * 990}{HIDDEN}"
    expect_dead_letter(stub, MESSAGE, Reason=reason, Error="HostError", Receives="1")
    queue = PushQueue(lambda: client, URL, DEAD, mask)
    farewell = Farewell(reason=f"{'x' * 990}ghp_{'y' * 36}", error="HostError")
    assert queue.give_up({MESSAGE: farewell}) == [MESSAGE]


def test_a_message_that_cannot_be_given_up_stays_and_its_neighbours_do_not(
    queue: PushQueue, stub: Stubber
) -> None:
    other = Message("2", "receipt-2", "other", 1)
    stub.add_client_error("send_message", "InvalidMessageContents")
    expect_dead_letter(stub, other, Reason="no push", Error="UnusableEvent", Receives="1")
    assert queue.give_up({MESSAGE: FAREWELL, other: FAREWELL}) == [other]


def test_a_dead_letter_queue_that_does_not_answer_is_asked_once(
    client: "SQSClient", queue: PushQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def count(**request: Any) -> None:
        asked.append(request["MessageBody"])
        cut()

    monkeypatch.setattr(client, "send_message", count)
    other = Message("2", "receipt-2", "other", 1)
    assert queue.give_up({MESSAGE: FAREWELL, other: FAREWELL}) == []
    assert asked == [MESSAGE.body]


def cut(**_: Any) -> None:
    raise EndpointConnectionError(endpoint_url=URL)


@given(st.text(min_size=1))
@example("line\nline\ttab\0\x1b[31m\ud800\ufffe\U0001f600" + "x" * 2000)
def test_a_reason_is_what_sqs_takes(reason: str) -> None:
    attribute = _attribute(reason)
    assert 0 < len(attribute) <= 1000
    attribute.encode()
    assert all(ch >= " " and ch not in "\ufffe\uffff" for ch in attribute)


def test_messages_are_postponed_ten_at_a_time(queue: PushQueue, stub: Stubber) -> None:
    messages = [Message(str(n), f"receipt-{n}", "", 1) for n in range(23)]
    for start, end in ((0, 10), (10, 20), (20, 23)):
        expect_postponed(stub, {f"receipt-{n}": 60 + n for n in range(start, end)})
    queue.postpone({message: 60.0 + n for n, message in enumerate(messages)})


def test_no_messages_are_no_reason_to_ask() -> None:
    def make() -> "SQSClient":
        raise AssertionError("there is nothing to postpone")

    PushQueue(make, URL, DEAD, Mask()).postpone({})


@pytest.mark.parametrize(
    ("seconds", "timeout"),
    [
        (0, 1),
        (0.2, 1),
        (1, 1),
        (59.5, 60),
        (60, 60),
        (10.0**9, LONGEST_VISIBILITY_SECONDS),
        (float("inf"), LONGEST_VISIBILITY_SECONDS),
    ],
)
def test_messages_come_back_not_before_the_time_and_within_what_sqs_allows(
    queue: PushQueue, stub: Stubber, seconds: float, timeout: int
) -> None:
    expect_postponed(stub, {"receipt-1": timeout})
    queue.postpone({MESSAGE: seconds})


def test_no_message_is_hidden_for_longer_than_twelve_hours_after_it_was_received() -> None:
    batching_window, function_timeout = 300, 60
    assert LONGEST_VISIBILITY_SECONDS + batching_window + function_timeout <= 43_200


def test_a_message_that_cannot_be_postponed_comes_back_when_the_queue_says(
    client: "SQSClient", queue: PushQueue, stub: Stubber, monkeypatch: pytest.MonkeyPatch
) -> None:
    stub.add_client_error("change_message_visibility_batch", "AccessDenied")
    queue.postpone({MESSAGE: 60})
    monkeypatch.setattr(client, "change_message_visibility_batch", cut)
    queue.postpone({MESSAGE: 60})


def test_a_queue_that_does_not_answer_is_asked_once_to_postpone(
    client: "SQSClient", queue: PushQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def count(**request: Any) -> None:
        asked.append(len(request["Entries"]))
        cut()

    monkeypatch.setattr(client, "change_message_visibility_batch", count)
    queue.postpone({Message(str(n), f"receipt-{n}", "", 1): 60.0 for n in range(23)})
    assert asked == [10]
