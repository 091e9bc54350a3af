"""Everything of Lambda that lives from start to stop: folders, processes and threads."""

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from threading import Lock

from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.event_sources.following import EventSources
from sandbox.aws.functions.event_sources.poller import Surroundings
from sandbox.aws.functions.runtime import runtime_library, watchdog
from sandbox.aws.functions.runtime.asynchronous import Asynchronous
from sandbox.aws.functions.runtime.emulator import EmulatorError
from sandbox.aws.functions.runtime.execution_environment import ExecutionEnvironment, Place
from sandbox.aws.functions.runtime.fleet import Fleet
from sandbox.aws.functions.runtime.invocation import Invocation
from sandbox.aws.functions.runtime.log_delivery import LogDelivery
from sandbox.aws.functions.runtime.loopback import own_address
from sandbox.aws.functions.runtime.process_environment import Folders
from sandbox.aws.functions.runtime.role_clients import assume
from sandbox.aws.functions.runtime.unpacked import Unpacked


class Running:
    """Begins to run at once, until `stop`."""

    def __init__(
        self,
        endpoint_url: str,
        invoke: Callable[[Function, bytes], Invocation],
        problem: Callable[[str], None],
    ) -> None:
        """Start.

        Args:
            endpoint_url: The local AWS.
            invoke: Runs a function and writes it down: `Functions.invoke`.
            problem: Hears of what goes wrong in the background.
        """
        folder = Path(tempfile.mkdtemp(prefix="functions-"))
        self._watchdog = _start_watchdog(folder)
        self._runtime = runtime_library.make(folder / "runtime")
        self._unpacked = Unpacked(folder / "unpacked")
        self.delivery = LogDelivery(endpoint_url)
        self.delivery.start()
        self._place = Place(own_address(), endpoint_url, self.delivery.send)
        self._fleets: dict[str, Fleet] = {}
        self._stopped = False
        self._lock = Lock()
        self.asynchronous = Asynchronous(invoke, problem)
        self.sources = EventSources(Surroundings(endpoint_url, invoke, problem))

    def fleet(self, function: Function) -> Fleet:
        """The execution environments of a function.

        Raises:
            EmulatorError: There are none any more.
        """
        with self._lock:
            if self._stopped:
                raise EmulatorError("The sandbox has stopped")
            return self._fleets.setdefault(function.arn, Fleet(self._start_environment))

    def retire(self, function: Function) -> None:
        """End the execution environments of a function."""
        with self._lock:
            fleet = self._fleets.pop(function.arn, None)
        if fleet is not None:
            fleet.retire()

    def crash(self, name: str) -> int:
        """End the runtimes of a function's invocations under way; how many there were."""
        with self._lock:
            fleets = [fleet for arn, fleet in self._fleets.items() if arn.split(":")[6] == name]
        return sum(fleet.crash() for fleet in fleets)

    def stop(self) -> None:
        """End all processes and threads, deliver the last logs, remove the folders."""
        self.sources.stop()
        self.asynchronous.stop()
        with self._lock:
            self._stopped = True
        for fleet in self._fleets.values():
            fleet.kill()
        self.sources.join()
        self.asynchronous.join()
        self.delivery.stop()
        self._watchdog.communicate()

    def _start_environment(self, function: Function) -> ExecutionEnvironment:
        folders = Folders(
            task=self._unpacked.folder([function.package]),
            layers=self._unpacked.folder([layer.package for layer in function.layers]),
            runtime=self._runtime,
        )
        credentials = assume(function.role, function.name, function.region)
        return ExecutionEnvironment(function, folders, credentials, self._place)


def _start_watchdog(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-S", watchdog.__file__, own_address(), folder],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
