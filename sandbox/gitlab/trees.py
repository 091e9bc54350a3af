"""Folders and blobs of a repository.

Source: "Repositories API" (GitLab's documentation) and `lib/api/repositories.rb` of its code.
"""

import base64
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import pygit2

from sandbox.gitlab.answers import Answer, not_found
from sandbox.gitlab.call import Call
from sandbox.gitlab.pages import keyset_page, numbered_page
from sandbox.gitlab.revisions import commit_of, entry_at

_KINDS = {"tree": "tree", "blob": "blob", "commit": "commit"}


def get_tree(call: Call) -> Answer:
    """`GET /projects/:id/repository/tree`."""
    project, path = call.repository(), call.given.get("path", "").strip("/")
    commit = commit_of(project.git.open(), call.given.get("ref") or project.default_branch)
    if commit is None:
        raise not_found("Tree")
    tree = commit.tree
    if path:
        entry = entry_at(commit, path)
        tree = commit.tree[path] if entry else None
    if not isinstance(tree, pygit2.Tree):
        raise not_found("invalid revision or path")
    is_recursive = call.given.get("recursive", False)
    # Folders before files, as GitLab lists them, unless it goes into all of them.
    entries = list(_walk(tree, f"{path}/" if path else "", is_recursive=is_recursive))
    if not is_recursive:
        entries.sort(key=lambda entry: entry["type"] != "tree")
    if call.given.get("pagination") == "keyset":
        return keyset_page(call, entries, dict, itemgetter("path"))
    return numbered_page(call, entries, dict)


def get_blob(call: Call) -> Answer:
    """`GET /projects/:id/repository/blobs/:sha`."""
    blob = _blob(call)
    content = base64.b64encode(blob.data).decode()
    body = {"size": blob.size, "encoding": "base64", "content": content, "sha": str(blob.id)}
    return Answer(200, body)


def get_raw_blob(call: Call) -> Answer:
    """`GET /projects/:id/repository/blobs/:sha/raw`."""
    return Answer(200, _blob(call).data, {"content-type": "text/plain"})


def _blob(call: Call) -> pygit2.Blob:
    project = call.repository()
    try:
        found = project.git.open().get(call.path["sha"])
    except ValueError:
        found = None
    if not isinstance(found, pygit2.Blob):
        raise not_found("Blob")
    return found


def _walk(tree: pygit2.Tree, folder: str, *, is_recursive: bool) -> Iterator[dict[str, Any]]:
    for entry in tree:
        path = f"{folder}{entry.name}"
        yield {
            "id": str(entry.id),
            "name": entry.name,
            "type": _KINDS[str(entry.type_str)],
            "path": path,
            "mode": f"{int(entry.filemode):06o}",
        }
        if is_recursive and isinstance(entry, pygit2.Tree):
            yield from _walk(entry, f"{path}/", is_recursive=True)
