"""What to do about a pull request: open it, change it, let it merge, close it, or leave it alone.

Whatever the pull request carries already is decided again together with what is new, on the files
of the base branch as they are now. So what it proposes is never behind what the base has, and a
pull request that the base has overtaken ends.
"""

from collections.abc import Callable, Iterable, Sequence, Set
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core import commit_message
from tagboat.core.errors import ProposalFull, ScanNotAsked
from tagboat.core.image_push import ImagePush
from tagboat.core.image_scan import Scans
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.plan import Plan, plan
from tagboat.core.pull_requests import compose, record
from tagboat.core.pull_requests.proposal import Proposal
from tagboat.core.pull_requests.standing import PullRequest, Standing, State
from tagboat.core.pull_requests.unwanted import Unwanted
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import Selection, select
from tagboat.core.snapshot import Snapshot

SUPERSEDED = (
    "{branch} has what this pull request proposes, or something newer. There is nothing left to"
    " change, so Tagboat closes it."
)
PINNED = (
    "Somebody has set another value on {branch} since this pull request was made. Tagboat closes"
    " it, and proposes a newer image when there is one."
)


class Decision(Struct, frozen=True):
    """What is to be done, and what that makes of each push."""

    outcomes: tuple[Outcome, ...] = ()
    """Those that are `written` are so, or `proposed`, once it is done."""
    proposal: Proposal | None = None
    withdrawn: PullRequest | None = None
    """What is to be closed."""
    comment: str = ""
    """Why it is closed."""


def carried(standing: Standing) -> tuple[ImagePush, ...]:
    """The image pushes that the newest pull request of a branch carries, or has carried.

    And those of a commit of Tagboat's that has no pull request yet: the function that has made it
    is about to open one, and must not lose what it carries to another one that is as far.
    """
    newest, head = standing.pull_request, standing.head
    pushes = () if newest is None else record.read(newest.head.message).pushes
    if head is None or standing.merged or standing.open_pull_request:
        return pushes
    told = record.read(head.message)
    is_known = newest is not None and newest.head.id == head.id
    if is_known or not told.base or not record.is_own(head, told.base):
        return pushes
    return *pushes, *told.pushes


def choose(
    pushes: Sequence[ImagePush],
    standing: Standing,
    rules: RuleSet,
    now: datetime,
    beside: Sequence[ImagePush] = (),
    scans: Scans | None = None,
) -> Selection:
    """Let the rules of a pull request choose among what is new and what it carries already.

    What they ignore is left out: all rules together say so.
    """
    every = [*pushes, *carried(standing)]
    chosen = select(every, rules, now=now, beside=beside, scans=scans)
    outcomes = tuple(one for one in chosen.outcomes if one.kind is not Kind.IGNORED)
    return replace(chosen, outcomes=outcomes)


def decide(
    wanted: Selection,
    new: Set[ImagePush],
    standing: Standing,
    snapshot: Snapshot,
    rules: RuleSet,
) -> Decision:
    """Decide about the pull request of one branch.

    Args:
        wanted: What its rules have chosen.
        new: The pushes that an outcome is asked for; those it carried before have had theirs.
        standing: What stands on the host.
        snapshot: The base branch, with the files of the selection.
        rules: Those of the pull request.
    """
    if standing.branch == snapshot.branch:
        reason = f"{standing.branch} is the branch that is deployed; let 'deliver' name another"
        decided = Decision(_held(plan(wanted, snapshot).outcomes, reason))
    elif standing.open_pull_request is not None:
        decided = _about_open(standing.open_pull_request, wanted, standing, snapshot, rules)
    else:
        decided = _about_none(wanted, standing, snapshot, rules)
    return replace(decided, outcomes=tuple(one for one in decided.outcomes if one.push in new))


def _about_open(
    found: PullRequest, wanted: Selection, standing: Standing, snapshot: Snapshot, rules: RuleSet
) -> Decision:
    told = None if standing.head is None else record.read(standing.head.message)
    planned = plan(wanted, snapshot)
    if told is None or standing.head is None or not record.is_own(standing.head, snapshot.branch):
        reason = f"somebody has pushed to {standing.branch}; merge {found.name}, or close it"
        return Decision(_held(planned.outcomes, reason, found.url))
    if not told.complete:
        reason = f"{found.name} has more images than its commit can name; merge it, or close it"
        return Decision(_held(planned.outcomes, reason, found.url))
    pinned = _pinned(told, planned)
    why = "it was not wanted before"
    if pinned:
        why = f"somebody has changed the value on {snapshot.branch} since {found.name} proposed it"
    unwanted = Unwanted.of(wanted, told.held | pinned, planned, why, found.url)
    planned = plan(unwanted.rest, snapshot) if unwanted.outcomes else planned
    outcomes = (*unwanted.outcomes, *planned.outcomes)
    if not planned.files:
        if any(outcome.failed for outcome in outcomes):
            return Decision(outcomes)
        comment = (PINNED if pinned else SUPERSEDED).format(branch=snapshot.branch)
        return Decision(outcomes, withdrawn=found, comment=comment)
    proposal = _proposal(planned, unwanted, standing, snapshot, rules)
    if told.changes == record.fingerprint(planned.changes) and not found.conflicts:
        return _about_same(found, outcomes, proposal)
    rebuilt = found.conflicts or _is_outdated(told, planned, snapshot)
    return _within_limits(Decision(outcomes, replace(proposal, rebuilt=rebuilt)), found)


