"""Outcomes become what the commit makes of them."""

import pytest

from tagboat.core.errors import BranchProtected
from tagboat.core.outcomes import Kind, Outcome, failure
from tests.image_pushes import image_push

ERROR = BranchProtected("main is protected")


def outcome(kind: Kind) -> Outcome:
    return Outcome(push=image_push(), rule="web", kind=kind, reason="because")


def test_a_written_outcome_has_the_commit_once_it_is_made() -> None:
    assert outcome(Kind.WRITTEN).committed("c0ffee").commit == "c0ffee"


def test_a_written_outcome_fails_with_its_commit() -> None:
    failed = outcome(Kind.WRITTEN).not_committed(ERROR)
    assert failed == failure(image_push(), ERROR, rule="web")
    assert failed.failed
    assert (failed.rule, failed.reason, failed.error) == ("web", "main is protected", ERROR)


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.WRITTEN])
def test_other_outcomes_have_nothing_to_do_with_the_commit(kind: Kind) -> None:
    other = outcome(kind)
    assert other.committed("c0ffee") is other
    assert other.not_committed(ERROR) is other
