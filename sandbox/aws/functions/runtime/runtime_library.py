"""What AWS's Python runtime holds besides Python: awslambdaric, boto3 and what they need.

Functions see these packages, their own and their layers', and nothing else of the sandbox's virtual
environment: a package that a deployment forgot is missing here too. The versions are the sandbox's.
"""

import compileall
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

_DISTRIBUTIONS = (
    "awslambdaric",
    "boto3",
    "botocore",
    "jmespath",
    "python-dateutil",
    "s3transfer",
    "simplejson",
    "six",
    "snapshot-restore-py",
    "urllib3",
)


def make(folder: Path) -> Path:
    """Make the folder that stands for /var/runtime.

    Args:
        folder: Where; it is made, and filled with links.
    """
    folder.mkdir(parents=True)
    for package in _top_level():
        link = folder / package.name
        link.symlink_to(package)
        _compile(link)
    return folder


def _top_level() -> Iterator[Path]:
    for name in _DISTRIBUTIONS:
        installed = distribution(name)
        record = installed.read_text("RECORD") or ""
        names = {line.split(",")[0].split("/")[0] for line in record.splitlines()}
        for top in names - {"", "..", "__pycache__"}:
            yield Path(str(installed.locate_file(top)))


def _compile(package: Path) -> None:
    """AWS's runtime is compiled, and functions here write no byte code: see to it before."""
    if package.suffix == ".py":
        compileall.compile_file(package, quiet=2)
    elif package.is_dir() and not (package / "__pycache__").exists():
        compileall.compile_dir(package, quiet=2)
