"""What came of comparing a registry with the infra repo."""

from collections import defaultdict
from collections.abc import Sequence

from msgspec import Struct

from tagboat.core.errors import RetryableError
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.reconciling import Missed

_OF_THE_BEST = (Kind.HELD, Kind.OLDER, Kind.UNCHANGED)


class Reconciled(Struct, frozen=True):
    """What came of comparing the registry with the infra repo."""

    healed: tuple[Outcome, ...] = ()
    """Written or proposed though no event came."""
    drift: tuple[Outcome, ...] = ()
    """What differs and has to stay: held, higher, or pinned."""
    failed: tuple[Outcome, ...] = ()
    """What cannot be written until somebody mends something."""
    waiting: tuple[Outcome, ...] = ()
    """What may be written if it is tried again."""
    in_sync: int = 0
    """Images that are written already, by rule."""


def reconciled(outcomes: Sequence[Outcome], missed: Missed) -> Reconciled:
    """Sort what became of images that no event told of.

    What one rule wants may be an older image to another one, which is no drift of that.

    Args:
        outcomes: By every rule.
        missed: What the rules want.
    """
    sorted_: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.kind not in _OF_THE_BEST or (outcome.rule, outcome.push) in missed.best:
            sorted_[_sort(outcome, missed)].append(outcome)
    return Reconciled(
        healed=tuple(sorted_["healed"]),
        drift=tuple(sorted_["drift"]),
        failed=_each_once(sorted_["failed"], missed),
        waiting=_each_once(sorted_["waiting"], missed),
        in_sync=len(sorted_["in sync"]),
    )


def _sort(outcome: Outcome, missed: Missed) -> str:
    match outcome.kind:
        case Kind.WRITTEN | Kind.PROPOSED:
            return "healed"
        case Kind.UNCHANGED:
            return "in sync"
        case Kind.OLDER if outcome.is_outdone:
            return "outdone"
        case Kind.IGNORED:
            return "ignored"
        case Kind.FAILED if isinstance(outcome.error, RetryableError):
            return "waiting"
        case Kind.FAILED:
            is_gone = (outcome.rule, type(outcome.error)) in missed.may_be_gone
            return "gone" if is_gone else "failed"
        case _:
            return "drift"


def _each_once(failures: Sequence[Outcome], missed: Missed) -> tuple[Outcome, ...]:
    """One of those that failed for the same reason: the best, if it is among them.

    What would be written instead of an image fails with it.
    """
    by_reason: dict[tuple[str | None, str, str], Outcome] = {}
    for one in sorted(failures, key=lambda one: (one.rule, one.push) not in missed.best):
        by_reason.setdefault((one.rule, one.push.repository, one.reason), one)
    return tuple(by_reason.values())
