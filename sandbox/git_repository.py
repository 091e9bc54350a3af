"""A real bare git repository on disk: what the git hosts of the sandbox keep.

Every call opens the repository afresh (0.1 ms): libgit2's objects do not belong in two threads, and
git itself may have written to it in the meantime.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr
from pathlib import Path
from typing import Self

import pygit2
from pygit2 import Signature
from pygit2.enums import RepositoryInitFlag

from sandbox.git_branch_lock import branch_head, swap_branch
from sandbox.git_fsck import complaints
from sandbox.git_history import Commit, commits_from
from sandbox.git_trees import FOLDER_MODE, write_tree
from sandbox.lagging_replicas import folder_seen

__all__ = ["FILE_MODE", "Commit", "GitRepository", "Signature"]

FILE_MODE = 0o100644
_COMMIT_ID = re.compile("[0-9a-f]{40}")

_SETTINGS = {
    "uploadpack.allowFilter": True,
    "uploadpack.allowAnySHA1InWant": True,
    "http.receivepack": True,
    # Git would start collecting in the background after a push, in a folder a test then removes.
    "receive.autogc": False,
}


@dataclass(frozen=True)
class GitRepository:
    """A bare repository in the folder `path`. Safe to use from several threads and processes."""

    path: Path

    @classmethod
    def create(cls, path: Path, *, branch: str = "main") -> Self:
        """Make an empty repository whose HEAD points to a branch that is not there yet.

        It serves partial clones and accepts pushes over HTTP.

        Raises:
            FileExistsError: There is a repository already.
        """
        if path.exists():
            raise FileExistsError(path)
        flags = RepositoryInitFlag.MKPATH | RepositoryInitFlag.NO_REINIT
        repository = pygit2.init_repository(path, bare=True, flags=flags, initial_head=branch)
        for name, value in _SETTINGS.items():
            repository.config[name] = value
        return cls(path)

    def open(self) -> pygit2.Repository:
        """The repository as pygit2 has it, for this thread and this moment."""
        return pygit2.Repository(str(folder_seen(self.path)))

    def head(self, branch: str) -> str | None:
        """The id (40 hex digits) of the branch's newest commit, None without such a branch."""
        return branch_head(self.open(), branch)

    def branches(self) -> list[str]:
        """The names of all branches, sorted."""
        return sorted(self.open().branches.local)

    def entry(self, path: str, at: str) -> tuple[int, str] | None:
        """What is at `path`: (git file mode, object id), folders too; None when nothing is.

        Args:
            path: From the root, without a leading slash; "" is the root itself.
            at: A branch or a commit id.

        Raises:
            KeyError: No such branch or commit.
        """
        tree = self._commit(self.open(), at).tree
        if not path:
            return FOLDER_MODE, str(tree.id)
        try:
            found = tree[path]
        except KeyError:
            return None
        return int(found.filemode), str(found.id)

    def read(self, path: str, at: str) -> bytes:
        """The bytes of a file.

        Raises:
            KeyError: No such branch, commit or file.
        """
        found = self._commit(self.open(), at).tree[path]
        if not isinstance(found, pygit2.Blob):
            raise KeyError(path)
        return found.data

    def files(self, at: str) -> dict[str, tuple[int, str]]:
        """Every file: path -> (git file mode, blob id). Submodules are listed, not entered.

        Raises:
            KeyError: No such branch or commit.
        """
        return dict(_walk(self._commit(self.open(), at).tree, ""))

    def write_commit(
        self,
        parent: str | None,
        *,
        put: Mapping[str, tuple[bytes, int]],
        delete: Collection[str] = (),
        message: str,
        author: Signature,
        committer: Signature,
    ) -> str:
        """Write the objects of a commit; no branch moves. Equal trees are not refused here.

        Args:
            parent: The id of the commit it is based on, None for a first commit.
            put: Path -> (bytes, git file mode).
            delete: Paths of files to remove.
            message: The whole message.
            author: Who wrote the change.
            committer: Who made the commit.

        Returns:
            The new commit's id.

        Raises:
            KeyError: The parent, or a file to remove, is not there.
            ValueError: A path is not one of a git tree, or two changes exclude each other.
        """
        repository = self.open()
        base = self._commit(repository, parent).tree if parent else None
        tree = write_tree(repository, base, put, delete)
        parents = [parent] if parent else []
        return str(repository.create_commit(None, author, committer, message, tree, parents))

    def move_branch(self, branch: str, new: str, expected: str | None) -> bool:
        """Point the branch to `new` if it is at `expected` (None: not there yet), atomically.

        Returns:
            False, with nothing changed, when the branch is elsewhere.

        Raises:
            ValueError: Git does not allow such a branch here.
        """
        counts = pygit2.Repository(str(self.path))  # Whatever a replica may show.
        return swap_branch(counts, branch, expected=expected, new=new)

    def commit(
        self,
        files: Mapping[str, bytes | str | None],
        message: str = "Change by hand",
        *,
        branch: str = "main",
        mode: int = FILE_MODE,
        author: str = "A Person <person@example.com>",
        at: datetime | None = None,
    ) -> str:
        """Push what a person would: these files as they are given, None for one that goes.

        Returns:
            The new commit's id. The branch is there, or made.
        """
        when = () if at is None else (int(at.timestamp()),)
        signature = Signature(*parseaddr(author), *when)
        contents = {path: new for path, new in files.items() if new is not None}
        put = {
            path: (new.encode() if isinstance(new, str) else new, mode)
            for path, new in contents.items()
        }
        delete = files.keys() - contents.keys()
        while True:
            head = self.head(branch)
            new = self.write_commit(
                head, put=put, delete=delete, message=message, author=signature, committer=signature
            )
            if self.move_branch(branch, new, head):
                return new

    def log(self, branch: str) -> list[Commit]:
        """The branch's commits, newest first; none without such a branch."""
        repository = self.open()
        head = branch_head(repository, branch)
        return commits_from(repository, head) if head else []

    def diff(self, commit: str) -> str:
        """The unified diff of a commit to its first parent, or to nothing.

        Raises:
            KeyError: No such branch or commit.
        """
        new = self._commit(self.open(), commit)
        if new.parents:
            return new.tree.diff_to_tree(new.parents[0].tree, swap=True).patch or ""
        return new.tree.diff_to_tree(swap=True).patch or ""

    def fsck(self) -> str:
        """What `git fsck --strict --no-dangling` complains about; empty when nothing."""
        return complaints(self.path)

    def _commit(self, repository: pygit2.Repository, at: str) -> pygit2.Commit:
        id_ = at if _COMMIT_ID.fullmatch(at) else branch_head(repository, at)
        found = repository.get(id_) if id_ else None
        if not isinstance(found, pygit2.Commit):
            raise KeyError(at)
        return found


def _walk(tree: pygit2.Tree, folder: str) -> Iterator[tuple[str, tuple[int, str]]]:
    for entry in tree:
        path = f"{folder}{entry.name}"
        if isinstance(entry, pygit2.Tree):
            yield from _walk(entry, f"{path}/")
        else:
            yield path, (int(entry.filemode), str(entry.id))
