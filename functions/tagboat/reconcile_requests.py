"""Requests to reconcile: answered after the pushes, in the time that these have left."""

from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from tagboat.core.delays import FIRST_DELAY_SECONDS, delay
from tagboat.core.errors import Defect, OutOfTime, TagboatError
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Outcome
from tagboat.core.reconciled import reconciled
from tagboat.core.reconciling import Missed
from tagboat.push_queue import Message
from tagboat.report import Report
from tagboat.updating.progress import Result

LEAST_SECONDS = 10.0
"""It does not begin with less: half is for looking into the registry, the rest for writing."""

type Update = Callable[[Sequence[ImagePush], float], Result]
"""Writes pushes, beginning no attempt after some seconds; the first one always begins."""
type FindMissed = Callable[[float], Missed]
"""Finds the images that should be written, whatever events came, in at most some seconds."""


class Answered(Struct, frozen=True):
    """What came of some requests."""

    healed: Sequence[Outcome] = ()
    """What was written or proposed."""
    again: Mapping[Message, float] = {}
    """The requests that have to come back, and after how many seconds."""


class ReconcileRequests:
    """Answers requests. One that is in vain for the last time is let go: the next will come."""

    def __init__(
        self,
        find: FindMissed,
        update: Update,
        report: Report,
        *,
        clock: Callable[[], float],
        most_receives: int,
    ) -> None:
        """Keep what it works with.

        Args:
            find: The use case of reconcile.
            update: The use case of pushes.
            report: What an operator sees.
            clock: Seconds since any moment, never going back.
            most_receives: The receive after which the queue gives up a message.
        """
        self._find = find
        self._update = update
        self._report = report
        self._clock = clock
        self._most_receives = most_receives

    def answer(self, requests: Sequence[Message], deadline: float) -> Answered:
        """Write what was missed, if that is asked for and there is time.

        Never raises: what goes wrong fails the requests alone, for the pushes are done.

        Args:
            requests: All of them are answered at once.
            deadline: When no attempt begins any more, by the clock.
        """
        if not requests:
            return Answered()
        if deadline - self._clock() < LEAST_SECONDS:
            return self._postponed(requests)
        try:
            return self._answered(requests, deadline)
        except TagboatError as error:
            return self._failed(requests, error)
        except Exception as error:  # noqa: BLE001 - it is kept, and told
            return self._failed(requests, Defect.of(error))

    def _answered(self, requests: Sequence[Message], deadline: float) -> Answered:
        missed = self._find((deadline - self._clock()) / 2)
        seconds = deadline - self._clock()
        if seconds <= 0:
            raise OutOfTime("there was no time left to write what was missed")
        result = self._update(missed.pushes, seconds)
        found = reconciled(result.outcomes, missed)
        self._report.of_reconcile(missed, result, found)
        why = next((outcome.error for outcome in found.waiting if outcome.error), None)
        if why is None:
            return Answered(found.healed)
        return Answered(found.healed, self._failed(requests, why).again)

    def _postponed(self, requests: Sequence[Message]) -> Answered:
        """Another batch may have more time; that this one had none is no failure."""
        again = dict.fromkeys(self._not_last(requests), FIRST_DELAY_SECONDS)
        if not again:
            error = OutOfTime("the pushes that came with it have left no time to compare")
            self._report.of_failed_reconcile(error, is_last=True)
        return Answered(again=again)

    def _failed(self, requests: Sequence[Message], error: TagboatError) -> Answered:
        again = self._not_last(requests)
        self._report.of_failed_reconcile(error, is_last=not again)
        return Answered(again={one: delay(error, one.receives) for one in again})

    def _not_last(self, requests: Sequence[Message]) -> Sequence[Message]:
        return [message for message in requests if message.receives < self._most_receives]
