"""What stands for the branches that pull requests come from.

Two questions at once: how far each branch is, with its last commit, and which pull requests there
are. Then, where one has ended, what its last commit was.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from msgspec import Struct

from tagboat.core.pull_requests.standing import Commit, Person, PullRequest, Standing, State
from tagboat.git_hosts.codecommit.parallel import each
from tagboat.git_hosts.codecommit.repository import Repository
from tagboat.git_hosts.codecommit.search import Search
from tagboat.git_hosts.codecommit.shown import pull_request_name, pull_request_url

if TYPE_CHECKING:
    from mypy_boto3_codecommit.type_defs import PullRequestTypeDef, UserInfoTypeDef


class _Tip(Struct, frozen=True, kw_only=True):
    """How far a branch is."""

    head: Commit | None = None
    merged: bool = False
    conflicts: bool = False


def read_standings(
    repository: Repository, search: Search, base: str, branches: Sequence[str]
) -> dict[str, Standing]:
    """Ask how each of some branches stands to a base branch."""
    if not branches:
        return {}
    with ThreadPoolExecutor(1) as beside:
        newest = beside.submit(search.newest, base, branches)
        tips = each(lambda branch: _tip(repository, base, branch), branches)
    found = newest.result()

    def standing(known: tuple[str, _Tip]) -> Standing:
        branch, tip = known
        answer = found.get(branch)
        return Standing(
            branch=branch,
            head=tip.head,
            merged=tip.merged,
            pull_request=None if answer is None else _pull_request(repository, answer, tip),
        )

    pairs = list(zip(branches, tips, strict=True))
    return {standing.branch: standing for standing in each(standing, pairs)}


def _tip(repository: Repository, base: str, branch: str) -> _Tip:
    """Ask what would conflict, which tells the branch's head and what it has in common as well.

    A fast-forward never has conflicts, so it is asked for a merge; a squash has the same ones. At
    the level of lines, as Git does, and as pull requests are merged here.
    """
    client = repository.client
    try:
        answer = client.get_merge_conflicts(
            repositoryName=repository.name,
            sourceCommitSpecifier=f"refs/heads/{branch}",
            destinationCommitSpecifier=f"refs/heads/{base}",
            mergeOption="THREE_WAY_MERGE",
            conflictDetailLevel="LINE_LEVEL",
            maxConflictFiles=1,
        )
    except client.exceptions.CommitDoesNotExistException:
        return _Tip()  # If it is the base that is missing, the read of its files says so.
    except (
        client.exceptions.TipsDivergenceExceededException,
        client.exceptions.MaximumFileContentToLoadExceededException,
        client.exceptions.MaximumItemsToCompareExceededException,
    ):
        return _unknown_tip(repository, branch)
    head = answer["sourceCommitId"]
    return _Tip(
        head=_commit(repository, head),
        merged=answer.get("baseCommitId") == head,
        conflicts=not answer["mergeable"],
    )


def _unknown_tip(repository: Repository, branch: str) -> _Tip:
    """How far a branch is that CodeCommit finds too much in to compare."""
    client = repository.client
    try:
        answer = client.get_branch(repositoryName=repository.name, branchName=branch)
    except client.exceptions.BranchDoesNotExistException:
        return _Tip()
    return _Tip(head=_commit(repository, answer["branch"]["commitId"]))


def _pull_request(repository: Repository, answer: "PullRequestTypeDef", tip: _Tip) -> PullRequest:
    number, target = answer["pullRequestId"], answer["pullRequestTargets"][0]
    merge = target.get("mergeMetadata", {})
    state = State.MERGED if merge.get("isMerged") else State.CLOSED
    ended_by = merge.get("mergedBy", "")
    if answer["pullRequestStatus"] == "OPEN":
        state = State.OPEN
    elif state is State.CLOSED:
        ended_by = _who_closed(repository, number)
    known = tip.head is not None and (state is State.OPEN or tip.head.id == target["sourceCommit"])
    return PullRequest(
        key=number,
        name=pull_request_name(number),
        url=pull_request_url(repository, number),
        state=state,
        head=tip.head if known and tip.head else _commit(repository, target["sourceCommit"]),
        ended_by=_last_part(ended_by),
        conflicts=state is State.OPEN and tip.conflicts,
    )


def _who_closed(repository: Repository, number: str) -> str:
    answer = repository.client.describe_pull_request_events(
        pullRequestId=number, pullRequestEventType="PULL_REQUEST_STATUS_CHANGED"
    )
    return next((event.get("actorArn", "") for event in answer["pullRequestEvents"]), "")


def _last_part(arn: str) -> str:
    """The name of a user, or of a role's session: who it is, to people."""
    return arn.rpartition(":")[2].rpartition("/")[2]


def _commit(repository: Repository, id_: str) -> Commit:
    client = repository.client
    try:
        answer = client.get_commit(repositoryName=repository.name, commitId=id_)["commit"]
    except client.exceptions.CommitIdDoesNotExistException:  # That of a pull request, long ago.
        return Commit(id=id_, message="", author=Person("", ""), committer=Person("", ""))
    return Commit(
        id=id_,
        message=answer.get("message", ""),
        author=_person(answer["author"]),
        committer=_person(answer["committer"]),
    )


def _person(info: "UserInfoTypeDef") -> Person:
    return Person(name=info.get("name", ""), email=info.get("email", ""))
