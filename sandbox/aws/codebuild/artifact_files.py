"""The files of an artifact, by the patterns of a buildspec."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from sandbox.aws.codebuild.buildspec import Buildspec


class NothingMatches(Exception):
    """A pattern of the artifact names no file: the build fails at CodeBuild."""


def collected(spec: Buildspec, source: Path) -> Mapping[str, tuple[bytes, int]]:
    """Path in the artifact -> (bytes, mode).

    Args:
        spec: What says which.
        source: The folder that the build ran in.

    Raises:
        NothingMatches: No file is named by any pattern.
    """
    base = source / spec.base
    found: dict[str, tuple[bytes, int]] = {}
    for path in _chosen(spec, base):
        name = path.name if spec.discard_paths else path.relative_to(base).as_posix()
        found[name] = (path.read_bytes(), path.stat().st_mode)
    if not found:
        raise NothingMatches(f"no matching artifact paths found in {', '.join(spec.files)}")
    return found


def _chosen(spec: Buildspec, base: Path) -> Iterator[Path]:
    for path in sorted(base.rglob("*")):
        name = path.relative_to(base).as_posix()
        if (
            path.is_file()
            and _is_named(name, spec.files)
            and not _is_named(name, spec.excluded)
            and not name.startswith(".git/")
        ):
            yield path


def _is_named(name: str, patterns: tuple[str, ...]) -> bool:
    return any(re.fullmatch(_translated(pattern), name, re.DOTALL) for pattern in patterns)


def _translated(pattern: str) -> str:
    """A pattern such as `**/*` or `target/*.zip`: only `**` goes into folders."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", pattern.removeprefix("./"))
    wild = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(wild.get(part, re.escape(part)) for part in parts)
