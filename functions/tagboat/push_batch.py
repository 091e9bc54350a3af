"""A batch of messages: usable ones are written, unusable ones are given up, all are reported."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from tagboat.core import image_push
from tagboat.core.errors import RetryableError, Throttled, UnusableEvent
from tagboat.core.image_push import ImagePush
from tagboat.push_queue import Message, PushQueue
from tagboat.report import Report
from tagboat.updating.progress import Result

FIRST_DELAY_SECONDS = 60.0
LONGEST_DELAY_SECONDS = 3_600.0

RESERVED_SECONDS = 40.0
"""For an attempt that is under way when none may begin any more, and for the queue after it."""

type Update = Callable[[Sequence[ImagePush], float], Result]
"""Writes pushes, beginning no attempt after some seconds."""


class PushBatch:
    """What is done with the messages of one invocation."""

    def __init__(self, update: Update, queue: PushQueue, report: Report) -> None:
        """Keep what it works with."""
        self._update = update
        self._queue = queue
        self._report = report

    def process(self, messages: Sequence[Message], seconds: float) -> list[str]:
        """Process messages; one that fails does not hold back its neighbours.

        What is unusable is given up last: a dead-letter queue that does not answer may take the
        rest of the function's time.

        Args:
            messages: What the queue hands over.
            seconds: How much time is left to the function.

        Returns:
            The ids of the messages that have to come back.
        """
        pushes: dict[Message, ImagePush] = {}
        unusable: dict[Message, UnusableEvent] = {}
        for message in messages:
            try:
                pushes[message] = image_push.parse(message.body)
            except UnusableEvent as error:
                unusable[message] = error
        result = self._update(list(pushes.values()), max(0.0, seconds - RESERVED_SECONDS))
        self._report.of_result(result)
        self._postpone(pushes, result)
        lost = {outcome.push for outcome in result.outcomes if outcome.failed}
        failed = [message.id for message, push in pushes.items() if push in lost]
        return failed + [m.id for m, error in unusable.items() if not self._give_up(m, error)]

    def _give_up(self, message: Message, error: UnusableEvent) -> bool:
        """Move a message to the dead-letter queue; where that fails, the queue does so later."""
        self._report.of_unusable(message, error)
        return self._queue.give_up(message, str(error))

    def _postpone(self, pushes: Mapping[Message, ImagePush], result: Result) -> None:
        """Let what may succeed later come back when that is likely."""
        errors: defaultdict[ImagePush, list[RetryableError]] = defaultdict(list)
        for outcome in result.outcomes:
            if isinstance(outcome.error, RetryableError):
                errors[outcome.push].append(outcome.error)
        self._queue.postpone(
            {
                message: max(_delay(error, message.receives) for error in errors[push])
                for message, push in pushes.items()
                if push in errors
            }
        )


def _delay(error: RetryableError, receives: int) -> float:
    """Seconds until a push is tried again: as the host says, and longer after every receive.

    The queue gives up after five receives, so an outage of 80 minutes is outlasted, and a limit
    too that asks for one minute again and again.
    """
    longer = min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 4.0 ** (receives - 1))
    if isinstance(error, Throttled) and error.retry_after is not None:
        return error.retry_after if receives == 1 else max(error.retry_after, longer)
    return longer
