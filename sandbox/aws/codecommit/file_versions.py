"""ListFileCommitHistory: the versions of a file, on all sides of merges.

What the API Reference does not say is taken at its worst. The graph has the versions of a side of a
merge that the file is not from, and the merge itself (`git log --full-history`). A file that was
renamed is followed under its old name (the `path` of a version "will vary"). A commit that takes
the file away has no content and no path, so it is no version. The newest come first.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pygit2
from pygit2.enums import DeltaStatus, SortMode

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.pages import page, page_size
from sandbox.aws.codecommit.paths import read_path
from sandbox.aws.codecommit.reading import described_commit
from sandbox.aws.codecommit.specifiers import specified_commit
from sandbox.aws.errors import AwsError, NotSupported
from sandbox.git_log import commits_of

VERSIONS_A_PAGE = 100
"""Where the request does not say. AWS documents neither its own number nor the highest one."""


def list_file_commit_history(call: Call) -> dict[str, Any]:
    """The commits that changed a file; none where there was never a file."""
    repository = call.repository.git.open()
    given = call.parameters
    commit = specified_commit(repository, given.get("commitSpecifier"))
    path = _path(given.get("filePath"))
    versions = dict(_versions(repository, commit, path))
    children = _children(repository, commit, set(versions))
    shown, token = page(
        list(versions.items()),
        page_size(given.get("maxResults"), VERSIONS_A_PAGE),
        given.get("nextToken"),
        of=f"{commit.id} {path}",
    )
    return {
        "revisionDag": [
            {
                "commit": described_commit(_commit(repository, commit_id)),
                **version,
                "revisionChildren": sorted(children[commit_id]),
            }
            for commit_id, version in shown
        ],
        "nextToken": token,
    }


def _path(given: str | None) -> str:
    """The file's path. No error is modelled for one that is none."""
    try:
        if path := read_path(given):
            return path
    except AwsError as error:
        raise NotSupported("codecommit ListFileCommitHistory of a path that is none") from error
    raise NotSupported("codecommit ListFileCommitHistory of the root")


def _versions(
    repository: pygit2.Repository, at: pygit2.Commit, path: str
) -> Iterator[tuple[str, dict[str, str]]]:
    """The versions of a file by their commits, and before them those under its old name."""
    first: pygit2.Commit | None = None
    for commit_id in commits_of(Path(repository.path), str(at.id), path, all_sides=True):
        commit = _commit(repository, commit_id)
        if (blob := _blob(commit, path)) is not None:
            yield commit_id, {"blobId": blob, "path": path}
            first = commit
    old = _old_name(first, path) if first is not None else None
    if first is not None and old is not None:
        yield from _versions(repository, first.parents[0], old)


def _blob(commit: pygit2.Commit, path: str) -> str | None:
    try:
        found = commit.tree[path]
    except KeyError:
        return None
    return str(found.id) if isinstance(found, pygit2.Blob) else None


def _old_name(commit: pygit2.Commit, path: str) -> str | None:
    """The path that a commit has renamed to this one, by git's rule of likeness."""
    if not commit.parents or path in commit.parents[0].tree:
        return None
    compared = commit.tree.diff_to_tree(commit.parents[0].tree, swap=True)
    compared.find_similar()
    for delta in compared.deltas:
        if delta.status == DeltaStatus.RENAMED and delta.new_file.path == path:
            return str(delta.old_file.path)
    return None


def _children(
    repository: pygit2.Repository, at: pygit2.Commit, versions: set[str]
) -> Mapping[str, set[str]]:
    """For each commit, the next ones above it that have a version."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for commit in repository.walk(at.id, SortMode.TOPOLOGICAL):
        id_ = str(commit.id)
        above = {id_} if id_ in versions else found[id_]
        for parent in commit.parent_ids:
            found[str(parent)] |= above
    return found


def _commit(repository: pygit2.Repository, commit_id: str) -> pygit2.Commit:
    return repository[commit_id].peel(pygit2.Commit)
