"""Differences between two commits as GitLab's API shows them.

Source: "Compare branches, tags or commits" in "Repositories API" (GitLab's documentation).
"""

from typing import Any

import pygit2
from pygit2.enums import DeltaStatus


def shown_diffs(repository: pygit2.Repository, old: Any, new: Any) -> list[dict[str, Any]]:
    """One entry for each file."""
    diff = repository.diff(old.tree, new.tree)
    diff.find_similar()
    return [_shown(patch) for patch in diff if patch is not None]


def _shown(patch: pygit2.Patch) -> dict[str, Any]:
    delta = patch.delta
    text = patch.data.decode(errors="replace")
    # GitLab leaves out the lines that say what its other fields say.
    _, separator, hunks = text.partition("\n@@")
    return {
        "diff": f"@@{hunks}" if separator else "",
        "collapsed": False,
        "too_large": False,
        "new_path": delta.new_file.path,
        "old_path": delta.old_file.path,
        "a_mode": f"{int(delta.old_file.mode):o}",
        "b_mode": f"{int(delta.new_file.mode):o}",
        "new_file": delta.status == DeltaStatus.ADDED,
        "renamed_file": delta.status == DeltaStatus.RENAMED,
        "deleted_file": delta.status == DeltaStatus.DELETED,
        "generated_file": False,
    }
