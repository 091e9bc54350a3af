"""What an update would do to the stacks, for the person who decides about it."""

from collections.abc import Collection, Iterable, Sequence

from msgspec import Struct

from tagboat.core.meta_pipeline.fitting import fitted
from tagboat.core.meta_pipeline.resource_change import Effect, ResourceChange

_ORDER = (
    Effect.DELETED,
    Effect.REPLACED,
    Effect.MAYBE_REPLACED,
    Effect.UNFORESEEN,
    Effect.LEFT_BEHIND,
)
_COUNTED = {
    Effect.ADDED: "added",
    Effect.IMPORTED: "imported",
    Effect.CHANGED: "changed in place",
    Effect.REPLACED: "replaced",
    Effect.MAYBE_REPLACED: "perhaps replaced",
    Effect.DELETED: "deleted",
    Effect.LEFT_BEHIND: "left behind",
    Effect.UNFORESEEN: "changed in ways that are not foretold",
}


class StackReview(Struct, frozen=True):
    """What the change set of one stack does; nothing, if it has no changes."""

    stack: str
    changes: tuple[ResourceChange, ...]


def needs_approval(reviews: Iterable[StackReview]) -> bool:
    """Whether something may be lost, so that a person has to decide."""
    return any(not change.is_harmless for review in reviews for change in review.changes)


def losses(reviews: Iterable[StackReview]) -> list[str]:
    """What may be lost, in words: a sentence for each resource, what is deleted first."""
    found = [
        (_ORDER.index(change.effect), f"{review.stack}: {_sentence(change)}")
        for review in reviews
        for change in review.changes
        if not change.is_harmless
    ]
    return [sentence for _, sentence in sorted(found)]


def question(reviews: Sequence[StackReview], most: int) -> str:
    """What a person is asked to approve, in at most so many characters."""
    sentences = losses(reviews)
    if not sentences:
        return "Nothing is deleted or replaced: Tagboat approves it."
    return fitted(["This update deletes or replaces resources.", *sentences], most)


def summary(reviews: Iterable[StackReview], most: int) -> str:
    """How many resources of each stack are added, changed and so on."""
    return fitted([f"{review.stack}: {_counts(review.changes)}." for review in reviews], most)


def _counts(changes: Collection[ResourceChange]) -> str:
    effects = [change.effect for change in changes]
    counts = [
        f"{effects.count(effect)} {word}" for effect, word in _COUNTED.items() if effect in effects
    ]
    return ", ".join(counts) or "nothing to change"


def _sentence(change: ResourceChange) -> str:
    kind = f"{change.type}, {change.physical_id}" if change.physical_id else change.type
    named = f"{change.logical_id} ({kind})"
    because = f", because of {', '.join(change.causes)}" if change.causes else ""
    old = "left behind" if change.retained else "deleted"
    match change.effect:
        case Effect.DELETED:
            return f"deletes {named}."
        case Effect.LEFT_BEHIND:
            return f"takes {named} out of the stack and leaves it behind."
        case Effect.REPLACED:
            return f"replaces {named}{because}: the old one is {old}."
        case Effect.MAYBE_REPLACED:
            return f"may replace {named}{because}: the old one would be {old}."
    return f"changes {named} in ways that the change set does not foretell."
