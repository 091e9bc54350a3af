"""Which stacks may be updated, and which are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.meta_pipeline.errors import StackNotOurs
from tagboat.core.meta_pipeline.stack_state import OWNER_TAG, StackState, check_may_update

OWN = "arn:aws:cloudformation:us-east-1:123456789012:stack/meta/1"
OTHER = "arn:aws:cloudformation:us-east-1:123456789012:stack/other/2"


def stack(status: str = "UPDATE_COMPLETE", owner: str | None = OWN, parent: str = "") -> StackState:
    tags = {OWNER_TAG: owner} if owner else {"team": "shop"}
    return StackState(name="shop", id="id", status=status, tags=tags, parent=parent)


@pytest.mark.parametrize(
    "status", ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE", "IMPORT_COMPLETE"]
)
def test_its_own_stack_is_updated_from_every_whole_state(status: str) -> None:
    check_may_update(stack(status), OWN, adopt=False)


@pytest.mark.parametrize(
    ("owner", "whose"), [(OTHER, f"belongs to the meta pipeline {OTHER}"), (None, "was not made")]
)
def test_another_s_stack_is_left_alone_until_somebody_says_so(
    owner: str | None, whose: str
) -> None:
    with pytest.raises(StackNotOurs, match=f"{whose}.*AdoptStacks"):
        check_may_update(stack(owner=owner), OWN, adopt=False)
    check_may_update(stack(owner=owner), OWN, adopt=True)


def test_a_nested_stack_is_never_taken_over() -> None:
    with pytest.raises(StackNotOurs, match="nested in parent"):
        check_may_update(stack(parent="parent"), OWN, adopt=True)


def test_a_stack_with_nothing_in_it_is_nobody_s() -> None:
    check_may_update(stack("REVIEW_IN_PROGRESS", owner=None), OWN, adopt=False)


@pytest.mark.parametrize(
    ("status", "advice"),
    [
        ("ROLLBACK_COMPLETE", "Delete the stack"),
        ("CREATE_FAILED", "Delete the stack"),
        ("DELETE_FAILED", "Delete the stack"),
        ("UPDATE_ROLLBACK_FAILED", "Continue its rollback"),
    ],
)
def test_a_stack_that_cloudformation_cannot_update_is_refused_with_advice(
    status: str, advice: str
) -> None:
    with pytest.raises(StackNotOurs, match=advice):
        check_may_update(stack(status), OWN, adopt=True)


@given(st.sampled_from(["CREATE", "UPDATE", "ROLLBACK", "DELETE", "UPDATE_ROLLBACK", "REVIEW"]))
def test_a_stack_in_progress_is_busy_unless_it_is_only_reviewed(what: str) -> None:
    assert stack(f"{what}_IN_PROGRESS").is_busy == (what != "REVIEW")
    assert stack("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS").is_busy
