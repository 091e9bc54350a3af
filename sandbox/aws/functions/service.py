"""The Lambda service of the sandbox: see the package's own description."""

import sys
from collections import defaultdict
from collections.abc import Callable
from threading import Lock
from typing import Self

from moto.awslambda import urls

from sandbox.aws.errors import AwsError, NotSupported
from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.api.response import LambdaOperations
from sandbox.aws.functions.event_sources import queues
from sandbox.aws.functions.event_sources.following import Waiting
from sandbox.aws.functions.event_sources.queues import arn_of
from sandbox.aws.functions.running import Running
from sandbox.aws.functions.runtime.emulator import EmulatorError
from sandbox.aws.functions.runtime.invocation import Invocation


class Functions:
    """Lambda's API, its runtime and its event source mappings."""

    def __init__(self) -> None:
        self._running: Running | None = None
        self._lock = Lock()
        self._invocations: defaultdict[str, list[Invocation]] = defaultdict(list)
        self.problems: list[str] = []
        """What went wrong in the background, outside of functions: permissions, queues, refusals.

        It is written to stderr too.
        """

    def install(self) -> None:
        """Answer Lambda's requests, in every moto of this process, before the first request.

        Also puts `queues.Queues` in the place of moto's SQS: queues that exist then are lost.
        """
        LambdaOperations.host = self
        for path in urls.url_paths:
            urls.url_paths[path] = LambdaOperations.dispatch
        queues.install()

    def start(self, endpoint_url: str) -> Self:
        """Run functions and mappings, those that are deployed already included.

        Args:
            endpoint_url: Where the local AWS listens, such as `http://localhost:4566`.
        """
        assert self._running is None, "it has started"
        self._running = Running(endpoint_url, self.invoke, self._note_problem)
        self._running.sources.follow()
        return self

    def stop(self) -> None:
        """End every function and every process. The local AWS must still answer meanwhile."""
        running, self._running = self._running, None
        if running is not None:
            running.stop()

    def logs(self, function_name: str) -> list[str]:
        """Everything that went to a function's log, in the order in which invocations ended."""
        return [line for ran in self.invocations(function_name) for line in ran.log]

    def invocations(self, function_name: str) -> list[Invocation]:
        """The invocations of a function that have ended, with durations and results."""
        return list(self._invocations[function_name])

    def init_durations(self, function_name: str) -> list[float]:
        """Milliseconds of each cold start of a function."""
        ran = self.invocations(function_name)
        return [invocation.init_ms for invocation in ran if invocation.init_ms is not None]

    def settled(self, queue: str, timeout: float = 30.0) -> tuple[Waiting, ...]:
        """Wait until nothing goes on with a queue.

        That is: no message is visible or delayed, no batch is gathered or running, and the logs
        of the functions are delivered.

        Args:
            queue: Its URL or ARN.
            timeout: Seconds.

        Returns:
            The messages that failed and wait for their visibility timeout.

        Raises:
            TimeoutError: It has not settled in time. The message says what goes on.
        """
        running = self._started()
        waiting = running.sources.settled(arn_of(queue), timeout)
        running.delivery.wait()
        return waiting

    def expire_visibility(self, queue: str, timeout: float = 30.0) -> int:
        """Make received messages visible at once, as if their visibility timeout had passed.

        Waits for batches that run, whose messages would be handled twice otherwise.

        Args:
            queue: Its URL or ARN.
            timeout: Seconds.

        Returns:
            How many messages became visible.

        Raises:
            TimeoutError: A batch has not ended in time.
        """
        return self._started().sources.expire_visibility(arn_of(queue), timeout)

    def show_again(self, queue: str, which: Callable[[Waiting], bool]) -> list[Waiting]:
        """Make received messages visible at once, even those of batches that run.

        A standard queue delivers a message at least once: those of a batch that runs are handled
        twice, as SQS lets it happen at times.

        Args:
            queue: Its URL or ARN.
            which: Chooses among the messages that were received and are not deleted.

        Returns:
            Those that became visible.
        """
        return self._started().sources.show_again(arn_of(queue), which)

    def crash(self, function_name: str) -> int:
        """End the processes of all invocations of a function that are under way, as they are.

        Returns:
            How many there were.
        """
        return self._started().crash(function_name)

    def invoke(self, function: Function, event: bytes) -> Invocation:
        """Run a function once, in an execution environment of its current revision.

        Raises:
            AwsError: `TooManyRequestsException`, or `ServiceException` when no emulator starts.
        """
        try:
            invocation = self._started().fleet(function).invoke(function, event)
        except EmulatorError as error:
            raise AwsError("ServiceException", str(error), status=500) from error
        with self._lock:
            self._invocations[function.name].append(invocation)
        return invocation

    def invoke_later(self, function: Function, event: bytes) -> None:
        """Run a function in the background, up to three times."""
        self._started().asynchronous.begin(function, event)

    def deleted(self, function: Function) -> None:
        """End the execution environments of a function that is gone."""
        if self._running is not None:
            self._running.retire(function)

    def mappings_changed(self) -> None:
        """Look at the mappings again."""
        if self._running is not None:
            self._running.sources.follow()

    def _note_problem(self, problem: str) -> None:
        self.problems.append(problem)
        print(f"lambda: {problem}", file=sys.stderr)

    def _started(self) -> Running:
        if self._running is None:
            raise NotSupported("running functions before Functions.start")
        return self._running
