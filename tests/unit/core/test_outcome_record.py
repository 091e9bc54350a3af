"""The schema of outcomes is the one that is checked in, and every record is valid by it."""

import json
from typing import Any

import jsonschema_rs
import msgspec
import pytest

from tagboat.core.errors import BranchProtected, Throttled
from tagboat.core.outcome_record import OutcomeEvent, json_schema, record_of
from tagboat.core.outcomes import Kind, Outcome, failure
from tests.documents import ROOT
from tests.image_pushes import image_push

TELLER: dict[str, Any] = {
    "stack": "tagboat",
    "git_host": "git",
    "infra_repo": "infra",
    "branch": "main",
}
FAILED = failure(image_push(), BranchProtected("no"))


def outcome(kind: Kind, **more: Any) -> Outcome:
    return Outcome(push=image_push(), rule="web", kind=kind, reason="because", **more)


def test_the_schema_that_is_checked_in_is_that_of_the_types() -> None:
    """`tagboat schema outcomes` prints it."""
    assert json.loads((ROOT / "docs/outcome.schema.json").read_text()) == json_schema()


@pytest.mark.parametrize(
    "told",
    [
        *(outcome(kind) for kind in Kind if kind is not Kind.FAILED),
        outcome(Kind.WRITTEN, commit="c0ffee", pull_request="https://git.example.com/pull/1"),
        outcome(Kind.HELD, held_by="c0ffee"),
        FAILED,
        failure(image_push(), Throttled("slow down"), rule="web"),
    ],
)
def test_every_record_is_valid(told: Outcome) -> None:
    record = msgspec.structs.asdict(record_of(told))
    event = msgspec.to_builtins(OutcomeEvent(**record, **TELLER))
    validator = jsonschema_rs.validator_for(json_schema())
    assert validator.is_valid(event)
    assert not validator.is_valid(event | {"outcome": "lost"})
    assert None not in event.values()


def test_only_a_failure_has_an_error() -> None:
    written = msgspec.to_builtins(record_of(outcome(Kind.WRITTEN)))
    assert {"error", "retryable"}.isdisjoint(written)
    assert {"error", "retryable"} <= msgspec.to_builtins(record_of(FAILED)).keys()


def test_what_people_took_back_names_their_commit() -> None:
    assert msgspec.to_builtins(record_of(outcome(Kind.HELD, held_by="c0ffee")))["held_by"] == (
        "c0ffee"
    )
    assert "held_by" not in msgspec.to_builtins(record_of(outcome(Kind.HELD)))
