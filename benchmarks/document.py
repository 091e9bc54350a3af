"""docs/benchmarks.md, which is written as a whole by `make bench`."""

import os
import platform
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from benchmarks.section import Section

_PACKAGES = (
    ("aws-sam-cli", "AWS SAM CLI"),
    ("awslambdaric", "awslambdaric"),
    ("boto3", "boto3"),
    ("aws-lambda-powertools", "Powertools for AWS Lambda"),
    ("moto", "moto"),
    ("PyYAML", "PyYAML"),
    ("ruamel.yaml", "ruamel.yaml"),
)


def document(sections: Sequence[Section], load: float) -> str:
    """The whole page.

    Args:
        sections: The benchmarks, in order.
        load: How many processes others kept running when it all began.
    """
    return "\n\n".join([_introduction(load), *map(str, sections)]) + "\n"


def _introduction(load: float) -> str:
    return f"""\
# Benchmarks

Written by `make bench`, which runs `python -m benchmarks`; do not edit. `python -m benchmarks NAME`
runs a single one and prints it. Everything runs against the sandbox on one machine, and what is
compared is measured in turns in the same run: read the ratios, and take the times for what they are
on this machine.

- Date: {datetime.now(UTC).date()}
- Machine: {_machine()}; load by others before the run: {load:.1f}
- Versions: {_versions()}"""


def _machine() -> str:
    cores = os.cpu_count() or 1
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1_000_000_000
    machine, system = platform.machine(), platform.system()
    return f"{cores} {machine} cores, {memory:.0f} GB of memory, {system}"


def _versions() -> str:
    said = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout
    git = said.split()[2]
    packages = (f"{title} {version(name)}" for name, title in _PACKAGES)
    return ", ".join([f"Python {platform.python_version()}", f"git {git}", *packages])
