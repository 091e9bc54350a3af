"""A pull request's branch with the base's files, but for those that are proposed.

A merge leaves what the branch has changed and the base has not, though no rule may want it any
more. "AWS CodeCommit API Reference: GetDifferences".
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tagboat.core.errors import TargetError
from tagboat.core.pull_requests.proposal import Proposal
from tagboat.core.snapshot import File
from tagboat.git_hosts.codecommit.branches import merge_base
from tagboat.git_hosts.codecommit.files import get_files
from tagboat.git_hosts.codecommit.repository import Repository


class Rebuilding(Struct, frozen=True):
    """Where a branch is, and what has to be put back with the next commit on it."""

    head: str
    restored: Mapping[str, File] = {}
    """The base's contents of what only the branch has changed, by path."""
    added: Sequence[str] = ()
    """What only the branch has."""


def onto_base(repository: Repository, proposal: Proposal, head: str) -> Rebuilding:
    """Merge the base into a branch unless it has it, and find what the branch still has changed.

    Args:
        repository: Which repository.
        proposal: Which branch, and what for.
        head: The commit that was read of it.
    """
    base = proposal.base.head
    if not _has(repository, head, base):
        head = merge_base(repository, proposal, head)
    changed = dict(_changed(repository, base, head))
    left = [path for path in changed if path not in proposal.files]
    before = get_files(
        repository, [path for path in left if changed[path] != "A"], proposal.base.branch, base
    )
    restored = {path: file for path, file in before.items() if not isinstance(file, TargetError)}
    return Rebuilding(head, restored, [path for path in left if changed[path] == "A"])


def _has(repository: Repository, head: str, base: str) -> bool:
    """Whether a commit has another in its history."""
    answer = repository.client.get_merge_conflicts(
        repositoryName=repository.name,
        sourceCommitSpecifier=head,
        destinationCommitSpecifier=base,
        mergeOption="THREE_WAY_MERGE",
        conflictDetailLevel="LINE_LEVEL",
        maxConflictFiles=1,
    )
    return answer.get("baseCommitId") == base


def _changed(repository: Repository, base: str, head: str) -> Sequence[tuple[str, str]]:
    """Each path that differs, with `A`, `M` or `D`."""
    pages = repository.client.get_paginator("get_differences").paginate(
        repositoryName=repository.name, beforeCommitSpecifier=base, afterCommitSpecifier=head
    )
    return [
        (
            one["afterBlob"]["path"] if one["changeType"] == "A" else one["beforeBlob"]["path"],
            one["changeType"],
        )
        for page in pages
        for one in page["differences"]
    ]
