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
    """What differs and has to stay: held, higher, pinned, or impossible to write."""
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
            sorted_[_sort(outcome)].append(outcome)
    return Reconciled(
        tuple(sorted_["healed"]),
        tuple(sorted_["drift"]),
        tuple(sorted_["waiting"]),
        len(sorted_["in sync"]),
    )


def _sort(outcome: Outcome) -> str:
    match outcome.kind:
        case Kind.WRITTEN | Kind.PROPOSED:
            return "healed"
        case Kind.UNCHANGED:
            return "in sync"
        case Kind.IGNORED:
            return "ignored"
        case Kind.FAILED if isinstance(outcome.error, RetryableError):
            return "waiting"
        case _:
            return "drift"
