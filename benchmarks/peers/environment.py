"""The environment that others' tools are installed in, and processes of it."""

import json
import os
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent
PYTHON = _HERE.parents[1] / ".cache/peers/bin/python"
_PACKAGES = ("gitops-image-replacer", "PyGithub")
_VERSIONS = "import sys; from importlib.metadata import version; print(*map(version, sys.argv[1:]))"


@dataclass(frozen=True)
class Ran:
    """What a process took, in seconds."""

    seconds: float
    """The work alone, without the start of Python and imports."""
    whole: float
    """The process."""
    succeeded: bool


def run(module: str, *arguments: str, environment: Mapping[str, str]) -> Ran:
    """Run the `main` of a module in a process.

    Args:
        module: Its name.
        arguments: What its command line is.
        environment: Variables that it gets.

    Raises:
        RuntimeError: It did not even begin.
    """
    known: dict[str, str] = {"PATH": os.environ["PATH"], "PYTHONPATH": str(_HERE)}
    command = [_python(), str(_HERE / "timed.py"), module, *arguments]
    begun = time.perf_counter()
    done = subprocess.run(
        command, env={**known, **environment}, capture_output=True, text=True, check=False
    )
    whole = time.perf_counter() - begun
    try:
        seconds = json.loads(done.stdout.splitlines()[-1])["seconds"]
    except (IndexError, ValueError):
        raise RuntimeError(f"{module} did not begin: {done.stderr}") from None
    return Ran(seconds, whole, done.returncode == 0)


def versions() -> str:
    """What is installed."""
    command = [_python(), "-c", _VERSIONS, *_PACKAGES]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return ", ".join(f"{name} {version}" for name, version in zip(_PACKAGES, found, strict=True))


def _python() -> str:
    if not PYTHON.exists():
        raise RuntimeError(f"{PYTHON} is not there: `make bench` puts it there")
    return str(PYTHON)
