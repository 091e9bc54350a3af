"""A batch of messages: usable ones are written, unusable ones are given up, all are reported."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from msgspec import Struct, field

from tagboat.core import messages as queued
from tagboat.core.delays import delay
from tagboat.core.errors import RetryableError, UnusableEvent
from tagboat.core.image_push import ImagePush
from tagboat.core.image_scanned import ImageScanned
from tagboat.core.outcomes import Outcome
from tagboat.outcome_events import OutcomeEvents
from tagboat.push_queue import Farewell, Message, PushQueue
from tagboat.reconcile_requests import ReconcileRequests, Update
from tagboat.report import Report
from tagboat.scan_events import ScanEvents
from tagboat.updating.progress import Result

RESERVED_SECONDS = 40.0
"""For an attempt that is under way when none may begin any more, and for the queue after it."""


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
        scans: ScanEvents,
        requests: ReconcileRequests,
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
            scans: What is done with the events of scans.
            requests: What is done with requests to reconcile.
            queue: Where the messages are from, and where those go that are given up.
            report: What an operator sees.
            events: What others are told.
            clock: Seconds since any moment, never going back.
            most_receives: The receive after which the queue gives up a message by itself, without
                a reason; what fails then is given up here, with one.
        """
        self._update = update
        self._scans = scans
        self._requests = requests
        self._queue = queue
        self._report = report
        self._events = events
        self._clock = clock
        self._most_receives = most_receives

    def process(self, messages: Sequence[Message], seconds: float) -> list[str]:
        """Process messages; one that fails does not hold back its neighbours.

        Messages are given up late: a dead-letter queue that does not answer may take the rest of
        the function's time. All that pushes need is done before requests are answered.

        Args:
            messages: What the queue hands over.
            seconds: How much time is left to the function.

        Returns:
            The ids of the messages that have to come back.
        """
        deadline = self._clock() + seconds - RESERVED_SECONDS
        received = _received(messages)
        failed = self._process_pushes(received, deadline)
        answered = self._requests.answer(received.requests, deadline)
        self._queue.postpone(answered.again)
        self._tell(answered.healed)
        return [message.id for message in (*failed, *answered.again)]

    def _process_pushes(self, received: _Received, deadline: float) -> Sequence[Message]:
        """Write pushes and the images of scans, together; give up what is not to be written.

        Returns:
            The messages that have to come back.
        """
        looked_up = self._scans.look_up(received.scanned)
        images = {**received.pushes, **looked_up.images}
        pushes = [one for some in images.values() for one in some]
        result = self._update(pushes, max(0.0, deadline - self._clock()))
        self._report.of_result(result)
        failures = _failures(received.pushes, result)
        scanned = _failures(looked_up.images, result)
        scans_again = {**looked_up.again, **self._scans.again(scanned)}
        last = {m: found for m, found in failures.items() if m.receives >= self._most_receives}
        later = {m: found for m, found in failures.items() if m not in last}
        self._queue.postpone({**_delays(later), **scans_again})
        given_up = self._give_up(last, received.unusable)
        untold = {id(outcome) for outcomes in scanned.values() for outcome in outcomes}
        self._tell([outcome for outcome in result.outcomes if id(outcome) not in untold])
        left = [m for m in (*failures, *received.unusable) if m not in given_up]
        return [*left, *scans_again]

    def _tell(self, outcomes: Sequence[Outcome]) -> None:
        if untold := self._events.put(outcomes):
            self._report.of_untold(untold)

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


def _delays(failures: Mapping[Message, Sequence[Outcome]]) -> Mapping[Message, float]:
    """Seconds until what may succeed later comes back; the rest comes in the queue's own time."""
    errors = {
        message: [o.error for o in outcomes if isinstance(o.error, RetryableError)]
        for message, outcomes in failures.items()
    }
    return {
        message: max(delay(error, message.receives) for error in retryable)
        for message, retryable in errors.items()
        if retryable
    }


def _farewell(outcomes: Sequence[Outcome]) -> Farewell:
    """Why a push is given up; several rules may have failed, and for several reasons."""

    def joined(texts: Iterable[str | None], between: str) -> str:
        return between.join(dict.fromkeys(text for text in texts if text))

    return Farewell(
        reason=joined((outcome.reason for outcome in outcomes), " "),
        error=joined((type(outcome.error).__name__ for outcome in outcomes), ", "),
        rule=joined((outcome.rule for outcome in outcomes), ", "),
    )
