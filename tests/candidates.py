"""Candidates of tag policies, for tests."""

from collections.abc import Mapping
from typing import Any

from tagboat.core.tag_policy.base import Candidate
from tagboat.core.variables import of_push
from tests.image_pushes import image_push


def candidate(
    tag: str, groups: Mapping[str, str] | None = None, *, at: float = 0, **more: Any
) -> Candidate:
    """An image pushed `at` seconds after noon, with the variables that its tag's groups add."""
    push = image_push(tag, at=at, **more)
    return Candidate(push, of_push(push) | dict(groups or {}))
