"""A commit on another one, as Git's objects: files, the folders above them, and itself."""

import stat
from collections import defaultdict
from collections.abc import Mapping, Sequence

from dulwich.object_store import BaseObjectStore
from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tree

from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.errors import CommitRefused
from tagboat.core.snapshot import File
from tagboat.git_hosts.git.trees import GitTree, entry_of, folder

_FILE, _EXECUTABLE = 0o100644, 0o100755


def write_commit(
    objects: BaseObjectStore,
    parent: ObjectID,
    files: Mapping[str, File],
    message: CommitMessage,
    author: Author,
    *,
    now: int,
    follows: ObjectID | None = None,
) -> Sequence[ShaFile]:
    """Make the objects of a commit that others do not have yet, the commit last.

    Args:
        objects: What holds the parent and its folders.
        parent: The commit that the new one is based on.
        files: The new contents by path.
        message: The commit's message.
        author: Its author and committer.
        now: Its time, in seconds since 1970.
        follows: The head of another branch, which the parent is merged into by this commit.

    Raises:
        CommitRefused: A path is not one of a file.
        HostUnavailable: The server did not send the parent's folders.
    """
    made: list[ShaFile] = []
    root = GitTree(objects, parent).root
    commit = Commit()
    commit.tree = _write_folder(objects, folder(objects, root.id), files, made)
    commit.parents = [follows, parent] if follows else [parent]
    commit.author = commit.committer = f"{author.name} <{author.email}>".encode()
    commit.author_time = commit.commit_time = now
    commit.author_timezone = commit.commit_timezone = 0
    commit.message = f"{message.text.strip()}\n".encode()
    return [*made, commit]


def _write_folder(
    objects: BaseObjectStore, tree: Tree, files: Mapping[str, File], made: list[ShaFile]
) -> ObjectID:
    """Put files, by their paths from a folder, into it; its new id."""
    below: defaultdict[str, dict[str, File]] = defaultdict(dict)
    for path, file in files.items():
        name, slash, rest = path.partition("/")
        if slash:
            below[name][rest] = file
        else:
            _put_file(tree, name, file, made)
    for name, inside in below.items():
        subtree = _folder_in(objects, tree, name)
        tree.add(name.encode(), stat.S_IFDIR, _write_folder(objects, subtree, inside, made))
    made.append(tree)
    return tree.id


def _put_file(tree: Tree, name: str, file: File, made: list[ShaFile]) -> None:
    there = entry_of(tree, name)
    if there is not None and not there.is_file:
        raise CommitRefused(f"{name} is a folder, a symbolic link or a submodule. Name a file.")
    blob = Blob.from_string(file.content)
    made.append(blob)
    tree.add(name.encode(), _EXECUTABLE if file.executable else _FILE, blob.id)


def _folder_in(objects: BaseObjectStore, tree: Tree, name: str) -> Tree:
    there = entry_of(tree, name)
    if there is None:
        return Tree()
    if not there.is_folder:
        raise CommitRefused(f"{name} is no folder, so no file can be in it. Mend the rule's file.")
    return folder(objects, there.id)
