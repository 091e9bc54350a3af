"""What happens just before a server of the sandbox carries out an operation, or just after.

Tests put a person's push between a read and a commit, or make the host answer with an error, or
not at all (faults.py), or from a replica that lags behind (lagging_replicas.py), before or although
the operation has had its effect.
"""

from collections import defaultdict, deque
from collections.abc import Callable
from threading import Lock


class Interruptions:
    """Actions waiting for the next request of an operation. Safe to share between threads."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Callable[[], object]]] = defaultdict(deque)
        self._waiting_after: defaultdict[str, deque[Callable[[], object]]] = defaultdict(deque)
        self._watched: list[str] | None = None
        self._lock = Lock()

    def before_next(self, operation: str, action: Callable[[], object], *, times: int = 1) -> None:
        """Run `action` before each of the next `times` requests of `operation` is carried out.

        What the action raises is the request's outcome: each server names its own error type.
        """
        with self._lock:
            self._waiting[operation].extend([action] * times)

    def after_next(self, operation: str, action: Callable[[], object], *, times: int = 1) -> None:
        """Run `action` between the effect of `operation` and its answer, `times` times.

        What the action raises is answered, although the operation has had its effect. A request
        that is refused has had none, and nothing happens.
        """
        with self._lock:
            self._waiting_after[operation].extend([action] * times)

    def watch(self) -> list[str]:
        """A list that gets the name of each operation from now on, as it begins.

        For tests that let each step of something fail without knowing them.
        """
        with self._lock:
            self._watched = []
            return self._watched

    def clear(self) -> None:
        """Forget what has not happened."""
        with self._lock:
            self._watched = None
            self._waiting.clear()
            self._waiting_after.clear()

    def happen(self, operation: str) -> None:
        """Run what waits for `operation`. Servers call this when they know what is asked."""
        with self._lock:
            if self._watched is not None:
                self._watched.append(operation)
        self._run_next(self._waiting, operation)

    def happened(self, operation: str) -> None:
        """Run what waits for the effect of `operation`. Servers call this before they answer."""
        self._run_next(self._waiting_after, operation)

    def _run_next(
        self, waiting: defaultdict[str, deque[Callable[[], object]]], operation: str
    ) -> None:
        with self._lock:
            action = waiting[operation].popleft() if waiting[operation] else None
        if action is not None:
            action()
