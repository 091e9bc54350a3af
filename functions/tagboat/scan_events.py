"""The events of scans that have ended: hints to look at images again, and no pushes.

Whoever scans tells of many images at once, and of old ones again and again. So one that is in vain
is never a dead letter: it is let go, and reconcile looks at the image all the same.
"""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from tagboat.core.delays import delay
from tagboat.core.errors import Defect, RetryableError, TagboatError
from tagboat.core.image_push import ImagePush
from tagboat.core.image_scanned import ImageScanned
from tagboat.core.outcomes import Outcome
from tagboat.push_queue import Message
from tagboat.report import Report

type FindScanned = Callable[[Sequence[ImageScanned]], Mapping[ImageScanned, Sequence[ImagePush]]]
"""Finds the images that may be written now that their scans have ended."""


class LookedUp(Struct, frozen=True):
    """What some events are about."""

    images: Mapping[Message, Sequence[ImagePush]] = {}
    """The pushes that the images came by."""
    again: Mapping[Message, float] = {}
    """The events that have to come back, and after how many seconds."""


class ScanEvents:
    """Looks up what they are about, and says which of them come back."""

    def __init__(self, find: FindScanned, report: Report, *, most_receives: int) -> None:
        """Keep what it works with.

        Args:
            find: The use case of scans that have ended.
            report: What an operator sees.
            most_receives: The receive after which the queue gives up a message.
        """
        self._find = find
        self._report = report
        self._most_receives = most_receives

    def look_up(self, scanned: Mapping[Message, ImageScanned]) -> LookedUp:
        """Find the images. Never raises: what goes wrong must not hold up the pushes."""
        if not scanned:
            return LookedUp()
        try:
            found = self._find(list(scanned.values()))
        except TagboatError as error:
            return self._failed(list(scanned), error)
        except Exception as error:  # noqa: BLE001 - it is kept, and told
            return self._failed(list(scanned), Defect.of(error))
        return LookedUp({message: found.get(one, ()) for message, one in scanned.items()})

    def _failed(self, messages: Sequence[Message], error: TagboatError) -> LookedUp:
        again = [message for message in messages if self._may_come_back(message)]
        self._report.of_failed_scans(error, events=len(messages), let_go=len(messages) - len(again))
        return LookedUp(again={message: delay(error, message.receives) for message in again})

    def again(self, failures: Mapping[Message, Sequence[Outcome]]) -> Mapping[Message, float]:
        """The events that have to come back, and after how many seconds.

        Args:
            failures: The outcomes by which they have failed. What somebody has to mend is told by
                these, and found by reconcile once it is mended.
        """
        delays = {
            message: [
                delay(outcome.error, message.receives)
                for outcome in outcomes
                if isinstance(outcome.error, RetryableError)
            ]
            for message, outcomes in failures.items()
            if self._may_come_back(message)
        }
        return {message: max(some) for message, some in delays.items() if some}

    def _may_come_back(self, message: Message) -> bool:
        return message.receives < self._most_receives
