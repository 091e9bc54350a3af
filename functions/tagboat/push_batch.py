"""A batch of messages: usable ones are written, unusable ones are given up, all are reported."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from msgspec import Struct, field

from tagboat.core import messages as queued
from tagboat.core.errors import RetryableError, TagboatError, Throttled, UnusableEvent
from tagboat.core.image_push import ImagePush
from tagboat.core.image_scanned import ImageScanned
from tagboat.core.outcomes import Outcome, failure
from tagboat.core.reconciling import Missed, reconciled
from tagboat.outcome_events import OutcomeEvents
from tagboat.push_queue import Farewell, Message, PushQueue
from tagboat.report import Report
from tagboat.updating.progress import Result

FIRST_DELAY_SECONDS = 60.0
LONGEST_DELAY_SECONDS = 3_600.0

RESERVED_SECONDS = 40.0
"""For an attempt that is under way when none may begin any more, and for the queue after it."""

type Update = Callable[[Sequence[ImagePush], float], Result]
"""Writes pushes, beginning no attempt after some seconds."""
type FindScanned = Callable[[Sequence[ImageScanned]], Mapping[ImageScanned, Sequence[ImagePush]]]
"""Finds the images that may be written now that their scans have ended."""
type FindMissed = Callable[[float], Missed]
"""Finds the images that should be written, whatever events came, in at most some seconds."""


class _Received(Struct):
    """Messages by what they are."""

    pushes: dict[Message, Sequence[ImagePush]] = field(default_factory=dict)
    scanned: dict[Message, ImageScanned] = field(default_factory=dict)
    unusable: dict[Message, UnusableEvent] = field(default_factory=dict)
    requests: list[Message] = field(default_factory=list)
    """Those that ask for what was missed."""


class PushBatch:
    """What is done with the messages of one invocation."""

    def __init__(
        self,
        update: Update,
        find_scanned: FindScanned,
        find_missed: FindMissed,
        queue: PushQueue,
        report: Report,
        events: OutcomeEvents,
        *,
        clock: Callable[[], float],
        most_receives: int,
    ) -> None:
        """Keep what it works with.

        Args:
            update: The use case of pushes.
            find_scanned: The use case of scans that have ended.
            find_missed: The use case of reconcile.
            queue: Where the messages are from, and where those go that are given up.
            report: What an operator sees.
            events: What others are told.
            clock: Seconds since any moment, never going back.
            most_receives: The receive after which the queue gives up a message by itself, without
                a reason; what fails then is given up here, with one.
        """
        self._update = update
        self._find_scanned = find_scanned
        self._find_missed = find_missed
        self._queue = queue
        self._report = report
        self._events = events
        self._clock = clock
        self._most_receives = most_receives

    def process(self, messages: Sequence[Message], seconds: float) -> list[str]:
        """Process messages; one that fails does not hold back its neighbours.

        Messages are given up late: a dead-letter queue that does not answer may take the rest of
        the function's time. Others are told last.

        Args:
            messages: What the queue hands over.
            seconds: How much time is left to the function.

        Returns:
            The ids of the messages that have to come back.
        """
        deadline = self._clock() + seconds - RESERVED_SECONDS
        received = _received(messages)
        scanned, unknown = self._look_up(received.scanned)
        pushes = {**received.pushes, **scanned}
        result = self._updated([one for some in pushes.values() for one in some], deadline)
        result += Result(tuple(one for some in unknown.values() for one in some))
        self._report.of_result(result)
        failures = {**_failures(pushes, result), **unknown}
        last = {m: found for m, found in failures.items() if m.receives >= self._most_receives}
        self._postpone({m: found for m, found in failures.items() if m not in last})
        # After the pushes, which must not suffer from what may be in the way of other images.
        healed, again = self._reconcile(received.requests, deadline)
        given_up = self._give_up(last, received.unusable)
        if untold := self._events.put([*result.outcomes, *healed]):
            self._report.of_untold(untold)
        failed = [*failures, *received.unusable]
        return [m.id for m in [*(m for m in failed if m not in given_up), *again]]

    def _look_up(
        self, scanned: Mapping[Message, ImageScanned]
    ) -> tuple[Mapping[Message, Sequence[ImagePush]], Mapping[Message, Sequence[Outcome]]]:
        """Find the images whose scans have ended.

        Returns:
            The pushes that they came by; and the outcomes of those that nothing can be found out
            about now, which fail as pushes do.
        """
        try:
            found = self._find_scanned(list(scanned.values())) if scanned else {}
        except TagboatError as error:
            failed = {m: [failure(push, error) for push in one.told] for m, one in scanned.items()}
            return {}, {message: outcomes for message, outcomes in failed.items() if outcomes}
        return {message: found.get(one, ()) for message, one in scanned.items()}, {}

    def _updated(self, pushes: Sequence[ImagePush], deadline: float) -> Result:
        return self._update(pushes, self._left(deadline))

    def _left(self, deadline: float) -> float:
        return max(0.0, deadline - self._clock())

    def _reconcile(
        self, requests: Sequence[Message], deadline: float
    ) -> tuple[Sequence[Outcome], Sequence[Message]]:
        """Write what was missed, if that is asked for.

        Returns:
            What was written or proposed; and the requests that have to come back. One that is in
            vain for the last time is let go: nothing depends on it, and the next is on its way.
        """
        if not requests:
            return (), ()
        try:
            missed = self._find_missed(self._left(deadline))
        except TagboatError as error:
            return (), self._again(requests, error)
        result = self._updated(missed.pushes, deadline)
        found = reconciled(result.outcomes, missed)
        self._report.of_reconcile(missed, result, found)
        why = next((outcome.error for outcome in found.waiting), None)
        return found.healed, () if why is None else self._again(requests, why)

    def _again(self, requests: Sequence[Message], error: TagboatError) -> Sequence[Message]:
        """The requests that come back, and when."""
        again = [message for message in requests if message.receives < self._most_receives]
        self._report.of_failed_reconcile(error, is_last=not again)
        self._queue.postpone({message: _delay(error, message.receives) for message in again})
        return again

    def _give_up(
        self,
        last: Mapping[Message, Sequence[Outcome]],
        unusable: Mapping[Message, UnusableEvent],
    ) -> Collection[Message]:
        """Move messages to the dead-letter queue; where that fails, the queue does so later."""
        for message, error in unusable.items():
            self._report.of_unusable(message, error)
        farewells = {message: _farewell(outcomes) for message, outcomes in last.items()}
        farewells |= {
            message: Farewell(reason=str(error), error=type(error).__name__)
            for message, error in unusable.items()
        }
        return self._queue.give_up(farewells)

    def _postpone(self, failures: Mapping[Message, Sequence[Outcome]]) -> None:
        """Let what may succeed later come back when that is likely."""
        errors = {
            message: [o.error for o in outcomes if isinstance(o.error, RetryableError)]
            for message, outcomes in failures.items()
        }
        self._queue.postpone(
            {
                message: max(_delay(error, message.receives) for error in retryable)
                for message, retryable in errors.items()
                if retryable
            }
        )


def _received(messages: Sequence[Message]) -> _Received:
    received = _Received()
    for message in messages:
        try:
            said = queued.parse(message.body)
        except UnusableEvent as error:
            received.unusable[message] = error
            continue
        match said:
            case ImagePush():
                received.pushes[message] = (said,)
            case ImageScanned():
                received.scanned[message] = said
            case queued.Reconcile():
                received.requests.append(message)
    return received


def _failures(
    pushes: Mapping[Message, Sequence[ImagePush]], result: Result
) -> Mapping[Message, Sequence[Outcome]]:
    """The outcomes by which each message failed."""
    failed: dict[ImagePush, list[Outcome]] = {}
    for outcome in result.outcomes:
        if outcome.failed:
            failed.setdefault(outcome.push, []).append(outcome)
    by_message = {
        message: [outcome for push in some for outcome in failed.get(push, ())]
        for message, some in pushes.items()
    }
    return {message: outcomes for message, outcomes in by_message.items() if outcomes}


def _farewell(outcomes: Sequence[Outcome]) -> Farewell:
    """Why a push is given up; several rules may have failed, and for several reasons."""

    def joined(texts: Iterable[str | None], between: str) -> str:
        return between.join(dict.fromkeys(text for text in texts if text))

    return Farewell(
        reason=joined((outcome.reason for outcome in outcomes), " "),
        error=joined((type(outcome.error).__name__ for outcome in outcomes), ", "),
        rule=joined((outcome.rule for outcome in outcomes), ", "),
    )


def _delay(error: TagboatError, receives: int) -> float:
    """Seconds until a message is tried again: as the host says, and longer after every receive.

    A push is given up at its fifth receive, so an outage of 80 minutes is outlasted, and a limit
    too that asks for one minute again and again.
    """
    longer = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 4.0 ** (receives - 1))
    if isinstance(error, Throttled) and error.retry_after is not None:
        return error.retry_after if receives == 1 else max(error.retry_after, longer)
    return longer
