"""Whether files are as they were."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path


def fingerprint(paths: Iterable[Path], *facts: str) -> str:
    """A text that is another one when a file or a fact is another one.

    Args:
        paths: Files, and folders with all that is in them but Python's caches.
        facts: What else matters.
    """
    digest = hashlib.sha256(repr(facts).encode())
    for path in paths:
        for file in _files(path):
            name = str(file.relative_to(path.parent))
            digest.update(repr((name, hashlib.sha256(file.read_bytes()).hexdigest())).encode())
    return digest.hexdigest()


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
    for inside in sorted(path.rglob("*")):
        if inside.is_file() and "__pycache__" not in inside.parts:
            yield inside
