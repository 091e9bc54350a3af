"""Asynchronous invocations: run in the background, and again when the function fails.

Source: "How Lambda handles errors and retries with asynchronous invocation": twice more, after one
minute and after two. Without a destination, which the sandbox refuses, the event is then dropped.
"""

from collections.abc import Callable
from threading import Event, Thread

from sandbox.aws.errors import AwsError, NotSupported
from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.runtime.invocation import Invocation

_PAUSES_SECONDS = (60.0, 120.0)


class Asynchronous:
    """Asynchronous invocations, until `stop`."""

    def __init__(
        self,
        invoke: Callable[[Function, bytes], Invocation],
        problem: Callable[[str], None],
    ) -> None:
        """Prepare.

        Args:
            invoke: Runs a function once.
            problem: Hears of what the sandbox refuses, which nobody waits for.
        """
        self._invoke, self._problem = invoke, problem
        self._stopped = Event()
        self._threads: set[Thread] = set()

    def begin(self, function: Function, event: bytes) -> None:
        """Run a function without waiting for it."""
        thread = Thread(target=self._run, args=(function, event), daemon=True, name="asynchronous")
        self._threads = {other for other in self._threads if other.is_alive()} | {thread}
        thread.start()

    def stop(self) -> None:
        """Try nothing again."""
        self._stopped.set()

    def join(self) -> None:
        """Wait for what runs."""
        for thread in self._threads:
            thread.join()

    def _run(self, function: Function, event: bytes) -> None:
        for pause in (*_PAUSES_SECONDS, None):
            if self._succeeds(function, event) or pause is None or self._stopped.wait(pause):
                return

    def _succeeds(self, function: Function, event: bytes) -> bool:
        """Run it once. What the sandbox refuses is not tried again either."""
        try:
            return self._invoke(function, event).error is None
        except NotSupported as refusal:
            self._problem(f"{function.name}: {refusal}")
            return True
        except AwsError:
            return False  # No room or no runtime.
