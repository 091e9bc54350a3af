"""What Tagboat is measured against: a job that clones, edits, commits and pushes, with git."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sandbox.git_environment import hermetic_environment

_PERSON = {
    "GIT_AUTHOR_NAME": "Auto Update Bot",
    "GIT_AUTHOR_EMAIL": "auto-update-bot@example.com",
    "GIT_COMMITTER_NAME": "Auto Update Bot",
    "GIT_COMMITTER_EMAIL": "auto-update-bot@example.com",
}


@dataclass(frozen=True)
class GitClient:
    """The git on PATH, with no configuration but this."""

    url: str
    """Of the repository."""
    folder: Path
    """Where the working copy goes; it is not to be there."""
    authorization: str = ""
    """Sent with the first request already, as actions/checkout has it: git alone asks twice."""

    def update(self, path: str, content: str) -> None:
        """`git clone --depth 1`, write the file, commit all, push."""
        self._git("clone", "--quiet", "--depth", "1", self.url, str(self.folder))
        (self.folder / path).write_text(content)
        self._git("-C", str(self.folder), "commit", "--quiet", "--all", "--message", "Update")
        self._git("-C", str(self.folder), "push", "--quiet")

    def clean(self) -> None:
        """Remove the working copy, for another update."""
        shutil.rmtree(self.folder)

    def _git(self, *arguments: str) -> None:
        header = f"http.extraHeader={self.authorization}"
        options = ["-c", header] if self.authorization else []
        environment = hermetic_environment() | _PERSON
        subprocess.run(["git", *options, *arguments], env=environment, check=True)
