"""Threads that do something which nobody waits for, until the sandbox stops."""

import sys
import traceback
from collections.abc import Callable
from threading import Lock, Thread


class Background:
    """The threads of the executor."""

    def __init__(self) -> None:
        self._threads: set[Thread] = set()
        self._lock = Lock()

    def begin(self, work: Callable[[], None], name: str) -> Thread:
        """Do something in a thread of its own. A mistake of the sandbox there is at least seen."""
        thread = Thread(target=_loudly, args=(work,), daemon=True, name=f"codepipeline-{name}")
        with self._lock:
            self._threads = {one for one in self._threads if one.is_alive()} | {thread}
            thread.start()
        return thread

    def join(self) -> None:
        """Wait until all have ended, those that they begin meanwhile too."""
        while running := [one for one in self._all() if one.is_alive()]:
            for thread in running:
                thread.join()

    def _all(self) -> list[Thread]:
        with self._lock:
            return list(self._threads)


def _loudly(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:  # noqa: BLE001 - it is the end of the thread
        traceback.print_exc(file=sys.stderr)
