"""The histories of files, as one commit of GitHub has them: two pages, the first a short one.

"GitHub GraphQL API: Objects", `Commit.history`. Its pages are as `git log` has them: what a path
filters it simplifies, and the newest come first.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import batched
from typing import Any

from tagboat.core.file_history import MOST_REVISIONS, Histories, Revision, down_to
from tagboat.core.snapshot import File
from tagboat.git_hosts.github import git_data
from tagboat.git_hosts.github.files import ENTRY, ReadBlob, file_of
from tagboat.git_hosts.github.reading import ask_commit, time_of
from tagboat.git_hosts.github.requests import GitHubRequests

# GitHub gives up on a query after 10 seconds, and looks through commits for each path.
PATHS_OF_A_QUERY = 10
FIRST_PAGE = 3

_NODE = "oid committedDate message author {{ name }} file(path: $p{0}) {{ ...entry }}"
_PAGE = (
    "h{0}: history(first: $first, after: $a{0}, path: $p{0})"
    f" {{{{ pageInfo {{{{ hasNextPage endCursor }}}} nodes {{{{ {_NODE} }}}} }}}}"
)

type Cursors = Mapping[str, str | None]
"""Paths of files, and where the page that is asked for begins; None for the first one."""


def read_histories(
    requests: GitHubRequests, paths: Collection[str], at: str, since: datetime
) -> Histories:
    """Read how files came to be what they are at a commit. As `GitHost.history` has it."""
    found: dict[str, Sequence[Revision]] = {}
    for some in batched(dict.fromkeys(paths), PATHS_OF_A_QUERY, strict=False):
        found |= _read(requests, some, at, since)
    return found


def query(count: int) -> str:
    """Ask for a page of some files' histories at `$commit`, a commit's id."""
    parameters = "".join(f", $p{index}: String!, $a{index}: String" for index in range(count))
    pages = " ".join(_PAGE.format(index) for index in range(count))
    return (
        "query($owner: String!, $name: String!, $commit: GitObjectID!, $first: Int!"
        f"{parameters}) {{ repository(owner: $owner, name: $name)"
        f" {{ object(oid: $commit) {{ ... on Commit {{ committedDate {pages} }} }} }} }}{ENTRY}"
    )


def variables(cursors: Cursors, first: int) -> dict[str, str | int | None]:
    """The variables of the query for these files."""
    paths = {f"p{index}": path for index, path in enumerate(cursors)}
    after = {f"a{index}": cursor for index, cursor in enumerate(cursors.values())}
    return {"first": first, **paths, **after}


def _read(
    requests: GitHubRequests, paths: Sequence[str], at: str, since: datetime
) -> dict[str, Sequence[Revision]]:
    found: dict[str, Sequence[Revision]] = dict.fromkeys(paths, ())
    cursors: dict[str, str | None] = dict.fromkeys(paths)
    for first in (FIRST_PAGE, MOST_REVISIONS - FIRST_PAGE):
        asked = variables(cursors, first)
        _, commit = ask_commit(requests, query(len(cursors)), asked, at, at)
        if time_of(commit) < since:
            break
        pages = {path: commit[f"h{index}"] for index, path in enumerate(cursors)}
        for path, page in pages.items():
            read_blob = partial(git_data.read_blob, requests, at)
            found[path] = [*found[path], *down_to(since, _revisions(page, path, at, read_blob))]
        cursors = {
            path: page["pageInfo"]["endCursor"]
            for path, page in pages.items()
            if page["pageInfo"]["hasNextPage"] and found[path][-1].at >= since
        }
        if not cursors:
            break
    return found


def _revisions(
    page: Mapping[str, Any], path: str, at: str, read_blob: ReadBlob
) -> Iterator[Revision]:
    for node in page["nodes"]:
        file = file_of(node["file"], path, at, read_blob)
        yield Revision(
            commit=node["oid"],
            at=time_of(node),
            author=(node["author"] or {}).get("name") or "",
            message=node["message"],
            file=file if isinstance(file, File) else None,
        )
