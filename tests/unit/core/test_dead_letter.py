"""What a dead letter says, and what is to be done about it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core import dead_letter
from tagboat.core.dead_letter import DeadLetter
from tests.image_pushes import NOON, event, image_push, scan_event

PUSH = image_push("1.0")
REFUSED: dict[str, Any] = {
    "Reason": "main is protected.",
    "Error": "BranchProtected",
    "Rule": "web",
    "Receives": "5",
    "FirstFailedAt": "2026-03-02T09:14:08+00:00",
}


def read(body: str = event(PUSH), *, undelivered: bool = False, **attributes: str) -> DeadLetter:
    return dead_letter.read(
        id_="1", body=body, attributes=attributes, kept_at=NOON, undelivered=undelivered
    )


def test_a_push_that_was_given_up_says_why_since_when_and_by_which_rule() -> None:
    assert read(**REFUSED) == DeadLetter(
        id="1",
        push=PUSH,
        kept_at=NOON,
        reason="main is protected.",
        error="BranchProtected",
        rule="web",
        receives=5,
        first_failed_at=datetime(2026, 3, 2, 9, 14, 8, tzinfo=UTC),
    )


def test_what_eventbridge_gave_up_says_why() -> None:
    letter = read(undelivered=True, ERROR_CODE="NO_PERMISSIONS", ERROR_MESSAGE="It may not send.")
    assert (letter.error, letter.reason) == ("NO_PERMISSIONS", "It may not send.")
    assert (letter.push, letter.undelivered, letter.hopeless) == (PUSH, True, False)


@pytest.mark.parametrize(
    ("attributes", "advice"),
    [
        ({"Error": "BranchProtected"}, "Mend what the reason names, then send it back."),
        ({"Error": "HostUnavailable"}, "It may have passed by itself. Send it back."),
        ({"Error": "HeadMoved, Throttled"}, "It may have passed by itself. Send it back."),
        ({"Error": "HeadMoved, FileMissing"}, "Mend what the reason names, then send it back."),
        ({"Error": "OfAnotherVersion"}, "Mend what the reason names, then send it back."),
        ({"Error": "annotations"}, "Mend what the reason names, then send it back."),
        ({"Error": "UnusableEvent"}, "It is no image push, and is not sent back. Delete it."),
        ({}, "The function ended before it could say why: look for errors in its log."),
    ],
)
def test_what_to_do_depends_on_what_went_wrong(attributes: dict[str, Any], advice: str) -> None:
    assert read(**attributes).advice == advice
    assert "EventBridge" in read(undelivered=True, **attributes).advice


@given(st.text(), st.dictionaries(st.sampled_from(sorted(REFUSED)), st.text()))
def test_any_message_can_be_read(body: str, attributes: dict[str, Any]) -> None:
    letter = read(body, **attributes)
    assert letter.push is None
    assert letter.advice


def test_a_scan_that_was_given_up_names_its_image() -> None:
    push = image_push("1.0")
    letter = read(scan_event(push, ["1.0", "latest"]))
    assert letter.push is not None
    assert (letter.push.repository, letter.push.tag, letter.push.digest) == (
        push.repository,
        push.tag,
        push.digest,
    )
    assert not letter.hopeless
