"""GetFolder."""

from typing import Any

import pygit2

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.file_modes import mode_name
from sandbox.aws.codecommit.paths import read_path
from sandbox.aws.codecommit.specifiers import specified_commit

_FOLDER, _SYMLINK, _SUBMODULE = 0o040000, 0o120000, 0o160000


def get_folder(call: Call) -> dict[str, Any]:
    """What is in one folder, not in the folders below it."""
    repository = call.repository.git.open()
    path = read_path(call.parameters.get("folderPath"))
    commit = specified_commit(repository, call.parameters.get("commitSpecifier"))
    tree = _folder(commit.tree, path)
    listed: dict[str, list[dict[str, str]]] = {
        kind: [] for kind in ("subFolders", "files", "symbolicLinks", "subModules")
    }
    for entry in tree:
        kind, described = _described(entry, path)
        listed[kind].append(described)
    return {
        "commitId": str(commit.id),
        "folderPath": path,
        "treeId": str(tree.id),
        **listed,
    }


def _folder(root: pygit2.Tree, path: str) -> pygit2.Tree:
    try:
        found = root[path] if path else root
    except KeyError:
        found = None
    if not isinstance(found, pygit2.Tree):
        raise codecommit_error("FolderDoesNotExistException", f"Could not find path {path}")
    return found


def _described(entry: pygit2.Object, folder: str) -> tuple[str, dict[str, str]]:
    """Which list an entry belongs to, and how it is shown there."""
    name = entry.name or ""
    where = {"absolutePath": f"{folder}/{name}" if folder else name, "relativePath": name}
    mode = int(entry.filemode)
    if mode == _FOLDER:
        return "subFolders", {"treeId": str(entry.id), **where}
    if mode == _SUBMODULE:
        return "subModules", {"commitId": str(entry.id), **where}
    kind = "symbolicLinks" if mode == _SYMLINK else "files"
    return kind, {"blobId": str(entry.id), **where, "fileMode": mode_name(mode)}
