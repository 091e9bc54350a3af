"""Which pull requests there are, and between which branches.

CodeCommit lists the numbers of a repository's pull requests and tells no more of them: each one has
to be looked at. Its filter by author is of no use, as a role's session has another name in another
deployment.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from tagboat.git_hosts.codecommit.parallel import each
from tagboat.git_hosts.codecommit.repository import Repository

if TYPE_CHECKING:
    from mypy_boto3_codecommit.type_defs import PullRequestTypeDef

MOST_CLOSED = 25
"""Closed pull requests looked at: those in which something happened last."""
_BRANCHES = "refs/heads/"


class Search:
    """Finds pull requests by their branches, and remembers the branches, which never change."""

    def __init__(self, repository: Repository) -> None:
        """Begin without knowing any."""
        self._repository = repository
        self._branches: dict[str, tuple[str, str]] = {}
        """Source and destination by pull request."""

    def newest(self, base: str, branches: Collection[str]) -> "Mapping[str, PullRequestTypeDef]":
        """The newest pull request into a branch from each of some, the open one if there is one."""
        found = self._among(self._open(), base, branches)
        missing = [branch for branch in branches if branch not in found]
        if missing:
            found = {**self._among(self._closed(), base, missing), **found}
        return found

    def _open(self) -> Sequence[str]:
        pages = self._repository.client.get_paginator("list_pull_requests").paginate(
            repositoryName=self._repository.name, pullRequestStatus="OPEN"
        )
        return [number for page in pages for number in page["pullRequestIds"]]

    def _closed(self) -> Sequence[str]:
        """Those with the latest activity, which come first ("View pull requests")."""
        answer = self._repository.client.list_pull_requests(
            repositoryName=self._repository.name,
            pullRequestStatus="CLOSED",
            maxResults=MOST_CLOSED,
        )
        return answer["pullRequestIds"]

    def _among(
        self, numbers: Iterable[str], base: str, branches: Collection[str]
    ) -> "dict[str, PullRequestTypeDef]":
        wanted = {(branch, base) for branch in branches}
        likely = [number for number in numbers if self._branches.get(number) in (None, *wanted)]
        found: dict[str, PullRequestTypeDef] = {}
        for answer in each(self._get, sorted(likely, key=int)):
            source, destination = self._branches[answer["pullRequestId"]]
            if (source, destination) in wanted:
                found[source] = answer  # Later ones are newer.
        return found

    def _get(self, number: str) -> "PullRequestTypeDef":
        answer = self._repository.client.get_pull_request(pullRequestId=number)["pullRequest"]
        target = answer["pullRequestTargets"][0]
        self._branches[number] = (
            target["sourceReference"].removeprefix(_BRANCHES),
            target["destinationReference"].removeprefix(_BRANCHES),
        )
        return answer
