"""Remove a branch only if it is where one thinks it is, by git itself."""

import subprocess

from sandbox.git_environment import hermetic_environment
from sandbox.git_repository import GitRepository


def remove_branch(git: GitRepository, branch: str, expected: str) -> bool:
    """Remove the branch if it points to `expected`.

    Returns:
        Whether it was removed.
    """
    done = subprocess.run(
        ["git", "update-ref", "-d", f"refs/heads/{branch}", expected],
        cwd=git.path,
        env=hermetic_environment(),
        capture_output=True,
        check=False,
    )
    return done.returncode == 0
