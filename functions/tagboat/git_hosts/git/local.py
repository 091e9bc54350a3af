"""A git repository on disk: no server, and none of the hooks that one would run."""

import os
import stat
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from dulwich.errors import NotGitRepository
from dulwich.file import FileLocked
from dulwich.object_store import BaseObjectStore, MemoryObjectStore
from dulwich.objects import Commit, ObjectID, ShaFile, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo

from tagboat.core import errors


class LocalRepository:
    """A repository in a folder; a bare one, or one where the branch is not checked out."""

    def __init__(self, path: Path) -> None:
        """Keep where it is."""
        self._path = path
        self._objects = MemoryObjectStore()

    def open(self, branch: str, at: str | None) -> tuple[ObjectID, BaseObjectStore]:
        """Take the folders of a commit, unless it is the one that is kept."""
        with self._repository() as repository:
            commit = ObjectID(at.encode()) if at else _head(repository, branch)
            if commit is None:
                raise errors.BranchMissing(
                    f"{self._path} has no branch {branch}. Create it, or mend the parameter Branch."
                )
            if commit not in repository.object_store:
                raise errors.HeadMoved(f"{self._path} no longer has the commit {at}")
            if commit not in self._objects:
                self._objects = _folders(repository, commit)
        return commit, self._objects

    def load(self, blobs: Collection[ObjectID]) -> None:
        """Take the files."""
        with self._repository() as repository:
            for blob in blobs:
                self._objects.add_object(repository.object_store[blob])

    def deepen(self, commit: ObjectID, depth: int) -> BaseObjectStore:
        """Take commits with their folders."""
        with self._repository() as repository:
            return _folders(repository, commit, depth)

    def push(self, branch: str, head: ObjectID, made: Sequence[ShaFile]) -> None:
        """Write the objects, then swap the branch."""
        with self._repository() as repository:
            self._check_not_checked_out(repository, branch)
            for one in made:
                repository.object_store.add_object(one)
            if not repository.refs.set_if_equals(_ref(branch), head, made[-1].id):
                raise errors.HeadMoved(f"{branch} moved while its files were edited")

    def check_push(self, branch: str) -> None:
        """Look whether the branch may be swapped and objects written."""
        with self._repository() as repository:
            self._check_not_checked_out(repository, branch)
            for folder in ("objects", "refs/heads"):
                path = Path(repository.commondir()) / folder
                if not os.access(path, os.W_OK):
                    raise PermissionError(path)

    def _check_not_checked_out(self, repository: Repo, branch: str) -> None:
        if not repository.bare and _ref(branch) in repository.refs.follow(Ref(b"HEAD"))[0]:
            raise errors.CommitRefused(
                f"{branch} is checked out in {self._path}. Check out another branch there, or"
                " name a bare repository."
            )

    @contextmanager
    def _repository(self) -> Iterator[Repo]:
        try:
            repository = Repo(str(self._path))
        except NotGitRepository as error:
            raise errors.RepositoryMissing(
                f"There is no git repository at {self._path}. Mend the parameter InfraRepository."
            ) from error
        try:
            with repository:
                yield repository
        except PermissionError as error:
            raise errors.PermissionMissing(f"{self._path} cannot be written: {error}") from error
        except (OSError, FileLocked) as error:  # Somebody else writes at this moment, for one.
            raise errors.HostUnavailable(f"{self._path} cannot be used now: {error}") from error


def _ref(branch: str) -> Ref:
    return Ref(f"refs/heads/{branch}".encode())


def _folders(repository: Repo, commit: ObjectID, depth: int = 1) -> MemoryObjectStore:
    """A commit, as many before it, and all their folders."""
    objects, store = MemoryObjectStore(), repository.object_store
    level = {commit}
    for _ in range(depth):
        found = [store[one] for one in level if one in store]  # A clone may be shallow.
        level = set()
        for one in found:
            objects.add_object(one)
            if isinstance(one, Commit):
                _add_folders(store, one.tree, objects)
                level |= {parent for parent in one.parents if parent not in objects}
    return objects


def _add_folders(store: BaseObjectStore, tree: ObjectID, objects: MemoryObjectStore) -> None:
    """Add a folder and all those below it, but for what is there."""
    if tree in objects:
        return
    found = store[tree]
    objects.add_object(found)
    if isinstance(found, Tree):
        for entry in found.iteritems():
            if entry.sha and entry.mode and stat.S_ISDIR(entry.mode):
                _add_folders(store, entry.sha, objects)


def _head(repository: Repo, branch: str) -> ObjectID | None:
    try:
        return repository.refs[_ref(branch)]
    except KeyError:
        return None
