"""Ask git itself whether a repository is in order."""

import subprocess
from pathlib import Path

from sandbox.git_environment import hermetic_environment


def complaints(repository: Path) -> str:
    """What `git fsck --strict --no-dangling` says about a repository; empty when it is clean."""
    done = subprocess.run(
        ["git", "fsck", "--strict", "--no-dangling", "--no-progress"],
        cwd=repository,
        env=hermetic_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    # An empty repository is told to have no references, which is nothing to complain about.
    said = [
        line for line in (done.stdout + done.stderr).splitlines() if not line.startswith("notice: ")
    ]
    if done.returncode and not said:
        said = [f"git fsck ended with status {done.returncode}"]
    return "\n".join(said)
