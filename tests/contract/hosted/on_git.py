"""What is the same for every host that keeps a real git repository."""

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event
from typing import ClassVar, NoReturn

import pygit2

from sandbox import faults
from sandbox.git_repository import GitRepository, Signature
from sandbox.interruptions import Interruptions
from sandbox.lagging_replicas import lagging
from tests.contract.hosted.base import FILE, Failure, Moment

type Operations = Mapping[Moment, tuple[str, ...]]
"""By which a host is asked; for a commit, each way that it can be made."""


class OnGit:
    """A person's side of it."""

    lists_removals = True
    looks_back = 1

    def __init__(self, git: GitRepository) -> None:
        self.git = git
        self.git.commit({"README.md": b"infra\n"}, "Begin")

    def push(self, files: Mapping[str, bytes | None], mode: int = FILE) -> str:
        return self.git.commit(files, "A person's", mode=mode)

    def push_at(
        self,
        at: datetime,
        files: Mapping[str, bytes | None],
        *,
        author: str = "A Person",
        message: str = "A person's",
        mode: int = FILE,
    ) -> str:
        head, second = self.history()[0], int(at.timestamp())
        made = self.git.write_commit(
            head,
            put={path: (new, mode) for path, new in files.items() if new is not None},
            delete=[path for path, new in files.items() if new is None],
            message=message,
            # It may have been written long before, and in any zone.
            author=Signature(author, "person@example.com", second - 100_000, -90),
            committer=Signature("A Committer", "committer@example.com", second, 150),
        )
        assert self.git.move_branch("main", made, head)
        return made

    def add_submodule(self, name: str) -> str:
        repository, head = self.git.open(), self.history()[0]
        builder = repository.TreeBuilder(repository[head].peel(pygit2.Tree))
        builder.insert(name, pygit2.Oid(hex="1" * 40), pygit2.enums.FileMode.COMMIT)
        person = pygit2.Signature("A Person", "person@example.com")
        tree = builder.write()
        commit = repository.create_commit("refs/heads/main", person, person, "Add", tree, [head])
        return str(commit)

    def content(self, path: str) -> bytes:
        return self.git.read(path, "main")

    def mode(self, path: str) -> int:
        entry = self.git.entry(path, "main")
        assert entry
        return entry[0]

    def history(self) -> list[str]:
        return [commit.id for commit in self.git.log("main")]

    def merges(self) -> list[str]:
        return [commit.id for commit in self.git.log("main") if len(commit.parents) > 1]

    def files(self) -> set[str]:
        return set(self.git.files("main"))

    def last_message(self) -> str:
        return self.git.log("main")[0].message

    def complaints(self) -> str:
        return self.git.fsck()


class OnServer(OnGit):
    """What is the same for every host that the sandbox serves over HTTP."""

    operations: ClassVar[Operations]

    def __init__(self, git: GitRepository, interruptions: Interruptions) -> None:
        super().__init__(git)
        self.interruptions = interruptions

    def refusal(self, how: Failure) -> Exception:
        """What the host answers in its own words: `throttled` or `unavailable`."""
        raise NotImplementedError

    def before_next_commit(self, action: Callable[[], object]) -> None:
        self._before_next("commit", action)

    def fail(self, moment: Moment, how: Failure, *, times: int = 1) -> None:
        self._before_next(moment, self.failing(how), times)

    def failing(self, how: Failure) -> faults.Action:
        """What lets the request under way fail."""

        def refuse() -> NoReturn:
            raise self.refusal(how)

        return _FAULTS.get(how, refuse)

    def nothing_more_fails(self) -> None:
        self.interruptions.clear()

    def hold(self, moment: Moment, released: Event, *, done: Event | None = None) -> None:
        def wait() -> None:
            if done:
                faults.after(done.set)()
            released.wait()

        self._before_next(moment, wait)

    def lag_next_read(self) -> None:
        self._before_next("read", lagging(self.git.path))

    def _before_next(self, moment: Moment, action: Callable[[], object], times: int = 1) -> None:
        for operation in self.operations[moment]:
            self.interruptions.before_next(operation, action, times=times)


_FAULTS: Mapping[Failure, faults.Action] = {
    "cut": faults.cut,
    "cut after": faults.after(faults.cut),
    "cut within": faults.after(faults.cut_within),
    "lost": faults.after(faults.answer("502 Bad Gateway")),
}
