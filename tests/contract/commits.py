"""Commits as the contract suite makes them."""

from collections.abc import Mapping

from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.base import GitHost

MESSAGE = CommitMessage("Update a.txt", "Tagboat-Rule: a")
BOT = Author("Auto Update Bot", "auto-update-bot@example.com")


def commit(
    git_host: GitHost,
    snapshot: Snapshot,
    files: Mapping[str, bytes],
    *,
    executable: bool = False,
) -> str:
    """Commit files that are executable or not, on the head of a snapshot."""
    changed = {path: File(content, executable=executable) for path, content in files.items()}
    return git_host.commit(snapshot, changed, MESSAGE, BOT)
