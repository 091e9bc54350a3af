"""A dead letter: a push that was given up, why, and what to do about it."""

from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct

from tagboat.core import errors, messages
from tagboat.core.errors import RetryableError, UnusableEvent
from tagboat.core.image_push import ImagePush
from tagboat.core.image_scanned import ImageScanned


class DeadLetter(Struct, frozen=True, kw_only=True):
    """A message that was given up."""

    id: str
    """The message's."""
    push: ImagePush | None
    """The image push that it tells of; None if it tells of none."""
    kept_at: datetime
    """When it was given up."""
    reason: str
    """Why; empty if the function ended before it could say."""
    error: str
    """The name of what went wrong: Tagboat's, or EventBridge's; empty likewise."""
    rule: str
    """The rules that failed; empty when none could be asked."""
    receives: int | None
    """How often it was tried; None if that is not known."""
    first_failed_at: datetime | None
    """When it failed for the first time; None if that is not known."""
    undelivered: bool = False
    """Whether EventBridge gave it up, which could not hand it to the queue."""

    @property
    def hopeless(self) -> bool:
        """Whether it would fail again, whatever is mended."""
        return self.error == UnusableEvent.__name__

    @property
    def advice(self) -> str:
        """What to do, in a sentence."""
        if self.undelivered:
            return "Mend what EventBridge names, such as the queue's policy; then send it on."
        if self.hopeless:
            return "It is no image push, and is not sent back. Delete it."
        if not self.error:
            return "The function ended before it could say why: look for errors in its log."
        if all(map(_is_retryable, self.error.split(", "))):
            return "It may have passed by itself. Send it back."
        return "Mend what the reason names, then send it back."


def read(
    *, id_: str, body: str, attributes: Mapping[str, str], kept_at: datetime, undelivered: bool
) -> DeadLetter:
    """Read a message of a dead-letter queue.

    Args:
        id_: The message's.
        body: What it says.
        attributes: Its message attributes: Tagboat's own (`push_queue.py`), or those of "Using
            dead-letter queues to process undelivered events" in the EventBridge User Guide.
        kept_at: When it came into the queue.
        undelivered: Whether it is EventBridge's.
    """
    receives = attributes.get("Receives", "")
    return DeadLetter(
        id=id_,
        push=_push(body),
        kept_at=kept_at,
        reason=attributes.get("ERROR_MESSAGE" if undelivered else "Reason", ""),
        error=attributes.get("ERROR_CODE" if undelivered else "Error", ""),
        rule=attributes.get("Rule", ""),
        receives=int(receives) if receives.isdecimal() else None,
        first_failed_at=_time(attributes.get("FirstFailedAt", "")),
        undelivered=undelivered,
    )


def _push(body: str) -> ImagePush | None:
    """The push that a message tells of, or the image whose scan has ended by one of its tags."""
    try:
        said = messages.parse(body)
    except UnusableEvent:
        return None
    match said:
        case ImagePush():
            return said
        case ImageScanned():
            return next(iter(said.told), None)
        case _:
            return None


def _is_retryable(name: str) -> bool:
    kind = getattr(errors, name, None)
    return isinstance(kind, type) and issubclass(kind, RetryableError)


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (OverflowError, ValueError):
        return None
