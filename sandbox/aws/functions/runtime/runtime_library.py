"""What AWS's Python runtime holds besides Python: awslambdaric, boto3 and what they need.

Functions see these packages, their own and their layers', and nothing else of the sandbox's virtual
environment: a package that a deployment forgot is missing here too. The versions are the sandbox's.
"""

import compileall
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
        (folder / package.name).symlink_to(package)
        _compile(package)
    return folder


def _top_level() -> set[Path]:
    found = set()
    for name in _DISTRIBUTIONS:
        installed = distribution(name)
        for file in installed.files or ():
            top = file.parts[0]
            if top not in ("..", "__pycache__"):
                found.add(Path(str(installed.locate_file(top))))
    return found


def _compile(package: Path) -> None:
    """AWS's runtime is compiled, and functions here write no byte code: see to it before."""
    if package.is_dir() and not (package / "__pycache__").exists():
        compileall.compile_dir(package, quiet=2)
