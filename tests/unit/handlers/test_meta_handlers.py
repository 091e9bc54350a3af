"""The handlers of the meta pipeline: one message or one job in, and on to what deals with it."""

import json
import subprocess
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from tagboat.core.errors import InvalidSettings
from tagboat.handlers import pipeline_changed, review, template_pushed, update
from tagboat.meta_pipeline import bootstrap
from tests.image_pushes import raw_event
from tests.unit.test_architecture import FUNCTIONS

CONTEXT = SimpleNamespace(
    function_name="meta",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:us-east-1:123456789012:function:meta",
    aws_request_id="c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
)
RECORD = {"messageId": "message-1", "body": "the event"}


def kept(monkeypatch: pytest.MonkeyPatch, name: str) -> list[tuple[Any, ...]]:
    calls: list[tuple[Any, ...]] = []
    monkeypatch.setattr(bootstrap, name, lambda *given: calls.append(given))
    return calls


def test_a_push_is_known_by_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = kept(monkeypatch, "start")
    template_pushed.handle({"Records": [RECORD]}, CONTEXT)
    assert calls == [("the event", "message-1")]


def test_an_event_of_the_pipeline_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = kept(monkeypatch, "pipeline_changed")
    pipeline_changed.handle({"Records": [RECORD]}, CONTEXT)
    assert calls == [("the event",)]


@pytest.mark.parametrize(("handle", "name"), [(review.handle, "review"), (update.handle, "update")])
def test_a_job_is_handed_on(
    monkeypatch: pytest.MonkeyPatch, handle: Callable[..., None], name: str
) -> None:
    calls = kept(monkeypatch, name)
    event = json.loads(raw_event("codepipeline_job"))
    handle(event, CONTEXT)
    assert calls == [(event,)]


@pytest.mark.parametrize("handle", [template_pushed.handle, pipeline_changed.handle])
def test_a_message_that_fails_comes_back(handle: Callable[..., None]) -> None:
    body = raw_event("codecommit_reference_updated")
    if handle is pipeline_changed.handle:
        body = raw_event("codepipeline_execution_failed")
    with pytest.raises(InvalidSettings, match="lacks TAGBOAT_REPOSITORY"):
        handle({"Records": [RECORD | {"body": body}]}, CONTEXT)


def test_a_cold_start_for_pushed_images_does_not_load_the_meta_pipeline() -> None:
    loaded = "import sys, tagboat.handlers.image_pushed; print(*sys.modules, sep=chr(10))"
    done = subprocess.run(
        [sys.executable, "-c", loaded],
        cwd=FUNCTIONS,
        env={"POWERTOOLS_METRICS_NAMESPACE": "Tagboat"},
        capture_output=True,
        text=True,
        check=True,
    )
    own = [name for name in done.stdout.split() if name.startswith("tagboat.")]
    assert "tagboat.bootstrap" in own
    assert not [name for name in own if "meta" in name]
