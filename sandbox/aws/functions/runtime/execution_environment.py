"""An execution environment: one emulator with the runtime, for one revision of a function."""

import sys
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.runtime import outcome, platform_log
from sandbox.aws.functions.runtime.emulator import Emulator
from sandbox.aws.functions.runtime.invocation import Invocation
from sandbox.aws.functions.runtime.output import Message
from sandbox.aws.functions.runtime.process_environment import Folders, variables
from sandbox.aws.functions.runtime.role_clients import Credentials
from sandbox.aws.functions.runtime.transcript import Transcript, read_all

_GRACE_SECONDS = 30.0
"""Added to the function's timeout, which the emulator enforces itself."""
_REPORT_SECONDS = 5.0
"""How long to wait for the emulator's report after its answer."""

type Deliver = Callable[[Function, str, Credentials, list[Message]], None]
"""Takes a function, a log stream, the role's credentials and what to write to the stream."""


@dataclass(frozen=True)
class Place:
    """Where execution environments run."""

    address: str
    """The loopback address of the sandbox."""
    endpoint_url: str
    """The local AWS."""
    deliver: Deliver
    """Takes what functions write."""


class ExecutionEnvironment:
    """Runs one invocation at a time. Cold at first, warm afterwards. `kill` it."""

    def __init__(
        self, function: Function, folders: Folders, credentials: Credentials, place: Place
    ) -> None:
        self.revision = function.revision
        self._function, self._credentials, self._place = function, credentials, place
        self._log_stream = _log_stream(function)
        self._peak_mb = 0
        self._emulator = Emulator.start(
            _runtime(function),
            place.address,
            variables(
                function,
                folders,
                credentials,
                endpoint_url=place.endpoint_url,
                log_stream=self._log_stream,
            ),
            folders.task,
        )

    def invoke(self, event: bytes) -> Invocation:
        """Run the function once.

        Raises:
            EmulatorError: It was killed meanwhile.
        """
        heard = Transcript(before=self._written_meanwhile())
        answer = self._emulator.ask(event, self._function.timeout + _GRACE_SECONDS)
        read_all(heard, lambda: self._emulator.next_message(_REPORT_SECONDS))
        came = outcome.read(answer, heard.request_id)
        self._peak_mb = max(self._peak_mb, self._emulator.peak_memory_mb())
        log = platform_log.complete(self._function, heard, came, self._peak_mb)
        self._place.deliver(self._function, self._log_stream, self._credentials, log)
        return Invocation(
            request_id=heard.request_id,
            payload=came.payload,
            error=came.error,
            log=tuple(message.text for message in log),
            duration_ms=heard.duration_ms,
            init_ms=heard.init_ms,
            memory_mb=self._peak_mb,
        )

    def crash(self) -> None:
        """End the runtime, as when it has no memory left; the next invocation starts another."""
        self._emulator.crash()

    def kill(self) -> None:
        """End it, whatever it is doing."""
        self._emulator.kill()

    def _written_meanwhile(self) -> list[Message]:
        """What threads of the function wrote after its last answer."""
        written = []
        while (message := self._emulator.next_message(0)) is not None:
            written.append(message)
        return [message for message in written if not message.by_emulator]


def _runtime(function: Function) -> list[str]:
    """The interpreter itself, without the virtual environment and what is installed in it.

    It writes no byte code, as in Lambda, where /var/task and /opt cannot be written to.
    """
    python: str = getattr(sys, "_base_executable", sys.executable)
    return [python, "-B", "-S", "-s", "-m", "awslambdaric", function.handler]


def _log_stream(function: Function) -> str:
    """Its log stream's name; in a group of one's own choice it begins with the function's."""
    own = function.logging.group != f"/aws/lambda/{function.name}"
    name = function.name if own else ""
    return f"{datetime.now(UTC):%Y/%m/%d}/{name}[$LATEST]{uuid.uuid4().hex}"
