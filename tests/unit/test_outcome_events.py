"""Outcomes as events: which are told, in requests of ten, and nothing is raised."""

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import EndpointConnectionError
from botocore.stub import ANY, Stubber

from tagboat.core.errors import BranchProtected
from tagboat.core.masking import HIDDEN, Mask
from tagboat.core.outcomes import Kind, Outcome, failure
from tagboat.outcome_events import LONGEST_REASON, TOLD, OutcomeEvents, Teller, Untold
from tests.image_pushes import image_push

TELLER = Teller(stack="tagboat", git_host="codecommit", infra_repo="infra", branch="main")
URL = "https://events.us-east-1.amazonaws.com"


@pytest.fixture(scope="module")
def client() -> Any:
    return boto3.client(
        "events", region_name="us-east-1", aws_access_key_id="test", aws_secret_access_key="test"
    )


@pytest.fixture
def stub(client: Any) -> Iterator[Stubber]:
    with Stubber(client) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def events(client: Any, kinds: str = "all", mask: Mask | None = None) -> OutcomeEvents:
    return OutcomeEvents(lambda: client, TELLER, TOLD[kinds], (mask or Mask()).data)


def outcome(tag: str = "1.0", kind: Kind = Kind.WRITTEN, **more: Any) -> Outcome:
    fields: dict[str, Any] = {"push": image_push(tag), "rule": "web", "reason": "because"}
    return Outcome(kind=kind, **fields | more)


def expect(stub: Stubber, *answers: dict[str, str]) -> None:
    entry = {"Source": "tagboat", "DetailType": "Tagboat Outcome", "Detail": ANY}
    stub.add_response(
        "put_events",
        {
            "FailedEntryCount": sum("ErrorCode" in answer for answer in answers),
            "Entries": list(answers),
        },
        {"Entries": [entry] * len(answers)},
    )


TAKEN = {"EventId": "1"}
REFUSED = {"ErrorCode": "ThrottlingException", "ErrorMessage": "Rate exceeded"}


def put(monkeypatch: pytest.MonkeyPatch, client: Any, *outcomes: Outcome) -> list[dict[str, Any]]:
    """The details of the events that are put."""
    details: list[dict[str, Any]] = []

    def keep(Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - as boto3 calls it
        details.extend(json.loads(entry["Detail"]) for entry in Entries)
        return {"Entries": [TAKEN for _ in Entries]}

    monkeypatch.setattr(client, "put_events", keep)
    mask = Mask()
    mask.learn("s3cret")
    assert events(client, mask=mask).put(outcomes) is None
    return details


def test_an_event_has_the_outcome_and_whose_it_is(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (detail,) = put(monkeypatch, client, outcome(commit="c0ffee"))
    push = image_push("1.0")
    assert detail == {
        "outcome": "written",
        "reason": "because",
        "rule": "web",
        "commit": "c0ffee",
        "push": {
            "id": push.id,
            "account": "123456789012",
            "region": "us-east-1",
            "repository": "team/web",
            "tag": "1.0",
            "digest": push.digest,
            "pushed_at": "2026-03-02T12:00:00+00:00",
        },
        "stack": "tagboat",
        "git_host": "codecommit",
        "infra_repo": "infra",
        "branch": "main",
    }


def test_a_failure_says_what_went_wrong_without_secrets_and_in_few_words(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    failed = failure(image_push(), BranchProtected("s3cret" + "x" * 5_000))
    (detail,) = put(monkeypatch, client, failed)
    assert (detail["error"], detail["retryable"]) == ("BranchProtected", False)
    assert detail["reason"].startswith(f"{HIDDEN}xxx")
    assert len(detail["reason"]) <= LONGEST_REASON
    assert "rule" not in detail


@pytest.mark.parametrize("kinds", TOLD)
def test_only_what_is_asked_for_is_told(client: Any, stub: Stubber, kinds: str) -> None:
    if told := [kind for kind in Kind if kind in TOLD[kinds]]:
        expect(stub, *[TAKEN] * len(told))
    assert events(client, kinds).put([outcome(kind=kind) for kind in Kind]) is None


def test_no_client_is_made_for_nothing() -> None:
    def make() -> None:
        raise AssertionError("there is nothing to tell")

    assert OutcomeEvents(make, TELLER, TOLD["none"], Mask().data).put([outcome()]) is None


def test_ten_are_told_at_a_time_and_what_is_refused_is_counted(client: Any, stub: Stubber) -> None:
    expect(stub, *[TAKEN] * 9, REFUSED)
    expect(stub, *[TAKEN] * 10)
    expect(stub, REFUSED)
    untold = events(client).put([outcome(str(number)) for number in range(21)])
    assert untold == Untold(2, "ThrottlingException: Rate exceeded")


def test_a_bus_that_does_not_answer_is_asked_once(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def cut(Entries: list[Any]) -> None:  # noqa: N803 - as boto3 calls it
        asked.append(len(Entries))
        raise EndpointConnectionError(endpoint_url=URL)

    monkeypatch.setattr(client, "put_events", cut)
    untold = events(client).put([outcome(str(number)) for number in range(21)])
    assert asked == [10]
    assert untold is not None
    assert (untold.count, URL in untold.reason) == (21, True)


def test_a_refused_request_fails_nothing(client: Any, stub: Stubber) -> None:
    stub.add_client_error("put_events", "AccessDeniedException", "no")
    untold = events(client).put([outcome()])
    assert untold is not None
    assert (untold.count, "AccessDeniedException" in untold.reason) == (1, True)


def test_ten_events_are_within_what_a_request_may_have(
    client: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    worst = failure(image_push(), BranchProtected("\U0001f600" * 5_000), rule="r" * 200)
    details = put(monkeypatch, client, *[worst] * 10)
    assert sum(len(json.dumps(detail)) for detail in details) < 256 * 1024
