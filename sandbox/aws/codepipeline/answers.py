"""What actions wait for: the results of jobs and of manual approvals, by their ids and tokens."""

from collections.abc import Mapping
from dataclasses import dataclass
from threading import Condition
from typing import Any


@dataclass
class _Question:
    answer: Mapping[str, Any] | None = None
    has_expired: bool = False


class Answers:
    """Questions that are open, and their answers. Its lock is the engine's."""

    def __init__(self, changed: Condition) -> None:
        self._changed = changed
        self._open: dict[str, _Question] = {}

    def ask(self, id_: str) -> None:
        """Open a question."""
        with self._changed:
            self._open[id_] = _Question()

    def give(self, id_: str, answer: Mapping[str, Any]) -> bool:
        """Answer a question.

        Returns:
            Whether it waits for an answer.
        """
        with self._changed:
            question = self._open.get(id_)
            if question is None or question.answer is not None or question.has_expired:
                return False
            question.answer = answer
            self._changed.notify_all()
            return True

    def is_over(self, id_: str) -> bool:
        """Whether a question is answered, or its time is up."""
        question = self._open[id_]
        return question.answer is not None or question.has_expired

    def take(self, id_: str) -> Mapping[str, Any] | None:
        """The answer, None when there is none; the question is closed."""
        with self._changed:
            return self._open.pop(id_).answer

    def expire(self) -> int:
        """Let the time of all open questions be up, as if it had passed.

        Returns:
            How many there were.
        """
        with self._changed:
            unanswered = [one for one in self._open.values() if one.answer is None]
            for question in unanswered:
                question.has_expired = True
            self._changed.notify_all()
            return len(unanswered)
