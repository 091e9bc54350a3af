"""Why an update failed: the first resources that did, in CloudFormation's words."""

from collections.abc import Iterable

from msgspec import Struct

_CANCELLED = ("Resource creation cancelled", "Resource update cancelled")
"""The reason of resources that only stopped because another one failed."""


class StackEvent(Struct, frozen=True):
    """One event of a stack."""

    logical_id: str
    type: str
    status: str
    reason: str
    is_of_stack: bool
    """Whether it is about the stack itself, and no resource in it."""


def first_failures(events: Iterable[StackEvent], most: int = 3) -> list[str]:
    """The resources that failed first, in words; what the stack says itself if none did.

    Args:
        events: The events of one update, the oldest first.
        most: How many are enough.
    """
    failed = [event for event in events if event.status.endswith("_FAILED") and event.reason]
    own = [event for event in failed if event.reason not in _CANCELLED]
    resources = [event for event in own if not event.is_of_stack]
    # What fails may fail in the same way again when it is rolled back.
    said = (f"{one.logical_id} ({one.type}): {one.reason}" for one in resources or own)
    return list(dict.fromkeys(said))[:most]
