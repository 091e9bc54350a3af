"""What waits in the queue is told apart by what it says of itself."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import UnusableEvent
from tagboat.core.image_push import ImagePush
from tagboat.core.messages import RECONCILE, parse
from tests.image_pushes import event, image_push, image_pushes

WRITTEN = {"source": "tagboat", "detail-type": "Tagboat Reconcile"}


def test_a_request_to_reconcile_is_what_the_schedule_sends() -> None:
    assert json.loads(msgspec.json.encode(RECONCILE)) == WRITTEN
    assert parse(json.dumps(WRITTEN)) == RECONCILE


def test_a_request_that_comes_as_an_event_with_more_fields_is_one_too() -> None:
    assert parse(json.dumps(WRITTEN | {"id": "1", "detail": {}, "version": "0"})) == RECONCILE


@given(image_pushes())
def test_a_push_is_a_push(push: ImagePush) -> None:
    assert parse(event(push)) == push


@pytest.mark.parametrize("missing", list(WRITTEN))
def test_half_a_request_is_unusable(missing: str) -> None:
    with pytest.raises(UnusableEvent):
        parse(json.dumps({key: text for key, text in WRITTEN.items() if key != missing}))


@given(st.text() | st.binary())
def test_anything_else_is_unusable(body: str | bytes) -> None:
    with pytest.raises(UnusableEvent):
        parse(body)


def test_a_push_event_that_says_it_is_of_tagboat_is_unusable() -> None:
    body = json.loads(event(image_push())) | {"source": "tagboat"}
    with pytest.raises(UnusableEvent, match="from tagboat, not"):
        parse(json.dumps(body))
