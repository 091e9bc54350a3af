"""The dead letters of a stack: what they say, and the way back to the queue that pushes wait in."""

from collections.abc import Callable, Collection, Sequence

from msgspec import Struct

from tagboat.core.dead_letter import DeadLetter
from tagboat.dead_letter_queue import DeadLetterQueue
from tagboat.deployed_stack import DeployedStack

_PUSHES = "QueueUrl"
_DEAD_LETTERS = "DeadLetterQueueUrl"
_UNDELIVERED = "UndeliveredQueueUrl"


class Redriven(Struct, frozen=True):
    """What was found, and what was sent."""

    letters: Sequence[DeadLetter]
    """From the oldest to the newest."""
    sent: Collection[str] = frozenset()
    """The ids of those that are on their way again."""


def redrive(stack: DeployedStack, wanted: Callable[[DeadLetter], bool], *, send: bool) -> Redriven:
    """Read dead letters, and send back those that may succeed.

    Args:
        stack: Whose letters.
        wanted: Which of them.
        send: Whether to send them back.

    Raises:
        CannotAsk: AWS does not answer.
    """
    outputs = stack.outputs(_PUSHES, _DEAD_LETTERS, _UNDELIVERED)
    sqs = stack.client("sqs")
    letters: list[DeadLetter] = []
    sent: set[str] = set()
    for name in (_DEAD_LETTERS, _UNDELIVERED):
        queue = DeadLetterQueue(sqs, outputs[name], undelivered=name == _UNDELIVERED)
        held = queue.take()
        moving = [one for one in held if wanted(one.letter) and not one.letter.hopeless]
        try:
            for one in queue.move(moving if send else [], outputs[_PUSHES]):
                sent.add(one.letter.id)
        finally:
            queue.release([one for one in held if one.letter.id not in sent])
        letters += [one.letter for one in held if wanted(one.letter)]
    letters.sort(key=lambda letter: (letter.kept_at, letter.id))
    return Redriven(letters, frozenset(sent))
