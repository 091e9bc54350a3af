"""One runtime interface emulator: AWS's own, which SAM CLI brings, as a process.

It takes one request at a time; two at once make it panic. It starts the runtime at its first
request, and again after a time-out or a crash.
"""

import http.client
import os
import platform
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Self

from sandbox.aws.functions.runtime.loopback import free_ports
from sandbox.aws.functions.runtime.output import Message, Output
from sandbox.aws.functions.runtime.watchdog import kill_session

_ARCHITECTURES = {"x86_64": "x86_64", "aarch64": "arm64", "arm64": "arm64"}
_PATH = "/2015-03-31/functions/function/invocations"
_ATTEMPTS = 5
_START_SECONDS = 30.0
_READ = 65536


class EmulatorError(Exception):
    """The emulator did not start, or ended while it was asked."""


@dataclass(frozen=True)
class Answer:
    """An emulator's answer to one request."""

    status: int
    body: bytes


class Emulator:
    """A process that listens. `kill` it."""

    def __init__(self, process: subprocess.Popen[bytes], address: str, port: int) -> None:
        self._process = process
        self._address, self._port = address, port
        self._messages: SimpleQueue[Message] = SimpleQueue()
        Thread(target=self._read, daemon=True, name=f"emulator-{process.pid}").start()

    @classmethod
    def start(
        cls, command: Sequence[str], address: str, environment: Mapping[str, str], folder: Path
    ) -> Self:
        """Start one, and wait until it listens.

        Args:
            command: The runtime that it shall start.
            address: Where to listen.
            environment: All environment variables of the runtime.
            folder: The working folder.

        Raises:
            EmulatorError: It ended.
        """
        for _ in range(_ATTEMPTS):
            port, runtime_port = free_ports(address, 2)
            arguments = [
                *(str(_program()), "--runtime-interface-emulator-address", f"{address}:{port}"),
                *("--runtime-api-address", f"{address}:{runtime_port}"),
            ]
            process = subprocess.Popen(
                [*arguments, *command],
                env=environment,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            emulator = cls(process, address, port)
            # It binds the second port last, and ends if it cannot.
            if emulator._listens(port) and emulator._listens(runtime_port):
                return emulator
            emulator.kill()
        raise EmulatorError(f"The runtime interface emulator ended: {emulator._last_words()}")

    def ask(self, event: bytes, timeout: float) -> Answer:
        """Run the function once.

        Raises:
            EmulatorError: It was killed meanwhile.
        """
        connection = http.client.HTTPConnection(self._address, self._port, timeout=timeout)
        try:
            connection.request("POST", _PATH, body=event)
            response = connection.getresponse()
            return Answer(response.status, response.read())
        except (OSError, http.client.HTTPException) as error:
            raise EmulatorError("The runtime interface emulator has ended") from error
        finally:
            connection.close()

    def next_message(self, timeout: float) -> Message | None:
        """What it or the function wrote next; None when nothing comes in time (seconds)."""
        try:
            return self._messages.get(timeout=timeout) if timeout else self._messages.get_nowait()
        except Empty:
            return None

    def peak_memory_mb(self) -> int:
        """The most memory that the runtime has used so far; 0 when it does not run."""
        return -(-max([0, *map(_peak_kb, self._children())]) // 1024)

    def crash(self) -> None:
        """End the runtime in the middle of what it does, and let the emulator tell of it."""
        for child in self._children():
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)

    def kill(self) -> None:
        """End it and what it started."""
        kill_session(self._process.pid)
        self._process.wait()

    def _children(self) -> list[str]:
        folder = Path(f"/proc/{self._process.pid}/task")
        with suppress(FileNotFoundError):  # A thread has ended meanwhile.
            found = [children.read_text().split() for children in folder.glob("*/children")]
            return [child for some in found for child in some]
        return []

    def _listens(self, port: int) -> bool:
        deadline = time.monotonic() + _START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                socket.create_connection((self._address, port)).close()
            except ConnectionRefusedError:
                time.sleep(0.002)
            else:
                return True
        return False

    def _read(self) -> None:
        assert self._process.stdout is not None
        output = Output()
        with self._process.stdout as pipe:
            while data := os.read(pipe.fileno(), _READ):
                for message in output.messages(data):
                    self._messages.put(message)

    def _last_words(self) -> str:
        words = []
        while message := self.next_message(0):
            words.append(message.text)
        return "\n".join(words)


def _program() -> Path:
    spec = find_spec("samcli")
    architecture = _ARCHITECTURES.get(platform.machine())
    if spec is None or not spec.submodule_search_locations or architecture is None:
        raise EmulatorError(f"AWS SAM CLI has no emulator for {platform.machine()}")
    folder = Path(spec.submodule_search_locations[0]) / "local" / "rapid"
    return folder / f"aws-lambda-rie-{architecture}"


def _peak_kb(pid: str) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0
