"""Events become image pushes, or are refused with a reason."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import botocore
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tagboat.core.errors import UnusableEvent
from tagboat.core.image_push import ImagePush, parse
from tests.image_pushes import EVENTS, event, image_push, image_pushes, raw_event

PUSHES = {
    "ecr_image_action_push": "1.4.0",
    "ecr_image_action_push_index": "1.4.1",
    "ecr_image_action_push_without_media_types": "1.3.9",
    "ecr_image_action_push_cosign_signature": (
        "sha256-74b860b3270666137a4d543c3e3d1e4e473d54636f7593d1c17bf693e6540bbe.sig"
    ),
}
OTHERS = {path.stem for path in EVENTS.glob("*.json")} - set(PUSHES) - {"sqs_push_batch"}

type Change = Callable[[dict[str, Any]], object]


def changed(change: Change) -> str:
    """The event of a push, with one thing changed."""
    body = json.loads(raw_event("ecr_image_action_push"))
    change(body)
    return json.dumps(body)


def test_a_push_is_read_whole() -> None:
    assert parse(raw_event("ecr_image_action_push")) == ImagePush(
        id="e435444e-65f5-a7df-21de-0916f17f29b3",
        account="123456789012",
        region="us-east-1",
        repository="team/web",
        tag="1.4.0",
        digest="sha256:74b860b3270666137a4d543c3e3d1e4e473d54636f7593d1c17bf693e6540bbe",
        pushed_at=datetime(2026, 3, 2, 9, 14, 7, tzinfo=UTC),
    )


@pytest.mark.parametrize("name", PUSHES)
def test_every_kind_of_tagged_push_is_usable(name: str) -> None:
    assert parse(raw_event(name)).tag == PUSHES[name]


@pytest.mark.parametrize("name", sorted(OTHERS))
def test_every_other_event_of_ecr_is_refused(name: str) -> None:
    with pytest.raises(UnusableEvent):
        parse(raw_event(name))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ecr_image_action_delete", "DELETE with the result SUCCESS"),
        ("ecr_image_action_push_failure", "PUSH with the result FAILURE"),
        ("ecr_image_action_push_index_child", "has no tag"),
        ("ecr_image_scan", "'ECR Image Scan' from aws.ecr"),
        ("inspector2_scan", "'Inspector2 Scan' from aws.inspector2"),
        ("ecr_image_action_archive", "UPDATE_STORAGE_CLASS"),
    ],
)
def test_the_reason_says_what_the_event_is(name: str, reason: str) -> None:
    with pytest.raises(UnusableEvent) as caught:
        parse(raw_event(name))
    assert reason in str(caught.value)


def test_the_queue_s_batch_holds_the_events_as_they_were_sent() -> None:
    records = json.loads(raw_event("sqs_push_batch"))["Records"]
    bodies = [record["body"] for record in records]
    assert [parse(body).tag for body in bodies] == ["1.4.0", "1.4.1"]
    assert [json.loads(body) for body in bodies] == [
        json.loads(raw_event(name))
        for name in ("ecr_image_action_push", "ecr_image_action_push_index")
    ]
    for record in records:
        assert record["md5OfBody"] == hashlib.md5(record["body"].encode()).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body["detail"].update({"image-tag": "two words"}),
        lambda body: body["detail"].update({"image-tag": "-leading"}),
        lambda body: body["detail"].update({"image-tag": "trailing\n"}),
        lambda body: body["detail"].update({"image-tag": "x" * 129}),
        lambda body: body["detail"].update({"image-digest": "sha256:abc"}),
        lambda body: body["detail"].update({"image-digest": "sha256:" + "A" * 64}),
        lambda body: body["detail"].update({"repository-name": "Team/Web"}),
        lambda body: body["detail"].update({"repository-name": "../web"}),
        lambda body: body["detail"].update({"repository-name": None}),
        lambda body: body["detail"].update({"repository-name": "a" * 257}),
        lambda body: body.update({"account": "12345"}),
        lambda body: body.update({"region": "us-east-1.evil.example"}),
        lambda body: body.update({"time": "2026-03-02T09:14:07"}),
        lambda body: body.update({"time": "2026-02-30T09:14:07Z"}),
        lambda body: body.update({"time": 1772442847}),
        lambda body: body.update({"time": "0001-01-01T00:00:00+14:00"}),
        lambda body: body.pop("id"),
        lambda body: body.pop("time"),
        lambda body: body.pop("detail"),
        lambda body: body.update({"detail": []}),
        lambda body: body.update({"source": "my.app"}),
    ],
)
def test_a_push_with_a_wrong_field_is_refused(change: Change) -> None:
    with pytest.raises(UnusableEvent):
        parse(changed(change))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda body: body["detail"].update({"image-tag": "two words"}),
            "detail.image-tag: it has to be a tag, such as 1.4.0",
        ),
        (lambda body: body.update({"account": "12345"}), "account: it has to be an AWS account's"),
        (lambda body: body.update({"time": "yesterday"}), "time: it has to be a time with its"),
        (lambda body: body.pop("detail"), "the key 'detail' is missing"),
        (lambda body: body.update({"detail": []}), "detail: it has to be keys with values"),
    ],
)
def test_a_refusal_names_the_field_and_what_it_looks_like(change: Change, said: str) -> None:
    with pytest.raises(UnusableEvent) as caught:
        parse(changed(change))
    assert str(caught.value).startswith(f"Not an ECR Image Action event: {said}")
    assert "\\" not in str(caught.value)


def test_fields_that_ecr_may_add_later_are_not_read() -> None:
    text = changed(lambda body: body["detail"].update({"new-field": {"deep": [1]}}))
    assert parse(text).tag == "1.4.0"


def test_times_are_compared_as_instants_so_they_are_kept_in_utc() -> None:
    text = changed(lambda body: body.update({"time": "2026-03-02T11:14:07.250+02:00"}))
    pushed_at = parse(text).pushed_at
    assert pushed_at.isoformat() == "2026-03-02T09:14:07.250000+00:00"


def partitions() -> list[tuple[str, str]]:
    """Each region that botocore knows, with its partition's domain."""
    data = json.loads((Path(botocore.__file__).parent / "data/partitions.json").read_text())
    return [
        (region, partition["outputs"]["dnsSuffix"])
        for partition in data["partitions"]
        for region in partition["regions"]
        if not region.endswith("-global")
    ]


