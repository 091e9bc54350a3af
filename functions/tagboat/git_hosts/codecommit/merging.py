"""Pull requests that merge themselves: CodeCommit has none, so Tagboat merges them.

It tries at once, and again with each image push that finds the pull request open. Approval rules
are CodeCommit's to hold it to.
"""

from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

from tagboat.core.errors import HeadMoved, HostError
from tagboat.core.pull_requests.proposal import MergeMethod, Proposal
from tagboat.git_hosts.codecommit.branches import delete
from tagboat.git_hosts.codecommit.repository import Repository

if TYPE_CHECKING:
    from mypy_boto3_codecommit.type_defs import PullRequestTypeDef

_CANNOT = {
    "ManualMergeRequiredException",
    "MaximumFileContentToLoadExceededException",
    "MaximumItemsToCompareExceededException",
    "TipsDivergenceExceededException",
}
_NO_REBASE = (
    "CodeCommit has no rebase. Let auto_merge be squash, merge or fast-forward, or merge it by"
    " hand."
)
_DRAFT = "It is asked for as a draft, so it does not merge itself."


class Merged(Struct, frozen=True):
    """What became of a merge."""

    commit: str | None = None
    """The base branch's commit, if it was merged."""
    notes: tuple[str, ...] = ()


def merge(repository: Repository, number: str, head: str, proposal: Proposal) -> Merged:
    """Merge a pull request if it is to merge itself and nothing is in the way.

    Args:
        repository: Which repository.
        number: Which pull request.
        head: The commit that its branch has to be at.
        proposal: How, and with what message.
    """
    method = proposal.auto_merge
    if method is None:
        return Merged()
    if method is MergeMethod.REBASE:
        return Merged(notes=(_NO_REBASE,))
    if proposal.draft:
        return Merged(notes=(_DRAFT,))
    try:
        answer = _merge(repository, number, head, proposal, method)
    except ClientError as error:
        why = _why_not(error, proposal, method)
        if why is None:
            raise
        return Merged(notes=(why,))
    merge = answer["pullRequestTargets"][0]["mergeMetadata"]
    # A fast-forward makes no commit.
    return Merged(merge.get("mergeCommitId") or head, _clear_away(repository, proposal, head))


def _merge(
    repository: Repository, number: str, head: str, proposal: Proposal, method: MergeMethod
) -> "PullRequestTypeDef":
    client = repository.client
    which: Any = {
        "pullRequestId": number,
        "repositoryName": repository.name,
        "sourceCommitId": head,
    }
    if method is MergeMethod.FAST_FORWARD:
        return client.merge_pull_request_by_fast_forward(**which)["pullRequest"]
    by_commit = {
        MergeMethod.SQUASH: client.merge_pull_request_by_squash,
        MergeMethod.MERGE: client.merge_pull_request_by_three_way,
    }
    answer = by_commit[method](
        **which,
        conflictDetailLevel="LINE_LEVEL",
        authorName=proposal.author.name,
        email=proposal.author.email,
        commitMessage=proposal.message.text,
    )
    return answer["pullRequest"]


def _why_not(error: ClientError, proposal: Proposal, method: MergeMethod) -> str | None:
    """Why a pull request stays open, and what to do; None if it is another error."""
    code, said = error.response["Error"]["Code"], error.response["Error"]["Message"]
    base = proposal.base.branch
    if code == "PullRequestApprovalRulesNotSatisfiedException":
        return (
            "It still lacks approvals that the repository's rules ask for. Approve it: Tagboat"
            " merges it with the next image push, unless somebody does before."
        )
    if code in _CANNOT and method is MergeMethod.FAST_FORWARD:
        return (
            f"{base} has moved on, so it cannot be merged by fast-forward. Merge it by hand, or let"
            " auto_merge be squash or merge."
        )
    if code in _CANNOT:
        return f"CodeCommit cannot merge it into {base} by itself: {said}. Merge it by hand."
    if code == "AccessDeniedException":
        return (
            f"Tagboat's role may not merge it into {base}: {said}. Allow it, or merge it by hand."
        )
    return None


def _clear_away(repository: Repository, proposal: Proposal, head: str) -> tuple[str, ...]:
    """Delete a merged branch, as the console does unless it is told not to."""
    branch = proposal.standing.branch
    try:
        delete(repository, branch, head)
    except HeadMoved:
        return (f"Somebody has pushed to {branch} since, so it stays.",)
    except (BotoCoreError, ClientError, HostError) as error:
        return (f"The merged branch {branch} is to be deleted, and was not: {error}",)
    return ()
