"""What fits into a batch, and which of it failed."""

import json

import pytest

from sandbox.aws.functions import Invocation
from sandbox.aws.functions.event_sources.batch import Batch
from sandbox.aws.functions.event_sources.batch_response import failed


def ran(payload: str, error: str | None = None) -> Invocation:
    return Invocation("id", payload.encode(), error, (), 1.0, None, 10)


def item(identifier: object, key: str = "itemIdentifier") -> str:
    return json.dumps({"batchItemFailures": [{key: identifier}]})


@pytest.mark.parametrize(
    "payload", ["null", "{}", '{"batchItemFailures": null}', '{"batchItemFailures": []}']
)
def test_an_answer_without_failures_means_that_all_succeeded(payload: str) -> None:
    assert failed(ran(payload), ["a", "b"], reports=True) == set()


@pytest.mark.parametrize(
    "payload",
    [
        item(""),
        item(None),
        item("a", key="wrong"),
        item("unknown"),
        '{"batchItemFailures": "a"}',
        '{"batchItemFailures": ["a"]}',
        '"text"',
        "[]",
        "not json",
    ],
)
def test_an_answer_that_names_no_message_of_the_batch_fails_all(payload: str) -> None:
    assert failed(ran(payload), ["a", "b"], reports=True) == {"a", "b"}


def test_the_named_messages_failed() -> None:
    assert failed(ran(item("b")), ["a", "b"], reports=True) == {"b"}


def test_an_error_fails_all_whatever_is_reported() -> None:
    assert failed(ran("{}", error="ValueError"), ["a"], reports=True) == {"a"}
    assert failed(ran("{}", error="ValueError"), ["a"], reports=False) == {"a"}


def test_without_reports_an_answer_is_not_read() -> None:
    assert failed(ran(item("a")), ["a"], reports=False) == set()


def test_a_batch_takes_no_more_than_six_megabytes() -> None:
    batch = Batch(10)
    records = [{"body": "x" * 1_000_000} for _ in range(7)]
    assert batch.add(records[:3]) == []
    assert batch.add(records[3:]) == records[6:]
    assert batch.room == 4
