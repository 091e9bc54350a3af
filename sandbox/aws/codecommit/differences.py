"""GetDifferences: which files two commits do not share."""

from typing import Any

import pygit2
from pygit2.enums import DeltaStatus

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pages import page, page_size
from sandbox.aws.codecommit.paths import read_path
from sandbox.aws.codecommit.specifiers import specified_commit
from sandbox.aws.errors import NotSupported

DIFFERENCES_A_PAGE = 100
"""Where the request does not say. AWS does not document its own number."""

_CHANGE_TYPES = {DeltaStatus.ADDED: "A", DeltaStatus.DELETED: "D"}


def get_differences(call: Call) -> dict[str, Any]:
    """Files added, modified and deleted between two commits, by path; a renamed file is D and A."""
    repository = call.repository.git.open()
    before, after = _commits(call, repository)
    path = _path(call)
    if path is not None and not any(_has(commit, path) for commit in (before, after)):
        raise codecommit_error("PathDoesNotExistException", f"Could not find path {path}")
    # Swapped, because a tree that is compared with nothing is the one that is asked.
    if before is None:
        compared = after.tree.diff_to_tree(swap=True)
    else:
        compared = after.tree.diff_to_tree(before.tree, swap=True)
    differences = [_difference(delta) for delta in compared.deltas if _is_below(path, delta)]
    shown, token = page(
        differences,
        page_size(call.parameters.get("MaxResults"), DIFFERENCES_A_PAGE),
        call.parameters.get("NextToken"),
        of=f"{before and before.id}..{after.id} {path}",
    )
    return {"differences": list(shown), "NextToken": token}


def _commits(
    call: Call, repository: pygit2.Repository
) -> tuple[pygit2.Commit | None, pygit2.Commit]:
    """The older commit, None to compare with nothing, and the newer one."""
    before = call.parameters.get("beforeCommitSpecifier")
    after = call.parameters.get("afterCommitSpecifier")
    if not after:
        raise codecommit_error("CommitRequiredException", "afterCommitSpecifier is required")
    return (
        specified_commit(repository, before) if before else None,
        specified_commit(repository, after),
    )


def _path(call: Call) -> str | None:
    before, after = call.parameters.get("beforePath"), call.parameters.get("afterPath")
    if before is None and after is None:
        return None
    if before not in (None, after):
        raise NotSupported("codecommit GetDifferences of a path that was renamed (beforePath)")
    return read_path(after)


def _has(commit: pygit2.Commit | None, path: str) -> bool:
    return commit is not None and (not path or path in commit.tree)


def _is_below(path: str | None, delta: pygit2.DiffDelta) -> bool:
    changed = delta.new_file.path
    return not path or changed == path or changed.startswith(f"{path}/")


def _difference(delta: pygit2.DiffDelta) -> dict[str, Any]:
    change = _CHANGE_TYPES.get(delta.status, "M")
    sides = {"beforeBlob": delta.old_file, "afterBlob": delta.new_file}
    absent = {"A": "beforeBlob", "D": "afterBlob"}.get(change)
    return {
        "changeType": change,
        **{side: _blob(file) for side, file in sides.items() if side != absent},
    }


def _blob(file: pygit2.DiffFile) -> dict[str, str]:
    return {"blobId": str(file.id), "path": file.path, "mode": f"{int(file.mode):o}"}
