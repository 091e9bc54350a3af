"""Image pushes, and the events that tell of them, for tests."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tagboat.core.image_push import ImagePush

EVENTS = Path(__file__).parent / "events"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AFTER_ALL = datetime(2090, 1, 1, tzinfo=UTC)
"""Later than what the sandbox commits, by the computer's clock."""


def this_evening() -> datetime:
    """Six hours after most pushes: what time it is, for tests that do not care."""
    return NOON + timedelta(hours=6)


def raw_event(name: str) -> str:
    """The text of `tests/events/NAME.json`."""
    return (EVENTS / f"{name}.json").read_text()


def image_push(
    tag: str = "1.0", image: str = "team/web", *, at: float = 0, **more: Any
) -> ImagePush:
    """A push, `at` seconds after noon. Its id and digest follow from the rest unless given."""
    named = hashlib.sha256(f"{image}:{tag}".encode()).hexdigest()
    fields: dict[str, Any] = {
        "id": f"{image}:{tag} at {at}",
        "account": "123456789012",
        "region": "us-east-1",
        "repository": image,
        "tag": tag,
        "digest": f"sha256:{named}",
        "pushed_at": NOON + timedelta(seconds=at),
    }
    return ImagePush(**fields | more)


def event(push: ImagePush) -> str:
    """The event that EventBridge sends of a push."""
    body = json.loads(raw_event("ecr_image_action_push"))
    body |= {"id": push.id, "account": push.account, "region": push.region}
    body["time"] = push.pushed_at.isoformat()
    body["detail"] |= {
        "repository-name": push.repository,
        "image-digest": push.digest,
        "image-tag": push.tag,
    }
    return json.dumps(body)


tags = st.from_regex(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,12}", fullmatch=True)


def image_pushes(
    *, images: tuple[str, ...] = ("team/web", "team/api", "team/unknown"), seconds: int = 5
) -> st.SearchStrategy[ImagePush]:
    """Pushes of few images and tags within few seconds, so that they meet."""
    return st.builds(
        image_push,
        tag=st.sampled_from(["1.0", "1.1", "2.0-rc.1", "latest"]),
        image=st.sampled_from(images),
        at=st.integers(0, seconds),
        id=st.uuids(version=4).map(str),
    )
