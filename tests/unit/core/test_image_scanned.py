"""The events of scans become images to be looked at again, whoever has scanned."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.errors import UnusableEvent
from tagboat.core.image_push import ImagePush
from tagboat.core.image_scanned import ImageScanned, parse
from tagboat.core.messages import parse as parse_message
from tagboat.core.registry import ImageRepository
from tests.image_pushes import image_pushes, raw_event, scan_event, tags

SCANS = ["ecr_image_scan", "inspector2_scan"]
DIGEST = "sha256:74b860b3270666137a4d543c3e3d1e4e473d54636f7593d1c17bf693e6540bbe"

type Change = Callable[[dict[str, Any]], object]


def changed(change: Change, name: str = "ecr_image_scan") -> str:
    body = json.loads(raw_event(name))
    change(body)
    return json.dumps(body)


def test_basic_and_enhanced_scans_are_read_alike() -> None:
    basic, enhanced = (parse(raw_event(name)) for name in SCANS)
    assert basic == ImageScanned(
        id="4dc9b2d8-2e99-9826-5bed-508267574d4c",
        repository=ImageRepository("123456789012", "us-east-1", "team/web"),
        digest=DIGEST,
        tags=("1.4.0",),
        scanned_at=datetime(2026, 3, 2, 9, 15, 48, tzinfo=UTC),
    )
    assert (enhanced.repository, enhanced.digest, enhanced.tags) == (
        basic.repository,
        basic.digest,
        basic.tags,
    )


def test_an_image_is_where_its_arn_says_whosever_event_it_is() -> None:
    arn = "arn:aws:ecr:eu-west-1:210987654321:repository/team/web"

    def of_administrator(body: dict[str, Any]) -> None:
        body["account"] = "999999999999"
        body["detail"]["repository-name"] = arn

    scanned = parse(changed(of_administrator, "inspector2_scan"))
    assert scanned.repository == ImageRepository("210987654321", "eu-west-1", "team/web")


@pytest.mark.parametrize("name", SCANS)
def test_a_message_with_a_scan_is_one(name: str) -> None:
    assert parse_message(raw_event(name)) == parse(raw_event(name))


def test_what_the_event_tells_is_the_image_by_each_of_its_tags() -> None:
    scanned = parse(changed(lambda body: body["detail"].update({"image-tags": ["a", "b"]})))
    assert scanned.told == tuple(
        ImagePush(
            id=scanned.id,
            account="123456789012",
            region="us-east-1",
            repository="team/web",
            tag=tag,
            digest=DIGEST,
            pushed_at=scanned.scanned_at,
            listed=True,
        )
        for tag in ("a", "b")
    )


@pytest.mark.parametrize("status", ["COMPLETE", "FAILED", "INITIAL_SCAN_COMPLETE", "NEW_STATUS"])
def test_whatever_came_of_a_scan_it_is_looked_at_again(status: str) -> None:
    text = changed(lambda body: body["detail"].update({"scan-status": status}))
    assert parse(text) == parse(raw_event("ecr_image_scan"))


def test_an_image_without_tags_has_none() -> None:
    assert parse(changed(lambda body: body["detail"].pop("image-tags"))).told == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: body["detail"].pop("image-digest"), "detail: the key 'image-digest'"),
        (lambda body: body["detail"].update({"image-digest": "abc"}), "detail.image-digest: it"),
        (lambda body: body["detail"].update({"image-tags": ["a b"]}), "detail.image-tags[0]: it"),
        (
            lambda body: body["detail"].update({"repository-name": "A"}),
            "the name of an ECR repository, which ECR says",
        ),
        (lambda body: body["detail"].update({"repository-name": "arn:aws:ecs:x"}), "or its ARN"),
        (lambda body: body.pop("time"), "the key 'time' is missing"),
        (lambda body: body.update({"time": "0001-01-01T00:00:00+14:00"}), "date value out of"),
        (lambda body: body.update({"detail": {}}), "detail: the key 'repository-name'"),
    ],
)
def test_a_scan_of_something_else_is_unusable(change: Change, said: str) -> None:
    with pytest.raises(UnusableEvent) as caught:
        parse(changed(change))
    assert str(caught.value).startswith("Not the scan of an image in ECR: ")
    assert said in str(caught.value)


@given(image_pushes(), st.lists(tags, max_size=3, unique=True))
def test_what_eventbridge_sends_of_a_scan_is_of_that_image(
    push: ImagePush, some: list[str]
) -> None:
    scanned = parse(scan_event(push, some))
    repository = scanned.repository
    assert (repository.account, repository.region, repository.name, scanned.digest) == (
        push.account,
        push.region,
        push.repository,
        push.digest,
    )
    assert [one.tag for one in scanned.told] == some


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.data())
def test_an_event_with_anything_in_it_is_read_or_refused(data: st.DataObject) -> None:
    body = json.loads(raw_event(data.draw(st.sampled_from(SCANS))))
    place = data.draw(st.sampled_from([body, body["detail"]]))
    place[data.draw(st.sampled_from(sorted(place)))] = data.draw(json_values)
    with suppress(UnusableEvent):
        parse_message(json.dumps(body))
