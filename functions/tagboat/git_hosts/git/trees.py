"""The folders of one commit, as Git keeps them."""

import stat

from dulwich.object_store import BaseObjectStore
from dulwich.objects import Commit, ObjectID, Tree
from msgspec import Struct

from tagboat.core.errors import HostUnavailable
from tagboat.core.file_history import git_time
from tagboat.core.file_search import Listing
from tagboat.core.reverts.own_commits import SeenCommit


class Entry(Struct, frozen=True):
    """What is at a path."""

    mode: int
    id: ObjectID

    @property
    def is_file(self) -> bool:
        """Whether it is a regular file; old repositories have modes such as 100664 too."""
        return stat.S_ISREG(self.mode)

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder, not a submodule."""
        return stat.S_ISDIR(self.mode)

    @property
    def is_executable(self) -> bool:
        """Whether the file may be run."""
        return bool(self.mode & stat.S_IXUSR)


class GitTree:
    """The files and folders of one commit."""

    def __init__(self, objects: BaseObjectStore, commit: ObjectID) -> None:
        """Keep what holds them.

        Args:
            objects: The commit and all its folders.
            commit: Its id.
        """
        self._objects = objects
        found = commit_in(objects, commit)
        self.committed_at = git_time(found.commit_time)
        self.root = Entry(stat.S_IFDIR, found.tree)

    def entry(self, path: str) -> Entry | None:
        """What is at a path; None when nothing is. "" is the root."""
        entry: Entry | None = self.root
        for name in path.split("/") if path else ():
            if entry is None or not entry.is_folder:
                return None
            entry = entry_of(folder(self._objects, entry.id), name)
        return entry

    def listing(self, path: str) -> Listing:
        """The names in a folder."""
        found = self.entry(path)
        if found is None or not found.is_folder:
            return Listing()
        entries = [
            (name.decode(errors="replace"), Entry(mode, of))
            for name, mode, of in folder(self._objects, found.id).iteritems()
        ]
        return Listing(
            files=[name for name, entry in entries if entry.is_file],
            folders=[name for name, entry in entries if entry.is_folder],
        )


def seen_in(objects: BaseObjectStore, commit: str) -> SeenCommit | None:
    """What tells whose a commit is; None if it is not there."""
    try:
        found = objects[ObjectID(commit.encode())]
    except KeyError:
        return None
    if not isinstance(found, Commit):
        return None
    return SeenCommit(
        at=git_time(found.commit_time),
        message=found.message.decode(errors="replace"),
        parents=[parent.decode() for parent in found.parents],
    )


def commit_in(objects: BaseObjectStore, commit: ObjectID) -> Commit:
    """A commit by its id.

    Raises:
        HostUnavailable: The server did not send it, or something else by its id.
    """
    try:
        found = objects[commit]
    except KeyError:
        found = None
    if not isinstance(found, Commit):
        raise HostUnavailable(f"The git server has no commit {commit.decode()}, as it said")
    return found


def folder(objects: BaseObjectStore, tree: ObjectID) -> Tree:
    """A folder by its id.

    Raises:
        HostUnavailable: The server did not send it.
    """
    try:
        found = objects[tree]
    except KeyError:
        found = None
    if not isinstance(found, Tree):
        raise HostUnavailable(f"The git server did not send the folder {tree.decode()}")
    return found


def entry_of(tree: Tree, name: str) -> Entry | None:
    """What a folder has at a name."""
    try:
        mode, of = tree[name.encode()]
    except KeyError:
        return None
    return Entry(mode, of)
