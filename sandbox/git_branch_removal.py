"""Remove a branch only if it is where one thinks it is."""

import subprocess
from typing import TYPE_CHECKING

from sandbox.git_environment import hermetic_environment
from sandbox.git_moves import Move

if TYPE_CHECKING:
    from sandbox.git_repository import GitRepository


def remove_branch(repository: "GitRepository", branch: str, expected: str) -> bool:
    """Remove `branch` if it points to `expected`, atomically, as `git update-ref` does it.

    Returns:
        False, with nothing changed, when the branch is elsewhere or gone.
    """
    done = subprocess.run(
        ["git", "--git-dir", repository.path, "update-ref", "-d", f"refs/heads/{branch}", expected],
        env=hermetic_environment(),
        capture_output=True,
        check=False,
    )
    if done.returncode and repository.head(branch) == expected:
        raise OSError(done.stderr.decode())
    if done.returncode:
        return False
    repository.moved(Move(f"refs/heads/{branch}", expected, None))
    return True