@pytest.mark.parametrize(("region", "domain"), partitions())
def test_pushes_come_from_every_region(region: str, domain: str) -> None:
    push = parse(changed(lambda body: body.update({"region": region})))
    assert push.uri == f"123456789012.dkr.ecr.{region}.{domain}/team/web"


def test_the_reference_names_tag_and_digest() -> None:
    push = image_push("1.0", digest="sha256:" + "0" * 64)
    assert push.reference == (
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web:1.0@sha256:" + "0" * 64
    )


@given(image_pushes())
def test_what_eventbridge_sends_of_a_push_is_that_push(push: ImagePush) -> None:
    assert parse(event(push)) == push


def parse_or_refuse(text: str | bytes) -> None:
    with suppress(UnusableEvent):
        assert parse(text).tag


@given(st.binary() | st.text(st.characters()))
@example("\ud800")
@example('"\ud800"')
@example("")
@example(b"\xff")
@example('{"a":' * 100_000)
@example("[" * 1_000_000)
@example("1" * 10_000)
def test_whatever_is_no_json_is_refused(text: str | bytes) -> None:
    parse_or_refuse(text)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(json_values)
def test_json_that_is_no_event_is_refused(value: object) -> None:
    with pytest.raises(UnusableEvent):
        parse(json.dumps(value))


@given(st.data())
def test_an_event_with_anything_in_it_is_read_or_refused(data: st.DataObject) -> None:
    body = json.loads(raw_event("ecr_image_action_push"))
    place = data.draw(st.sampled_from([body, body["detail"]]))
    field = data.draw(st.sampled_from(sorted(place)))
    place[field] = data.draw(json_values | st.datetimes().map(lambda at: at.isoformat() + "Z"))
    parse_or_refuse(json.dumps(body))


def test_a_deeply_nested_field_does_not_stop_the_function() -> None:
    nested = "[" * 100_000 + "]" * 100_000
    text = raw_event("ecr_image_action_push").replace('"resources": []', f'"resources": {nested}')
    with pytest.raises(UnusableEvent):
        parse(text)