def _is_outdated(told: record.Record, planned: Plan, snapshot: Snapshot) -> bool:
    """Whether the branch has to be brought to the base, so that it changes these files only.

    It may have edits that no rule names any more; and its files may have been edited in what the
    base no longer has, which a merge would bring back.
    """
    files = record.files_print(snapshot, planned.files)
    return told.head != snapshot.head and told.files != files


def _pinned(told: record.Record, planned: Plan) -> Set[tuple[str, str]]:
    """What is proposed already in place of another value than what the base has now.

    Somebody has set that value while the pull request was open. It takes a newer image to propose
    something else instead.
    """
    if not told.replaced:
        return frozenset()
    carried_ones = (
        one for one in planned.changes if (one.rule, one.push.reference) in told.written
    )
    return {
        (one.rule, one.push.reference)
        for one in carried_ones
        if record.replaces(one) not in told.replaced
    }


def _within_limits(decision: Decision, found: PullRequest | None) -> Decision:
    """Refuse a pull request that could not be taken up again: its images have to be known."""
    proposal = decision.proposal
    if proposal is None or record.read(proposal.message.text).complete:
        return decision
    merge = f"Merge {found.name}" if found else "Let its rules have pull requests of their own"
    error = ProposalFull(
        f"The pull request from {proposal.standing.branch} would have more images than the message"
        f" of its commit has room for. {merge}; the push is tried again."
    )
    return Decision(tuple(outcome.not_committed(error) for outcome in decision.outcomes))


def _about_same(found: PullRequest, outcomes: Sequence[Outcome], proposal: Proposal) -> Decision:
    """The pull request is as it has to be; it may still have to be merged."""
    if proposal.auto_merge is not None and not found.merges_itself:
        return Decision(tuple(outcomes), replace(proposal, files={}))
    reason = f"{found.name} proposes it already"
    return Decision(_each(outcomes, lambda one: one.instead(Kind.UNCHANGED, reason, found.url)))


def _about_none(
    wanted: Selection, standing: Standing, snapshot: Snapshot, rules: RuleSet
) -> Decision:
    unwanted = Unwanted(rest=wanted)
    planned = plan(wanted, snapshot)
    last = standing.pull_request
    if last is not None:
        told = record.read(last.head.message)
        unwanted = Unwanted.of(wanted, told.written | told.held, planned, _why_held(last), last.url)
    if unwanted.outcomes:
        planned = plan(unwanted.rest, snapshot)
    outcomes = (*unwanted.outcomes, *planned.outcomes)
    if not planned.files:
        return Decision(outcomes)
    if _is_anothers(standing, snapshot.branch):
        reason = (
            f"the branch {standing.branch} has commits of somebody else, or of pull requests into"
            " another branch; delete it, or let the rule name another"
        )
        return Decision(_held(outcomes, reason))
    proposal = _proposal(planned, unwanted, standing, snapshot, rules)
    return _within_limits(Decision(outcomes, proposal), None)


def _why_held(last: PullRequest) -> str:
    by = f" by {last.ended_by}" if last.ended_by else ""
    if last.state is State.MERGED:
        return f"{last.name} was merged{by}, and its image was taken back since"
    return f"{last.name} was closed{by}; a newer image is proposed again"


def _is_anothers(standing: Standing, base: str) -> bool:
    """Whether a branch without a pull request has what may be lost if it begins anew."""
    head = standing.head
    if head is None or standing.merged or record.is_own(head, base):
        return False
    last = standing.pull_request
    return last is None or last.state is not State.MERGED or last.head.id != head.id


def _proposal(
    planned: Plan, unwanted: Unwanted, standing: Standing, snapshot: Snapshot, rules: RuleSet
) -> Proposal:
    """The pull request as it has to be, by all rules that it has changes of.

    Raises:
        ScanNotAsked: It has an image whose scan is required and not known.
    """
    if planned.unasked:
        raise ScanNotAsked(planned.unasked[0].candidate.push.reference)
    trailers = record.trailers(planned.changes, snapshot, unwanted.pushes)
    message = commit_message.compose(planned.changes, trailers)
    text = compose.compose(planned.changes, message)
    named = dict.fromkeys(change.rule for change in planned.changes)
    terms = [rule.terms for rule in map(rules.named, named) if rule and rule.terms]
    return Proposal(
        standing=standing,
        base=snapshot,
        files=planned.files,
        message=message,
        author=rules.author,
        title=text.title,
        body=text.body,
        labels=text.labels,
        reviewers=_each_once(one.reviewers for one in terms),
        assignees=_each_once(one.assignees for one in terms),
        draft=terms[0].draft,
        auto_merge=terms[0].auto_merge,
    )


def _each_once(names: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))


def _held(
    outcomes: Sequence[Outcome], reason: str, address: str | None = None
) -> tuple[Outcome, ...]:
    return _each(outcomes, lambda one: one.instead(Kind.HELD, reason, address))


def _each(outcomes: Sequence[Outcome], change: Callable[[Outcome], Outcome]) -> tuple[Outcome, ...]:
    return tuple(map(change, outcomes))
