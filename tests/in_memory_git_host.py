"""A git host in memory, held to the same contract as the real ones."""

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from threading import Lock

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.file_search import Listing, find_files
from tagboat.core.globs import Glob
from tagboat.core.snapshot import File, Snapshot

LARGEST_FILE = 1_000_000
"""Bytes that are handed out whole: the real hosts have limits too."""


class InMemoryGitHost:
    """Branches as lists of trees. `before_commit` runs between a read and the commit after it."""

    def __init__(self, files: Mapping[str, bytes], branch: str = "main") -> None:
        tree = {path: File(content) for path, content in files.items()}
        self.trees: dict[str, dict[str, File]] = {}
        self.branches: dict[str, list[str]] = {branch: []}
        self.messages: list[str] = []
        self.authors: list[Author] = []
        self.links: set[str] = set()
        """Paths that are symbolic links or submodules."""
        self.reads = 0
        self.finds = 0
        self.exists = True
        self.fail_next_read: errors.TagboatError | None = None
        """What the next read, or find, raises."""
        self.fail_next_commit: errors.TagboatError | None = None
        """What the next commit raises, with nothing written."""
        self.lose_next_answer: errors.TagboatError | None = None
        """What the next commit raises once it is written."""
        self.refuses_commits: errors.HostError | None = None
        """What every commit raises."""
        self.lagging_head: str | None = None
        """What the next read takes for the head."""
        self._writing = Lock()
        self.before_commit: Callable[[], object] = lambda: None
        self.push(tree, branch)

    def push(self, files: Mapping[str, File | None], branch: str = "main") -> str:
        """Commit as a person would, on whatever the head is."""
        history = self.branches[branch]
        tree = dict(self.trees[history[-1]]) if history else {}
        for path, file in files.items():
            if file is None:
                del tree[path]
            else:
                tree[path] = file
        named = f"{len(self.trees)}{sorted(tree.items())}".encode()
        commit = hashlib.sha1(named).hexdigest()
        self.trees[commit] = tree
        history.append(commit)
        return commit

    def content(self, path: str, branch: str = "main") -> bytes:
        return self.trees[self.branches[branch][-1]][path].content

    def read(self, branch: str, paths: Collection[str], *, at: str | None = None) -> Snapshot:
        self.reads += 1
        self._fail_if_told_to()
        if branch not in self.branches:
            raise errors.BranchMissing(f"no branch {branch}")
        lagging, self.lagging_head = self.lagging_head, None
        head = at or lagging or self.branches[branch][-1]
        tree = self._tree(head)
        return Snapshot(branch, head, {path: self._found(tree, path) for path in paths})

    def find(self, branch: str, globs: Collection[Glob], *, at: str) -> Sequence[str]:
        self.finds += 1
        self._fail_if_told_to()
        tree = self._tree(at)
        return find_files(globs, lambda folders: [self._listing(tree, path) for path in folders])

    def commit(
        self, snapshot: Snapshot, files: Mapping[str, File], message: CommitMessage, author: Author
    ) -> str:
        failure, self.fail_next_commit = self.fail_next_commit, None
        if failure := failure or self.refuses_commits:
            raise failure
        self.before_commit()
        with self._writing:
            if self.branches[snapshot.branch][-1] != snapshot.head:
                raise errors.HeadMoved(f"{snapshot.branch} moved")
            self.messages.append(message.text)
            self.authors.append(author)
            made = self.push(files, snapshot.branch)
        lost, self.lose_next_answer = self.lose_next_answer, None
        if lost:
            raise lost
        return made

    def _fail_if_told_to(self) -> None:
        if self.fail_next_read is not None:
            failure, self.fail_next_read = self.fail_next_read, None
            raise failure
        if not self.exists:
            raise errors.RepositoryMissing("no repository")

    def _tree(self, commit: str) -> Mapping[str, File]:
        if commit not in self.trees:
            raise errors.HeadMoved(f"no commit {commit}")
        return self.trees[commit]

    def _listing(self, tree: Mapping[str, File], folder: str) -> Listing:
        prefix = f"{folder}/" if folder else ""
        below = [path.removeprefix(prefix) for path in tree if path.startswith(prefix)]
        return Listing(
            files=[name for name in below if "/" not in name and prefix + name not in self.links],
            folders=list({path.partition("/")[0] for path in below if "/" in path}),
        )

    def _found(self, tree: Mapping[str, File], path: str) -> File | errors.TargetError:
        if path in self.links:
            return errors.NotAFile(f"{path} is a symbolic link")
        if path in tree and len(tree[path].content) > LARGEST_FILE:
            return errors.FileTooLarge(f"{path} is too large")
        if path in tree:
            return tree[path]
        if any(other.startswith(f"{path}/") for other in tree):
            return errors.NotAFile(f"{path} is a folder")
        return errors.FileMissing(f"{path} is missing")
