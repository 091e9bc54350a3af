"""The histories of files: `GetCommit`, `ListFileCommitHistory`, and `GetFile` of each version.

Three hops, or one if the commit is older than is asked for. A version has the id of its content and
not the file's mode, so `GetFile` reads it at its commit. A commit that takes a file away has no
content to be listed with, and AWS documents no version without any: it may be missing.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from tagboat.core.file_history import (
    MOST_REVISIONS,
    Histories,
    Revision,
    down_to,
    git_time,
)
from tagboat.core.reverts.own_commits import SeenCommit
from tagboat.core.snapshot import File
from tagboat.git_hosts.codecommit.files import file_of
from tagboat.git_hosts.codecommit.lineage import BlobAt, Version, lineage
from tagboat.git_hosts.codecommit.parallel import each
from tagboat.git_hosts.codecommit.repository import Repository

if TYPE_CHECKING:
    from mypy_boto3_codecommit.type_defs import CommitTypeDef, FileVersionTypeDef

MOST_PAGES = 10
"""Of the versions of one file: most of a page may be of sides that were not merged."""


class _Seen(Struct, frozen=True):
    """What is at a path at a commit."""

    blob: str | None = None
    file: File | None = None


def read_histories(
    repository: Repository, paths: Collection[str], at: str, since: datetime
) -> Histories:
    """Read how files came to be what they are at a commit. As `GitHost.history` has it."""
    if read_commit(repository, at).at < since:
        return dict.fromkeys(paths, ())
    see = cache(lambda path, commit: _see(repository, path, commit))

    def versions_of(path: str) -> list[Version]:
        return _versions(repository, path, at, since, lambda commit: see(path, commit).blob)

    named = list(dict.fromkeys(paths))
    found = dict(zip(named, each(versions_of, named), strict=True))
    each(lambda one: see(*one), [(path, one.commit) for path in named for one in found[path]])
    return {
        path: [_revision(one, see(path, one.commit).file) for one in versions]
        for path, versions in found.items()
    }


def read_commit(repository: Repository, commit: str) -> SeenCommit:
    """Ask for a commit by its id."""
    answer = repository.client.get_commit(repositoryName=repository.name, commitId=commit)
    found = answer["commit"]
    return SeenCommit(_time_of(found), found.get("message", ""), found.get("parents", ()))


def _versions(
    repository: Repository, path: str, at: str, since: datetime, blob_at: BlobAt
) -> list[Version]:
    """As many versions of a file as are asked for, the newest first."""
    versions: list[Version] = []
    found: list[Version] = []
    for page in islice(_pages(repository, path, at), MOST_PAGES):
        # Those of another path are from before a renaming.
        own = [one for one in page if one.get("path", path).removeprefix("/") == path]
        versions += map(_version, own)
        found = down_to(since, lineage(versions, at, blob_at))
        if len(found) == MOST_REVISIONS or (found and found[-1].at < since):
            break
    return found


def _pages(repository: Repository, path: str, at: str) -> "Iterator[Sequence[FileVersionTypeDef]]":
    """Botocore has no paginator for it."""
    more: dict[str, str] = {}
    while True:
        answer = repository.client.list_file_commit_history(
            repositoryName=repository.name,
            commitSpecifier=at,
            filePath=path,
            maxResults=MOST_REVISIONS,
            **more,
        )
        yield answer["revisionDag"]
        if not answer.get("nextToken"):
            return
        more = {"nextToken": answer["nextToken"]}


def _version(found: "FileVersionTypeDef") -> Version:
    commit = found["commit"]
    return Version(
        commit=commit["commitId"],
        parents=commit.get("parents", ()),
        blob=found.get("blobId"),
        at=_time_of(commit),
        author=commit["author"].get("name", ""),
        message=commit.get("message", ""),
        children=frozenset(found.get("revisionChildren", ())),
    )


def _time_of(commit: "CommitTypeDef") -> datetime:
    """When it was committed: seconds since 1970, and the offset from GMT after them."""
    return git_time(int(commit["committer"]["date"].split()[0]))


def _see(repository: Repository, path: str, at: str) -> _Seen:
    client = repository.client
    try:
        answer = client.get_file(repositoryName=repository.name, commitSpecifier=at, filePath=path)
    except (
        client.exceptions.FileDoesNotExistException,
        client.exceptions.FileTooLargeException,
        client.exceptions.InvalidPathException,
    ):
        return _Seen()
    file = file_of(answer, path)
    return _Seen(answer["blobId"], file if isinstance(file, File) else None)


def _revision(version: Version, file: File | None) -> Revision:
    return Revision(
        commit=version.commit,
        at=version.at,
        author=version.author,
        message=version.message,
        file=file,
    )
