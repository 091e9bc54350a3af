"""Event files: one event, a batch as SQS hands it over, or standard input."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.image_pushes import EVENTS, event, image_push, raw_event

type Preview = Callable[..., tuple[int, str, str]]


def batch(*bodies: str) -> str:
    """What SQS hands to a function."""
    return json.dumps({"Records": [{"messageId": "1", "body": body} for body in bodies]})


def test_a_batch_as_sqs_hands_it_over_is_previewed_as_one(preview_files: Preview) -> None:
    code, out, err = preview_files(EVENTS / "sqs_push_batch.json")
    assert (code, err) == (0, "")
    assert "older    team/web:1.4.0  web-dev   1.4.1 was pushed later\n" in out
    assert "-1.3.9\n\\ No newline at end of file\n+1.4.1\n" in out


def test_several_events_are_one_batch(preview: Preview) -> None:
    code, out, _ = preview(of=[image_push("1.5.0", at=60), image_push("1.4.0")])
    assert code == 0
    assert [line.split()[:3] for line in out.splitlines()[:4]] == [
        ["ignored", "team/web:1.4.0", "web-prod"],
        ["older", "team/web:1.4.0", "web-dev"],
        ["ignored", "team/web:1.5.0", "web-prod"],
        ["written", "team/web:1.5.0", "web-dev"],
    ]


def test_an_event_may_come_from_standard_input(
    preview_files: Preview, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = event(image_push("1.4.0"))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    code, out, _ = preview_files("-")
    assert code == 0
    assert "written  team/web:1.4.0  web-dev" in out


def test_an_event_may_begin_with_a_byte_order_mark(preview_files: Preview, tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_text(event(image_push("1.4.0")), encoding="utf-8-sig")
    code, out, _ = preview_files(path)
    assert code == 0
    assert "written  team/web:1.4.0  web-dev" in out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "neither an event nor a batch of events"),
        (b"{", "neither an event nor a batch of events"),
        (b"[" * 100_000, "neither an event nor a batch of events"),
        (b'"\xff"', "neither an event nor a batch of events"),
        (b"[]", "Not an ECR Image Action event"),
        (b'{"Records": []}', "a batch without records"),
        (b'{"Records": [{}]}', "missing required field `body`"),
        (batch("[" * 100_000).encode(), "Records[0]: Not an ECR Image Action event"),
    ],
)
def test_a_file_without_an_event_is_a_slip_of_usage(
    preview_files: Preview, tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "event.json"
    path.write_bytes(content)
    code, out, err = preview_files(path)
    assert (code, out) == (2, "")
    assert err.startswith(f"tagboat: {path}: ")
    assert said in err


def test_every_event_that_is_no_push_is_named_and_nothing_is_previewed(
    preview_files: Preview, tmp_path: Path
) -> None:
    path = tmp_path / "batch.json"
    path.write_text(batch(event(image_push()), raw_event("ecr_image_action_push_index_child")))
    deleted = EVENTS / "ecr_image_action_delete.json"
    code, out, err = preview_files(path, deleted)
    first, second = err.splitlines()
    assert (code, out) == (2, "")
    assert first.startswith(f"tagboat: {path}: Records[1]: The pushed image has no tag")
    assert second.startswith(f"{deleted}: The event is a DELETE")
