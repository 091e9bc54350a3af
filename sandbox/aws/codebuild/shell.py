"""The shell that runs a build, with everything that it starts."""

import os
import signal
import subprocess
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread


class Shell:
    """A script that runs, until it ends or `kill`."""

    def __init__(
        self, script: Path, folder: Path, environment: Mapping[str, str], ended: Callable[[], None]
    ) -> None:
        """Start it.

        Args:
            script: What bash runs.
            folder: Where.
            environment: All that it sees.
            ended: Called when it has ended, in another thread.
        """
        self._process = subprocess.Popen(
            ["bash", "--noprofile", "--norc", script],
            cwd=folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._ended = ended
        self._output: bytes | None = None
        self._thread = Thread(target=self._follow, daemon=True, name=f"build-{self._process.pid}")
        self._thread.start()

    @property
    def output(self) -> str | None:
        """What it has printed; None as long as it runs."""
        return None if self._output is None else self._output.decode(errors="replace")

    def kill(self) -> None:
        """End it and whatever it has started, if that still runs."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._thread.join()

    def _follow(self) -> None:
        self._output = self._process.communicate()[0]
        self._ended()
