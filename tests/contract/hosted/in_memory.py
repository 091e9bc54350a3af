"""The fake."""

from collections.abc import Callable, Mapping
from datetime import datetime

from tagboat.core import errors
from tagboat.core.commit_message import Author
from tagboat.core.snapshot import File
from tagboat.git_hosts.base import GitHost
from tests.contract.hosted.base import EXECUTABLE, FILE, LINK, Failure, Moment
from tests.in_memory_git_host import LARGEST_FILE, InMemoryGitHost


class InMemory:
    """The fake."""

    lists_removals = True
    looks_back = 1_000
    attempts = 1
    largest_file = LARGEST_FILE

    def __init__(self) -> None:
        self.git_host = InMemoryGitHost({"README.md": b"infra\n"})

    def push(self, files: Mapping[str, bytes | None], mode: int = FILE) -> str:
        return self.git_host.push(self._files(files, mode))

    def push_at(
        self,
        at: datetime,
        files: Mapping[str, bytes | None],
        *,
        author: str = "A Person",
        message: str = "A person's",
        mode: int = FILE,
    ) -> str:
        self.git_host.now = lambda: at
        return self.git_host.push(
            self._files(files, mode), message=message, author=Author(author, "person@example.com")
        )

    def add_submodule(self, name: str) -> str:
        self.git_host.links.add(name)
        return self.push({name: b""})

    def content(self, path: str) -> bytes:
        return self.git_host.content(path)

    def mode(self, path: str) -> int:
        tree = self.git_host.trees[self.history()[0]]
        return EXECUTABLE if tree[path].executable else FILE

    def history(self) -> list[str]:
        return self.git_host.branches["main"][::-1]

    def merges(self) -> list[str]:
        return []

    def files(self) -> set[str]:
        return set(self.git_host.trees[self.history()[0]])

    def last_message(self) -> str:
        return self.git_host.messages[-1]

    def complaints(self) -> str:
        return ""

    def again(self) -> GitHost:
        return self.git_host

    def on_missing_repository(self) -> GitHost:
        host = InMemoryGitHost({})
        host.exists = False
        return host

    def on_empty_repository(self) -> GitHost:
        host = InMemoryGitHost({})
        host.branches.clear()
        return host

    def before_next_commit(self, action: Callable[[], object]) -> None:
        self.git_host.before_commit = action

    def fail(self, moment: Moment, how: Failure, *, times: int = 1) -> None:
        assert times == 1
        error = errors.Throttled("slow down") if how == "throttled" else _UNAVAILABLE
        if moment != "commit":
            self.git_host.fail_next_read = error
        elif how in ("throttled", "unavailable", "cut"):
            self.git_host.fail_next_commit = error
        else:
            self.git_host.lose_next_answer = error

    def lag_next_read(self) -> None:
        self.git_host.lagging_head = self.history()[0]

    def protect(self) -> None:
        self.git_host.refuses_commits = errors.BranchProtected("main is protected")

    def read_only(self) -> GitHost:
        self.git_host.refuses_commits = errors.PermissionMissing("not allowed to write")
        return self.git_host

    def expire_credentials(self) -> None:
        self.git_host.fail_next_read = errors.CredentialsRefused("expired")
        self.git_host.refuses_commits = errors.CredentialsRefused("expired")

    def _files(self, files: Mapping[str, bytes | None], mode: int) -> dict[str, File | None]:
        if mode == LINK:
            self.git_host.links |= files.keys()
        return {
            path: None if content is None else File(content, executable=mode == EXECUTABLE)
            for path, content in files.items()
        }


_UNAVAILABLE = errors.HostUnavailable("down")
