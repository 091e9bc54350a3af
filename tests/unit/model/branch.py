"""The branch of the model: its commits, who made them, and how its values came to be."""

from collections.abc import Callable, Mapping
from datetime import datetime

from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.snapshot import File, Snapshot
from tests.in_memory_git_host import A_PERSON, InMemoryGitHost
from tests.unit.model.infra_repo import FILES, PLACES, Place, values
from tests.unit.model.judge import Tree
from tests.unit.model.people import Change
from tests.unit.model.written import written_to


class WatchedHost(InMemoryGitHost):
    """The fake, which tells of every commit on the branch."""

    def __init__(
        self, files: Mapping[str, bytes], watch: Callable[[Tree, Tree, str], object]
    ) -> None:
        super().__init__(files)
        self._watch = watch

    def commit(
        self, snapshot: Snapshot, files: Mapping[str, File], message: CommitMessage, author: Author
    ) -> str:
        parent = self.branches["main"][-1]
        made = super().commit(snapshot, files, message, author)
        self._watch(self.trees[parent], self.trees[made], message.text)
        return made


class Branch:
    """The branch, with a memory of whose its changes are."""

    def __init__(
        self,
        files: Mapping[str, bytes],
        now: Callable[[], datetime],
        judge: Callable[[Tree, Tree, str], object],
    ) -> None:
        """Begin with one commit.

        Args:
            files: What it has.
            now: Tells the time.
            judge: Is told of Tagboat's commits: the files before and after, and the message.
        """
        self.host = WatchedHost(files, self._watch)
        self.host.now = now
        self._now = now
        self._judge = judge
        self.people: set[str] = set()
        """The commits of people."""
        self.changes: dict[Place, list[Change]] = {place: [] for place in PLACES}

    @property
    def head(self) -> str:
        return self.host.branches["main"][-1]

    @property
    def tree(self) -> Tree:
        return self.host.trees[self.head]

    def values(self) -> Mapping[Place, str]:
        """What stands in every place."""
        return _values(self.tree)

    def commit(self, files: Mapping[str, File | None]) -> None:
        """Commit as a person."""
        before = self.tree
        self.people.add(self.host.push(files, author=A_PERSON))
        self._remember(before)

    def _watch(self, before: Tree, after: Tree, message: str) -> None:
        self._judge(before, after, message)
        self._remember(before, message)

    def _remember(self, before: Tree, message: str | None = None) -> None:
        """Keep what a commit has changed: Tagboat's names the pushes that it has written."""
        old = _values(before)
        for place, new in self.values().items():
            if old[place] != new:
                by = None if message is None else written_to(place, new, message)
                self.changes[place].append(Change(self._now(), old[place], new, by))


def _values(tree: Tree) -> Mapping[Place, str]:
    return values({path: tree[path].content for path in FILES})
