"""Ask git itself which commits a history has."""

import subprocess
from pathlib import Path

from sandbox.git_environment import hermetic_environment


def commits_of(
    repository: Path, at: str, path: str | None = None, *, all_sides: bool = False
) -> list[str]:
    """The ids of the commits that `git log` lists, the newest first.

    Args:
        repository: Its folder.
        at: The id of the commit that it begins with.
        path: Those that changed what is at this path alone; not a pattern.
        all_sides: Of a merge, also what changed on a side that the path is not from.
    """
    sides = ["--full-history"] if all_sides else []
    paths = ["--", path] if path else []
    done = subprocess.run(
        ["git", "--literal-pathspecs", "log", "--format=%H", *sides, at, *paths],
        cwd=repository,
        env=hermetic_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()
