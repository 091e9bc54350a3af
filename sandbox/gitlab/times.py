"""Times as GitLab's API shows them: in UTC, with milliseconds."""

from datetime import UTC, datetime


def shown_time(seconds: float | None) -> str | None:
    """`2026-11-25T22:00:00.000Z`."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def commit_time(seconds: float) -> str:
    """`2026-11-25T22:00:00.000+00:00`, as those of commits are shown."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
