"""What becomes of images that have to wait: the best of those that wait for the same is held."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from tagboat.core.image_push import push_order
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.restraints.base import Held
from tagboat.core.tag_policy.base import Candidate, TagPolicy

type Waiting = Sequence[tuple[Candidate, Held]]


def outcomes_of(
    rule: str, policy: TagPolicy, waiting: Waiting, chosen: Candidate | None
) -> list[Outcome]:
    """Say of each image that waits whether it is held, or has no reason to wait any more.

    Args:
        rule: The name of the rule.
        policy: How it chooses.
        waiting: Its images that have to wait.
        chosen: What it writes meanwhile, if anything.
    """
    outcomes: list[Outcome] = []
    for held, candidates in _by_reason(waiting).items():
        better = [one for one in candidates if chosen is None or _wins(policy, one, chosen)]
        best = policy.choose(better).candidate if better else chosen
        assert best is not None  # noqa: S101 - there is one of the two
        outcomes += (_outcome(rule, policy, one, best, held) for one in candidates)
    return outcomes


def _by_reason(waiting: Waiting) -> Mapping[Held, list[Candidate]]:
    by_reason: defaultdict[Held, list[Candidate]] = defaultdict(list)
    for candidate, held in sorted(waiting, key=lambda one: push_order(one[0].push)):
        by_reason[held].append(candidate)
    return by_reason


def _wins(policy: TagPolicy, candidate: Candidate, chosen: Candidate) -> bool:
    return policy.choose([candidate, chosen]).candidate is candidate


def _outcome(
    rule: str, policy: TagPolicy, candidate: Candidate, best: Candidate, held: Held
) -> Outcome:
    push = candidate.push
    if candidate is best:
        return Outcome(
            push=push, rule=rule, kind=held.kind, reason=held.reason, held_by=held.commit
        )
    if (push.tag, push.digest) == (best.push.tag, best.push.digest):
        reason = "the same image is in this batch again"
        return Outcome(push=push, rule=rule, kind=Kind.UNCHANGED, reason=reason)
    why_not = policy.choose([candidate, best]).why_not
    return Outcome(push=push, rule=rule, kind=Kind.OLDER, reason=why_not)
