"""The files of a commit as a source action hands them on."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pygit2

from sandbox.aws.codepipeline.executions import Revision
from sandbox.git_repository import GitRepository

_SUBMODULE = 0o160000


def files_at(git: GitRepository, commit: str) -> Mapping[str, tuple[bytes, int]]:
    """Path -> (bytes, git file mode) of every file; submodules are left out.

    Raises:
        KeyError: No such commit.
    """
    repository = git.open()
    return {
        path: (repository[blob].peel(pygit2.Blob).data, mode)
        for path, (mode, blob) in git.files(commit).items()
        if mode != _SUBMODULE
    }


def commit_in(git: GitRepository, id_: str) -> pygit2.Commit | None:
    """A commit by its full id; None when there is none."""
    try:
        found = git.open().get(id_)
    except ValueError:
        return None  # Not an id at all.
    return found if isinstance(found, pygit2.Commit) else None


def revision_of(commit: pygit2.Commit, url: str | None = None) -> Revision:
    """How executions show a commit. The longest summary has 2048 characters."""
    return Revision(str(commit.id), commit.message[:2048] or "-", at(commit.committer.time), url)


def at(seconds: int) -> datetime:
    """A moment, in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def written(moment: datetime) -> str:
    """A moment as variables have it, such as `2019-10-29T03:32:21Z`."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
