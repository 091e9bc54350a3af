"""Ends the emulators of a sandbox when the sandbox ends, however it ends.

It runs as a program of its own, `python watchdog.py ADDRESS FOLDER`, whose standard input is a pipe
from the sandbox. When that closes, by `Functions.stop` or because the sandbox was killed, every
process that has the sandbox's address in its command line or environment is killed, with all of its
session (the emulator starts the runtime in another process group, but in the same session), and the
sandbox's folder is removed.

Imports nothing but the standard library's basics: one runs beside every sandbox.
"""

import contextlib
import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

_PROC = Path("/proc")


def kill_session(session: int) -> None:
    """Kill every process of a session, those that they start meanwhile included."""
    while members := [pid for pid, other in _sessions() if other == session]:
        for pid in members:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.001)


def sessions_with(address: str) -> set[int]:
    """The sessions of processes that were started with an address."""
    wanted = f"{address}:".encode()
    own = os.getsid(0)
    return {
        session
        for pid, session in _sessions()
        if session != own and any(wanted in part for part in _started_with(pid))
    }


def _sessions() -> Iterator[tuple[int, int]]:
    """Every process that runs, with its session."""
    for folder in _PROC.iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                # After the command's name, which may hold anything: state, parent, group, session.
                fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
                if fields[0] not in "ZX":
                    yield int(folder.name), int(fields[3])


def _started_with(pid: int) -> Iterator[bytes]:
    for name in ("cmdline", "environ"):
        with contextlib.suppress(OSError):
            yield (_PROC / str(pid) / name).read_bytes()


def remove(folder: str) -> None:
    """Remove a folder with read-only folders in it."""
    for path, _, _ in os.walk(folder):
        Path(path).chmod(0o700)
    shutil.rmtree(folder, ignore_errors=True)


def main() -> None:
    """Wait for the end, and clean up."""
    sys.stdin.buffer.read()
    address, folder = sys.argv[1:]
    while sessions := sessions_with(address):
        for session in sessions:
            kill_session(session)
    remove(folder)


if __name__ == "__main__":
    main()
