"""Dead letters for machines: one JSON document, whose shape is `RedriveDocument`."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec import Struct

from tagboat.core.image_push import ImagePush
from tagboat.redrive import Redriven


class LetterDocument(Struct, frozen=True, kw_only=True):
    """One dead letter."""

    id: str
    """The message's id in its queue."""
    push: ImagePush | None
    """null for a message that is no image push."""
    given_up_at: datetime
    first_failed_at: datetime | None
    receives: int | None
    rule: str | None
    error: str | None
    reason: str | None
    undelivered: bool
    """Whether EventBridge gave it up, and Tagboat never saw it."""
    advice: str
    """What to do."""
    sent: bool
    """Whether it is on its way again."""


class RedriveDocument(Struct, frozen=True, kw_only=True):
    """The whole document. Keys may be added to it; none is renamed or removed."""

    letters: Sequence[LetterDocument]
    """From the oldest to the newest."""


def redrive_json(redriven: Redriven) -> str:
    """Write dead letters as indented JSON."""
    letters = [
        LetterDocument(
            id=one.id,
            push=one.push,
            given_up_at=one.kept_at,
            first_failed_at=one.first_failed_at,
            receives=one.receives,
            rule=one.rule or None,
            error=one.error or None,
            reason=one.reason or None,
            undelivered=one.undelivered,
            advice=one.advice,
            sent=one.id in redriven.sent,
        )
        for one in redriven.letters
    ]
    document = RedriveDocument(letters=letters)
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"
