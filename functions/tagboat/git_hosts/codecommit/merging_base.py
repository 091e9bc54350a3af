"""Branches of open pull requests, brought up to date with the base.

"Resolve conflicts in a pull request in an AWS CodeCommit repository", `MergeBranchesByThreeWay`,
`GetDifferences`.
"""

import re
from collections.abc import Iterator

from tagboat.core.commit_message import CommitMessage
from tagboat.core.pull_requests.proposal import Proposal
from tagboat.core.snapshot import File
from tagboat.git_hosts.codecommit.files import get_files
from tagboat.git_hosts.codecommit.repository import Repository

_DONE = re.compile(r"^(Tagboat-(?:Base|Files|Changes): ).*$", re.MULTILINE)
"""The trailers that tell what a pull request's commit has changed, and in what."""


def merge_base(repository: Repository, proposal: Proposal, head: str) -> str:
    """Merge the base into a branch; where they conflict, what the base has wins.

    The files that are proposed are not there yet then. Until they are, the message must not say so:
    whoever takes the pull request up after a failure finds its images there, but other changes.

    Args:
        repository: Which repository.
        proposal: Which branch, and what for.
        head: The commit that was read of it.

    Returns:
        The id of the merge commit; that of the head if it has the base already.
    """
    branch, base = proposal.standing.branch, proposal.base
    found = proposal.standing.open_pull_request
    conflicts = found is not None and found.conflicts  # Then it has not.
    if not conflicts and _has(repository, head, base.head):
        return head
    told = _DONE.sub(r"\1none-yet", proposal.message.body)
    answer = repository.client.merge_branches_by_three_way(
        repositoryName=repository.name,
        sourceCommitSpecifier=base.head,
        destinationCommitSpecifier=head,
        targetBranch=branch,
        conflictDetailLevel="LINE_LEVEL",
        conflictResolutionStrategy="ACCEPT_SOURCE",
        authorName=proposal.author.name,
        email=proposal.author.email,
        commitMessage=CommitMessage(f"Merge {base.branch} into {branch}", told).text,
    )
    return answer["commitId"]


def left_over(repository: Repository, proposal: Proposal, head: str) -> dict[str, File]:
    """What else a branch differs in from the base that was merged, as the base has it.

    A merge keeps what only the branch has changed: what Tagboat proposed there once, and does not
    any more.
    """
    base = proposal.base
    paths = _differing(repository, base.head, head)
    others = sorted(set(paths) - proposal.files.keys())
    found = get_files(repository, others, base.branch, base.head)
    return {path: file for path, file in found.items() if isinstance(file, File)}


def _has(repository: Repository, head: str, base: str) -> bool:
    """Whether a commit comes after another."""
    answer = repository.client.get_merge_conflicts(
        repositoryName=repository.name,
        sourceCommitSpecifier=base,
        destinationCommitSpecifier=head,
        mergeOption="THREE_WAY_MERGE",
        conflictDetailLevel="LINE_LEVEL",
        maxConflictFiles=1,
    )
    return answer.get("baseCommitId") == base


def _differing(repository: Repository, before: str, after: str) -> Iterator[str]:
    pages = repository.client.get_paginator("get_differences").paginate(
        repositoryName=repository.name, beforeCommitSpecifier=before, afterCommitSpecifier=after
    )
    for page in pages:
        for one in page["differences"]:
            blob = one.get("afterBlob") or one["beforeBlob"]
            yield blob["path"]
