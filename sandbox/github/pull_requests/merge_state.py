"""Whether a pull request can be merged: by its content, and by the rules of its base.

Sources: the schema's MergeableState and MergeStateStatus, "Troubleshooting required status
checks", "About protected branches". Whoever may bypass a rule sees the same state as everybody.
"""

from typing import Literal

from pygit2 import Repository

from sandbox.github.branch_rules import QUEUE_NEEDED, Requirements
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.pull_requests.pull_request import PullRequest

type Status = Literal["BLOCKED", "CLEAN", "DIRTY", "DRAFT", "UNKNOWN", "UNSTABLE"]


def has_conflicts(git: Repository, pull: PullRequest) -> bool:
    """Whether git would leave conflicts if it merged the head into the base."""
    return bool(git.merge_commits(pull.base_oid, pull.head_oid).conflicts)


def merge_state(hosted: HostedRepository, pull: PullRequest) -> Status:
    """The state of an open one; of others it is not known."""
    if not pull.is_open:
        return "UNKNOWN"
    if has_conflicts(hosted.git.open(), pull):
        return "DIRTY"
    if pull.is_draft:
        return "DRAFT"
    if unmet(hosted, pull):
        return "BLOCKED"
    states = hosted.checks.get(pull.head_oid, {}).values()
    return "CLEAN" if all(state == "success" for state in states) else "UNSTABLE"


def unmet(
    hosted: HostedRepository, pull: PullRequest, login: str = "", *, queued: bool = False
) -> list[str]:
    """What the rules that bind an account still ask for, in GitHub's words.

    Args:
        hosted: The repository.
        pull: What is to be merged.
        login: By whom; nobody bypasses anything when it is empty.
        queued: Whether it is the merge queue that merges.
    """
    found: list[str] = []
    for required in hosted.requirements(pull.base, login):
        found += _checks(hosted, pull, required) + _approvals(pull, required)
        if required.merge_queue and not queued:
            found.append(QUEUE_NEEDED)
    return list(dict.fromkeys(found))


def _checks(hosted: HostedRepository, pull: PullRequest, required: Requirements) -> list[str]:
    states = hosted.checks.get(pull.head_oid, {})
    missing = [name for name in required.checks if states.get(name) != "success"]
    if len(missing) > 1:
        return [f"{len(missing)} of {len(required.checks)} required status checks are expected."]
    failed = [name for name in missing if states.get(name) == "failure"]
    how = "failing" if failed else "expected"
    return [f'Required status check "{name}" is {how}.' for name in missing]


def _approvals(pull: PullRequest, required: Requirements) -> list[str]:
    if len(pull.approvals) >= required.approvals:
        return []
    who = "reviewers with write access."
    if required.approvals == 1:
        return [f"At least 1 approving review is required by {who}"]
    return [f"At least {required.approvals} approving reviews are required by {who}"]
