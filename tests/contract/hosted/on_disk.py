"""A repository in a folder."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dulwich.objects import ObjectID, ShaFile

from sandbox.aws.server import AwsServer
from sandbox.git_repository import GitRepository
from tagboat.git_hosts.base import GitHost
from tagboat.git_hosts.git.files import LARGEST_FILE
from tagboat.git_hosts.git.host import Git
from tagboat.git_hosts.git.local import LocalRepository
from tests.contract.hosted.on_git import OnGit


class _Interrupted(LocalRepository):
    """A repository that somebody writes to at the worst moment."""

    action: Callable[[], object] = staticmethod(lambda: None)

    def push(self, branch: str, head: ObjectID, made: Sequence[ShaFile]) -> None:
        self.action()
        super().push(branch, head, made)


class OnDisk(OnGit):
    """A repository in a folder."""

    attempts = 1
    largest_file = LARGEST_FILE

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        super().__init__(GitRepository.create(folder / "infra.git"))
        self._repository = _Interrupted(self.git.path)
        self.git_host = Git(self._repository)

    def again(self) -> GitHost:
        return Git(LocalRepository(self.git.path))

    def on_missing_repository(self) -> GitHost:
        return Git(LocalRepository(self._folder / "no-such-repository"))

    def on_empty_repository(self) -> GitHost:
        return Git(LocalRepository(GitRepository.create(self._folder / "empty.git").path))

    def before_next_commit(self, action: Callable[[], object]) -> None:
        self._repository.action = action


@contextmanager
def on_disk(_: AwsServer, folder: Path) -> Iterator[OnDisk]:
    """A repository in a folder of its own."""
    yield OnDisk(folder)
