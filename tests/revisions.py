"""Revisions of files, for tests."""

from collections.abc import Sequence
from datetime import timedelta

from tagboat.core.file_history import Revision
from tagboat.core.snapshot import File
from tests.image_pushes import NOON


def revision(text: str | None, *, at: float = 0, message: str = "By hand") -> Revision:
    """A commit `at` seconds after noon, known by that; None takes the file away."""
    return Revision(
        commit=f"c{at}",
        at=NOON + timedelta(seconds=at),
        author="Ann",
        message=message,
        file=None if text is None else File(text.encode()),
    )


def revisions(*texts: str | None) -> Sequence[Revision]:
    """A file's revisions, the newest first, one a second."""
    return [revision(text, at=len(texts) - index) for index, text in enumerate(texts)]
