"""Dead letters go back to the queue, and none is deleted before it is there."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tagboat import dead_letter_queue
from tagboat.core.dead_letter import DeadLetter
from tagboat.deployed_stack import CannotAsk, DeployedStack
from tagboat.redrive import redrive
from tests.image_pushes import event, image_push
from tests.sqs import Sqs

OUTPUTS = {"QueueUrl": "pushes", "DeadLetterQueueUrl": "dead", "UndeliveredQueueUrl": "undelivered"}


class Stack(DeployedStack):
    """A stack whose queues are in memory."""

    def __init__(self, sqs: Sqs) -> None:
        self._sqs = sqs

    def client(self, service: str, *, seconds: float = 60) -> Any:
        assert service == "sqs"
        return self._sqs

    def outputs(self, *wanted: str) -> dict[str, str]:
        assert set(wanted) <= set(OUTPUTS)
        return OUTPUTS


@pytest.fixture
def sqs() -> Sqs:
    return Sqs()


def letter(sqs: Sqs, tag: str, queue: str = "dead", **attributes: str) -> str:
    body = event(image_push(tag))
    sqs.add(queue, body, **{"Error": "BranchProtected", "Reason": "no"} | attributes)
    return body


def everything(letter: DeadLetter) -> bool:
    return bool(letter.id)


def tags(letters: Any) -> list[str]:
    return [one.push.tag if one.push else "" for one in letters]


def test_letters_are_listed_and_stay(sqs: Sqs) -> None:
    bodies = [letter(sqs, f"1.{number}") for number in range(12)]
    letter(sqs, "2.0", "undelivered")
    redriven = redrive(Stack(sqs), everything, send=False)
    assert sorted(tags(redriven.letters)) == sorted([*(f"1.{n}" for n in range(12)), "2.0"])
    assert redriven.sent == frozenset()
    assert sorted(sqs.visible("dead")) == sorted(bodies)
    assert sqs.visible("pushes") == []


def test_letters_are_sent_back_and_deleted(sqs: Sqs) -> None:
    bodies = [letter(sqs, f"1.{number}") for number in range(12)]
    bodies.append(letter(sqs, "2.0", "undelivered"))
    redriven = redrive(Stack(sqs), everything, send=True)
    assert len(redriven.sent) == 13
    assert sorted(sqs.visible("pushes")) == sorted(bodies)
    assert (sqs.all("dead"), sqs.all("undelivered")) == ([], [])


def test_only_what_is_wanted_is_sent(sqs: Sqs) -> None:
    kept, _ = letter(sqs, "1.0"), letter(sqs, "1.1")

    def newer(letter: DeadLetter) -> bool:
        return letter.push is not None and letter.push.tag == "1.1"

    redriven = redrive(Stack(sqs), newer, send=True)
    assert tags(redriven.letters) == ["1.1"]
    assert sqs.visible("dead") == [kept]


def test_what_is_no_push_is_listed_and_not_sent(sqs: Sqs) -> None:
    sqs.add("dead", "{}", Error="UnusableEvent", Reason="no push")
    redriven = redrive(Stack(sqs), everything, send=True)
    assert (len(redriven.letters), redriven.sent) == (1, frozenset())
    assert sqs.visible("dead") == ["{}"]


def test_a_letter_without_a_reason_is_sent_back(sqs: Sqs) -> None:
    body = event(image_push("1.0"))
    sqs.add("dead", body)
    assert len(redrive(Stack(sqs), everything, send=True).sent) == 1
    assert sqs.visible("pushes") == [body]


def test_a_letter_that_the_queue_does_not_take_is_kept(sqs: Sqs) -> None:
    bodies = [letter(sqs, "1.0"), letter(sqs, "1.1")]
    sqs.refused = bodies[1]
    redriven = redrive(Stack(sqs), everything, send=True)
    assert len(redriven.sent) == 1
    assert sqs.visible("dead") == [bodies[1]]


@pytest.mark.parametrize("operation", ["send_message_batch", "delete_message_batch"])
def test_a_queue_that_does_not_answer_loses_nothing(
    sqs: Sqs, monkeypatch: pytest.MonkeyPatch, operation: str
) -> None:
    body = letter(sqs, "1.0")

    def refuse(**_: Any) -> None:
        raise ClientError({"Error": {"Code": "AccessDenied", "Message": "no"}}, operation)

    monkeypatch.setattr(sqs, operation, refuse)
    with pytest.raises(CannotAsk, match="AccessDenied"):
        redrive(Stack(sqs), everything, send=True)
    assert sqs.visible("dead") == [body]


def test_requests_have_what_sqs_takes(sqs: Sqs) -> None:
    for number in range(5):
        body = json.dumps({"number": number, "more": "x" * 90_000})
        sqs.add("dead", body, Error="Defect")
    assert len(redrive(Stack(sqs), everything, send=True).sent) == 5
    assert max(sqs.sizes) <= dead_letter_queue._MOST_BYTES
    assert len(sqs.visible("pushes")) == 5


def test_as_many_are_read_as_can_be_looked_at(sqs: Sqs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dead_letter_queue, "MOST_LETTERS", 20)
    for number in range(50):
        letter(sqs, f"1.{number}")
    assert len(redrive(Stack(sqs), everything, send=False).letters) == 20
    assert len(sqs.visible("dead")) == 50
