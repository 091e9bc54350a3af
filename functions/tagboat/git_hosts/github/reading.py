"""Read files, and what pull requests there are, in one query as long as they are not very many."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from functools import partial
from itertools import batched, zip_longest
from typing import TYPE_CHECKING, Any

from tagboat.core import errors
from tagboat.core.reverts.own_commits import SeenCommit
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.github import files as github_files
from tagboat.git_hosts.github import git_data, standings
from tagboat.git_hosts.github.comparing import compared
from tagboat.git_hosts.github.requests import GitHubRequests
from tagboat.git_hosts.last_by_others import LastByOthers

if TYPE_CHECKING:
    from tagboat.core.errors import HostError, TargetError
    from tagboat.core.pull_requests.standing import Standing

# GitHub gives up on a query after 10 seconds: "Troubleshooting the GraphQL API".
FILES_OF_A_QUERY = 100
BRANCHES_OF_A_QUERY = 25


def read(
    requests: GitHubRequests,
    branch: str,
    paths: Collection[str],
    at: str | None,
    proposals: Collection[str],
    last_by_others: LastByOthers,
) -> Snapshot:
    """Read files through one commit, and pull requests. As `GitHost.read` has it."""
    if not proposals:
        return _read(requests, branch, paths, at, (), last_by_others)
    try:
        return _read(requests, branch, paths, at, proposals, last_by_others)
    except errors.PermissionMissing as refused:
        # GraphQL hides the files too when it must not show the pull requests.
        found = _read(requests, branch, paths, at, (), last_by_others)
        return found.with_more(
            Snapshot(branch, found.head, {}, proposals=dict.fromkeys(proposals, refused))
        )


def _read(
    requests: GitHubRequests,
    branch: str,
    paths: Collection[str],
    at: str | None,
    proposals: Collection[str],
    last_by_others: LastByOthers,
) -> Snapshot:
    files: dict[str, File | TargetError] = {}
    found: dict[str, Standing | HostError] = {}
    read_blob = partial(git_data.read_blob, requests, branch)
    committed_at: datetime | None = None
    for some, heads in zip_longest(
        batched(paths, FILES_OF_A_QUERY, strict=False),
        batched(proposals, BRANCHES_OF_A_QUERY, strict=False),
        fillvalue=(),
    ):
        more = standings.asked(len(heads))
        document = github_files.query(len(some), at_head=at is None, more=more)
        variables = github_files.variables(some) | standings.variables(heads, branch)
        repository, commit = ask_commit(requests, document, variables, branch, at)
        at = str(commit["oid"])
        committed_at = last_by_others.find(at, _last_commits(commit).get)
        files |= github_files.answered(commit, some, branch, read_blob)
        found |= compared(requests, branch, at, standings.answered(repository, heads))
        requests.repository_id = repository.get("id") or requests.repository_id
    return Snapshot(
        branch=branch, head=at or "", files=files, committed_at=committed_at, proposals=found
    )


def _last_commits(commit: Mapping[str, Any]) -> dict[str, SeenCommit]:
    """A commit that was asked about and some before it, by their ids."""
    return {
        node["oid"]: SeenCommit(
            at=time_of(node),
            message=node["message"],
            parents=[parent["oid"] for parent in node["parents"]["nodes"]],
        )
        for node in commit["history"]["nodes"]
    }


def time_of(commit: Mapping[str, Any]) -> datetime:
    """When a commit that was asked about was made, in UTC."""
    return datetime.fromisoformat(commit["committedDate"]).astimezone(UTC)


def ask_commit(
    requests: GitHubRequests,
    document: str,
    variables: Mapping[str, Any],
    branch: str,
    at: str | None,
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Ask about one commit: the head, or the one of an id.

    Returns:
        The repository, and the commit of it.

    Raises:
        RetryableError: Ask again later. HeadMoved: the commit is gone.
        HostError: The branch or the repository cannot be read.
    """
    owner, _, name = requests.repository.partition("/")
    which = {"owner": owner, "name": name, "commit": at or f"refs/heads/{branch}"}
    repository = requests.graphql(document, which | dict(variables), branch)["repository"]
    if at is not None:
        commit = repository["object"]
    elif repository["ref"] is not None:
        commit = repository["ref"]["target"]
    else:
        raise errors.BranchMissing(
            f"{requests.repository} has no branch {branch}. Create it, or mend the parameter"
            " Branch."
        )
    if not commit:
        raise errors.HeadMoved(f"{requests.repository} no longer has the commit {at}")
    return repository, commit
