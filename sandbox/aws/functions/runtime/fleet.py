"""The execution environments of one function: one for each invocation at the same time."""

from collections.abc import Callable
from threading import Condition

from sandbox.aws.errors import AwsError
from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.runtime.emulator import EmulatorError
from sandbox.aws.functions.runtime.execution_environment import ExecutionEnvironment
from sandbox.aws.functions.runtime.invocation import Invocation

_MOST = 20
"""Processes that this machine shall bear for one function. Further invocations wait: AWS would run
up to 1,000 at the same time."""


class Fleet:
    """Starts environments when they are needed, keeps them warm, replaces outdated ones."""

    def __init__(self, start: Callable[[Function], ExecutionEnvironment]) -> None:
        self._start = start
        self._idle: list[ExecutionEnvironment] = []
        self._busy: set[ExecutionEnvironment] = set()
        self._taken = 0
        self._closed = False
        self._changed = Condition()

    def invoke(self, function: Function, event: bytes) -> Invocation:
        """Run a function once.

        Raises:
            AwsError: `TooManyRequestsException`, when its reserved concurrency is used up.
            EmulatorError: The sandbox stopped meanwhile, or no emulator starts.
        """
        environment = self._take(function)
        try:
            invocation = environment.invoke(event)
        except EmulatorError:
            self._give_back(environment, usable=False)
            raise
        self._give_back(environment, usable=True)
        return invocation

    def crash(self) -> int:
        """End the runtimes of all invocations under way; how many there were."""
        with self._changed:
            busy = list(self._busy)
        for environment in busy:
            environment.crash()
        return len(busy)

    def retire(self) -> None:
        """End idle environments now and busy ones when they have finished."""
        with self._changed:
            self._closed = True
            idle, self._idle = self._idle, []
        for environment in idle:
            environment.kill()

    def kill(self) -> None:
        """End all environments now."""
        self.retire()
        with self._changed:
            busy = list(self._busy)
        for environment in busy:
            environment.kill()

    def _take(self, function: Function) -> ExecutionEnvironment:
        with self._changed:
            self._wait_for_room(function.reserved_concurrency)
            self._taken += 1
            idle = self._idle
            outdated = [known for known in idle if known.revision != function.revision]
            current = [known for known in idle if known.revision == function.revision]
            warm = current.pop() if current else None
            self._idle = current
            if warm is not None:
                self._busy.add(warm)
        for environment in outdated:
            environment.kill()
        return warm or self._start_one(function)

    def _wait_for_room(self, reserved: int | None) -> None:
        if reserved is not None and self._taken >= reserved:
            raise AwsError("TooManyRequestsException", "Rate Exceeded.", status=429)
        self._changed.wait_for(lambda: self._taken < _MOST or self._closed)
        if self._closed:
            raise EmulatorError("The function is deleted, or the sandbox has stopped")

    def _start_one(self, function: Function) -> ExecutionEnvironment:
        try:
            environment = self._start(function)
        except BaseException:
            with self._changed:
                self._taken -= 1
                self._changed.notify()
            raise
        with self._changed:
            self._busy.add(environment)
            closed = self._closed
        if closed:
            environment.kill()  # `kill` could not know of it; asking it now fails
        return environment

    def _give_back(self, environment: ExecutionEnvironment, *, usable: bool) -> None:
        with self._changed:
            self._busy.discard(environment)
            self._taken -= 1
            keep = usable and not self._closed
            if keep:
                self._idle.append(environment)
            self._changed.notify()
        if not keep:
            environment.kill()
