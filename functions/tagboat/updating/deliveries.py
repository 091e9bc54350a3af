"""Carries out what was decided: a commit on the branch, or a pull request into it."""

from collections.abc import Sequence, Set
from typing import TYPE_CHECKING

from msgspec import Struct

from tagboat.core import commit_message
from tagboat.core.errors import (
    CommitRefused,
    Defect,
    HostError,
    RetryableError,
    ScanNotAsked,
)
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome, failure
from tagboat.core.plan import plan
from tagboat.core.pull_requests.proposal import Proposed
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import Selection
from tagboat.core.snapshot import Snapshot
from tagboat.git_hosts.base import GitHost

if TYPE_CHECKING:
    from tagboat.core.pull_requests.decide import Decision


class Delivered(Struct, frozen=True):
    """What became of one delivery."""

    outcomes: tuple[Outcome, ...]
    error: RetryableError | CommitRefused | Defect | None = None
    """Why it may have to be tried again, or with fewer pushes."""
    snapshot: Snapshot | None = None
    """The branch after a commit on it."""
    commit: str | None = None
    pull_request: str | None = None
    """The address of the one that was opened, changed or closed."""


def commit(
    selection: Selection, snapshot: Snapshot, rules: RuleSet, git_host: GitHost
) -> Delivered:
    """Commit what is chosen on the branch, if that changes anything."""
    planned = plan(selection, snapshot)
    if not planned.files:
        return Delivered(planned.outcomes)
    if planned.unasked:
        return failed(selection, ScanNotAsked(planned.unasked[0].candidate.push.reference))
    message = commit_message.compose(planned.changes)
    try:
        made = git_host.commit(snapshot, planned.files, message, rules.author)
    except (RetryableError, CommitRefused) as error:
        return failed(selection, error, known=planned.outcomes)
    except HostError as error:
        return Delivered(tuple(outcome.not_committed(error) for outcome in planned.outcomes))
    written = tuple(outcome.committed(made) for outcome in planned.outcomes)
    return Delivered(written, snapshot=snapshot.with_commit(made, planned.files), commit=made)


def propose(
    selection: Selection,
    pushes: Set[ImagePush],
    snapshot: Snapshot,
    rules: RuleSet,
    branch: str,
    git_host: GitHost,
) -> Delivered:
    """Open, change or close the pull request of a branch, if it has to be another.

    Args:
        selection: What its rules have chosen.
        pushes: Those that an outcome is asked for.
        snapshot: The base branch, with what stands for the pull request.
        rules: All rules.
        branch: Where the pull request comes from.
        git_host: Where it is.
    """
    # Cold starts that only commit go without it.
    from tagboat.core.pull_requests.decide import decide

    standing = snapshot.proposals[branch]
    if isinstance(standing, HostError):
        outcomes = (one for one in plan(selection, snapshot).outcomes if one.push in pushes)
        return Delivered(tuple(outcome.not_committed(standing) for outcome in outcomes))
    try:
        decision = decide(selection, pushes, standing, snapshot, rules.by_branch[branch])
    except ScanNotAsked as error:
        return failed(selection, error, pushes)
    try:
        return _carried_out(decision, git_host)
    except (RetryableError, CommitRefused) as error:
        return failed(selection, error, pushes, known=decision.outcomes)
    except HostError as error:
        return Delivered(tuple(outcome.not_committed(error) for outcome in decision.outcomes))


def _carried_out(decision: "Decision", git_host: GitHost) -> Delivered:
    if decision.withdrawn is not None:
        git_host.withdraw(decision.withdrawn, decision.comment)
        return Delivered(decision.outcomes, pull_request=decision.withdrawn.url)
    if decision.proposal is None:
        return Delivered(decision.outcomes)
    proposed = git_host.propose(decision.proposal)
    changed = bool(decision.proposal.files)
    outcomes = tuple(_became(one, proposed, changed=changed) for one in decision.outcomes)
    return Delivered(outcomes, commit=proposed.merge_commit, pull_request=proposed.url)


def _became(outcome: Outcome, proposed: Proposed, *, changed: bool) -> Outcome:
    if proposed.merge_commit is not None:
        return outcome.committed(proposed.merge_commit, proposed.url)
    if not changed:
        reason = "; ".join([f"{proposed.name} proposes it already", *proposed.notes])
        return outcome.instead(Kind.UNCHANGED, reason, proposed.url)
    return outcome.proposed(proposed.url, "; ".join([f"in {proposed.name}", *proposed.notes]))


def failed(
    selection: Selection,
    error: RetryableError | CommitRefused | Defect,
    pushes: Set[ImagePush] | None = None,
    known: Sequence[Outcome] = (),
) -> Delivered:
    """All that was chosen among has failed: it is not known yet what will be written in the end.

    Args:
        selection: What was chosen.
        error: Why it may have to be tried again.
        pushes: Those that an outcome is asked for; None for all.
        known: Outcomes that may have failed for a reason of their own.
    """
    own = {(outcome.push, outcome.rule): outcome for outcome in known if outcome.failed}
    chosen = (
        (candidate.push, choice.rule.name)
        for choice in selection.chosen
        for candidate in (choice.candidate, *choice.others)
    )
    outcomes = (
        own.get((push, rule)) or failure(push, error, rule=rule)
        for push, rule in chosen
        if pushes is None or push in pushes
    )
    return Delivered(tuple(outcomes), error)
