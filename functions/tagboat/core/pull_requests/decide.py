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
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.plan import Plan, plan
from tagboat.core.pull_requests import compose, record
from tagboat.core.pull_requests.proposal import Proposal
from tagboat.core.pull_requests.standing import Commit, PullRequest, Standing, State
from tagboat.core.pull_requests.unwanted import Unwanted
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import Selection, select
from tagboat.core.snapshot import Snapshot

SUPERSEDED = (
    "{branch} has what this pull request proposes, or something newer. There is nothing left to"
    " change, so Tagboat closes it."
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
    """The image pushes that the newest pull request of a branch carries, or has carried."""
    newest = standing.pull_request
    return () if newest is None else record.read(newest.head.message).pushes


def choose(
    pushes: Sequence[ImagePush],
    standing: Standing,
    rules: RuleSet,
    now: datetime,
    beside: Sequence[ImagePush] = (),
) -> Selection:
    """Let the rules of a pull request choose among what is new and what it carries already.

    What they ignore is left out: all rules together say so.
    """
    chosen = select([*pushes, *carried(standing)], rules, now=now, beside=beside)
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
    if told is None or standing.head is None or not record.is_own(standing.head):
        reason = f"somebody has pushed to {standing.branch}; merge {found.name}, or close it"
        return Decision(_held(planned.outcomes, reason, found.url))
    if not told.complete:
        reason = f"{found.name} has more images than its commit can name; merge it, or close it"
        return Decision(_held(planned.outcomes, reason, found.url))
    unwanted = Unwanted.of(wanted, told.held, planned, "it was not wanted before", found.url)
    planned = plan(unwanted.rest, snapshot)
    outcomes = (*unwanted.outcomes, *planned.outcomes)
    if not planned.files:
        if any(outcome.failed for outcome in outcomes):
            return Decision(outcomes)
        comment = SUPERSEDED.format(branch=snapshot.branch)
        return Decision(outcomes, withdrawn=found, comment=comment)
    proposal = _proposal(planned, unwanted, standing, snapshot, rules)
    if told.changes == record.fingerprint(planned.changes) and not found.conflicts:
        return _about_same(found, outcomes, proposal)
    return Decision(outcomes, proposal)


def _about_same(found: PullRequest, outcomes: Sequence[Outcome], proposal: Proposal) -> Decision:
    """The pull request is as it has to be; it may still have to be merged."""
    reason = f"{found.name} proposes it already"
    same = _each(outcomes, lambda one: one.instead(Kind.UNCHANGED, reason, found.url))
    if proposal.auto_merge is None or found.merges_itself:
        return Decision(same)
    return Decision(same, replace(proposal, files={}))


def _about_none(
    wanted: Selection, standing: Standing, snapshot: Snapshot, rules: RuleSet
) -> Decision:
    unwanted = Unwanted(rest=wanted)
    last = standing.pull_request
    if last is not None:
        told = record.read(last.head.message)
        planned = plan(wanted, snapshot)
        unwanted = Unwanted.of(wanted, told.written | told.held, planned, _why_held(last), last.url)
    planned = plan(unwanted.rest, snapshot)
    outcomes = (*unwanted.outcomes, *planned.outcomes)
    if not planned.files:
        return Decision(outcomes)
    if _is_anothers(standing.head, standing):
        reason = (
            f"the branch {standing.branch} has commits of somebody else; delete it, or let the rule"
            " name another"
        )
        return Decision(_held(outcomes, reason))
    return Decision(outcomes, _proposal(planned, unwanted, standing, snapshot, rules))


def _why_held(last: PullRequest) -> str:
    by = f" by {last.ended_by}" if last.ended_by else ""
    if last.state is State.MERGED:
        return f"{last.name} was merged{by}, and its image was taken back since"
    return f"{last.name} was closed{by}; a newer image is proposed again"


def _is_anothers(head: Commit | None, standing: Standing) -> bool:
    """Whether a branch without a pull request has what may be lost if it begins anew."""
    if head is None or standing.merged or record.is_own(head):
        return False
    last = standing.pull_request
    return last is None or last.state is not State.MERGED or last.head.id != head.id


def _proposal(
    planned: Plan, unwanted: Unwanted, standing: Standing, snapshot: Snapshot, rules: RuleSet
) -> Proposal:
    """The pull request as it has to be, by all rules that it has changes of."""
    message = commit_message.compose(
        planned.changes, record.trailers(planned.changes, unwanted.pushes)
    )
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
