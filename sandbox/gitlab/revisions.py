"""Find commits of a repository by what people call them, and when a path last changed."""

import re
from typing import Any

import pygit2

from sandbox.git_branch_lock import branch_head

_COMMIT_ID = re.compile("[0-9a-f]{40}")
_ABBREVIATED = re.compile("[0-9a-f]{7,39}")


def commit_of(repository: pygit2.Repository, revision: str) -> Any:
    """The commit of a branch, a tag, an id or its beginning, or `HEAD`; None when there is none."""
    for name in (f"refs/heads/{revision}", f"refs/tags/{revision}"):
        if pygit2.reference_is_valid_name(name) and (found := repository.references.get(name)):
            return found.peel(pygit2.Commit)
    if revision == "HEAD":
        return None if repository.head_is_unborn else repository.head.peel(pygit2.Commit)
    if _COMMIT_ID.fullmatch(revision) or _ABBREVIATED.fullmatch(revision):
        known = repository.get(revision)
        return known if isinstance(known, pygit2.Commit) else None
    return None


def head_of(repository: pygit2.Repository, branch: str) -> Any:
    """The commit that a branch points to, None without such a branch."""
    id_ = branch_head(repository, branch)
    return repository[id_] if id_ else None


def entry_at(commit: Any, path: str) -> tuple[str, int] | None:
    """What is at a path: (object id, git file mode); None when nothing is."""
    try:
        found = commit.tree[path]
    except KeyError:
        return None
    return str(found.id), int(found.filemode)


def last_change(commit: Any, path: str) -> Any:
    """The commit that `git log -1 COMMIT -- PATH` shows, None when there never was such a path.

    Source: git-log(1), "History Simplification": follow a parent that has the same.
    """
    entry = entry_at(commit, path)
    while True:
        same = next((p for p in commit.parents if entry_at(p, path) == entry), None)
        if same is None:
            return commit if entry or commit.parents else None
        commit = same
