"""The handler: records of SQS in, the ids of those that have to come back out."""

import json
from types import SimpleNamespace

import pytest

from tagboat import bootstrap, push_queue
from tagboat.core.errors import InvalidSettings
from tagboat.handlers import image_pushed
from tagboat.masked_logs import MaskedError
from tagboat.push_queue import Message
from tests.image_pushes import raw_event

CONTEXT = SimpleNamespace(
    function_name="tagboat",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:tagboat",
    aws_request_id="c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    get_remaining_time_in_millis=lambda: 59_500,
)


class Batch:
    """Keeps the messages, and fails the second."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.seconds = 0.0

    def process(self, messages: list[Message], seconds: float) -> list[str]:
        self.messages, self.seconds = messages, seconds
        return [messages[1].id]


def test_the_failed_messages_are_returned_as_sqs_wants_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batch = Batch()
    monkeypatch.setattr(bootstrap, "push_batch", lambda: batch)
    event = json.loads(raw_event("sqs_push_batch"))
    first, second = event["Records"]
    second["attributes"]["ApproximateReceiveCount"] = "3"
    answer = image_pushed.handle(event, CONTEXT)
    assert answer == {"batchItemFailures": [{"itemIdentifier": second["messageId"]}]}
    assert batch.seconds == 59.5
    assert [message.receives for message in batch.messages] == [1, 3]
    assert batch.messages == [
        push_queue.message_of(first),
        push_queue.message_of(second),
    ]


def test_a_stack_whose_parameters_contradict_each_other_keeps_every_message(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def contradict() -> Batch:
        raise InvalidSettings("GitHub needs a token")

    monkeypatch.setattr(bootstrap, "push_batch", contradict)
    with pytest.raises(InvalidSettings):
        image_pushed.handle(json.loads(raw_event("sqs_push_batch")), CONTEXT)


def test_a_secret_does_not_leave_by_an_error_that_nobody_catches(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail() -> Batch:
        raise ValueError("the token ghp_" + "x" * 36)

    monkeypatch.setattr(bootstrap, "push_batch", fail)
    with pytest.raises(MaskedError, match=r"ValueError: the token \*\*\*"):
        image_pushed.handle(json.loads(raw_event("sqs_push_batch")), CONTEXT)
