"""Move several references at once, or none, by git's own transactions.

Source: git-update-ref(1), "--stdin": all are locked and compared before any is changed.
"""

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.git_environment import hermetic_environment
from sandbox.git_repository import GitRepository

ZERO = "0" * 40
"""The id that means "no commit": the reference is made, or goes."""


@dataclass(frozen=True)
class Move:
    """A reference goes from one commit to another."""

    name: str
    """The whole name, which begins with `refs/`."""
    new: str
    """ZERO if it is deleted."""
    old: str | None
    """Where it must be now: ZERO if nowhere, None if that does not matter."""


def move_references(git: GitRepository, moves: Sequence[Move]) -> bool:
    """Make all moves, or none.

    Returns:
        False when one cannot be made: it is elsewhere, or git forbids it.
    """
    lines = ["start", *map(_line, moves), "prepare", "commit", ""]
    done = subprocess.run(
        ["git", "update-ref", "--no-deref", "--stdin"],
        cwd=git.path,
        env=hermetic_environment(),
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode == 0


def delete_branch(git: GitRepository, branch: str) -> bool:
    """Delete a branch where it is now; False when it has moved, or is not there."""
    head = git.head(branch)
    return head is not None and move_references(git, [Move(f"refs/heads/{branch}", ZERO, head)])


def _line(move: Move) -> str:
    if move.new == ZERO:
        return f"delete {move.name} {move.old}" if move.old else f"delete {move.name}"
    return (
        f"update {move.name} {move.new} {move.old}"
        if move.old
        else f"update {move.name} {move.new}"
    )
