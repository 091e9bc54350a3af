"""No file that was made to harm takes the function's memory or time."""

import resource
import subprocess
import sys

from tests.documents import ROOT

MEMORY = 1_500_000_000
"""Bytes of address space, of which the interpreter and its packages take a third."""
SECONDS = 240
"""Of the processor, for all files together."""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def test_every_hostile_file_is_edited_or_refused_in_little_memory_and_time() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.hostile"],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'functions'}:{ROOT}"},
        preexec_fn=_limit,
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stdout.splitlines()[-1:]
    assert done.returncode == 0, f"{last}: {done.stderr[-2_000:]}"
