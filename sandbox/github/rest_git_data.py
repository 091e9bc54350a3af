"""REST: references, trees and blobs of a git repository.

Source: "REST API endpoints for Git database". A tree has at most 100,000 entries and 7 MB;
whatever is more is left out, with `truncated: true`. A blob of up to 100 MB comes in base64.
"""

from collections.abc import Iterator
from typing import Any

import pygit2

from sandbox.github.answers import REST_DOCS, Answer, message, not_supported
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.node_ids import node_id
from sandbox.github.rest_contents import JSON, in_lines
from sandbox.github.rest_endpoint import RestRequest
from sandbox.github.rest_repositories import url_of

MOST_ENTRIES, MOST_BYTES = 100_000, 7_000_000
_TREE_DOCS = f"{REST_DOCS}/git/trees#get-a-tree"


def get_reference(asked: RestRequest) -> Answer:
    """`git/get-ref`: `heads/main`, without the `refs/`."""
    hosted, name = asked.contents(), f"refs/{asked.path['ref']}"
    opened = hosted.git.open()
    if not list(opened.references):
        raise message(409, "Git Repository is empty.", f"{REST_DOCS}/git/refs#get-a-reference")
    if not pygit2.reference_is_valid_name(name) or name not in opened.references:
        raise message(404, "Not Found", f"{REST_DOCS}/git/refs#get-a-reference")
    target = opened[opened.references[name].resolve().target]
    return Answer(200, shown_reference(asked, hosted, name, target))


def shown_reference(
    asked: RestRequest, hosted: HostedRepository, name: str, target: pygit2.Object
) -> dict[str, Any]:
    """A reference, with its whole name, as the API shows it."""
    url, id_ = url_of(asked, hosted), str(target.id)
    return {
        "ref": name,
        "node_id": node_id("REF", hosted.id, name),
        "url": f"{url}/git/{name}",
        "object": {
            "sha": id_,
            "type": target.type_str,
            "url": f"{url}/git/{target.type_str}s/{id_}",
        },
    }


def get_tree(asked: RestRequest) -> Answer:
    """`git/get-tree`: of an id, a branch or a tag; all below it when `recursive` is there."""
    hosted = asked.contents()
    opened = hosted.git.open()
    if not list(opened.references):
        raise message(409, "Git Repository is empty.", _TREE_DOCS)
    try:
        root = opened.revparse_single(asked.path["tree_sha"]).peel(pygit2.Tree)
    except (KeyError, ValueError, pygit2.GitError):
        raise message(404, "Not Found", _TREE_DOCS) from None
    return Answer(200, shown_tree(asked, hosted, root, is_recursive="recursive" in asked.query))


def get_blob(asked: RestRequest) -> Answer:
    """`git/get-blob`."""
    hosted, id_ = asked.contents(), asked.path["file_sha"]
    if asked.accept not in JSON:
        raise not_supported(f"git/get-blob as {asked.accept}")
    blob = found(hosted.git.open(), id_)
    if not isinstance(blob, pygit2.Blob):
        raise message(404, "Not Found", f"{REST_DOCS}/git/blobs#get-a-blob")
    body = {
        "sha": str(blob.id),
        "node_id": node_id("B", hosted.id, id_),
        "size": blob.size,
        "url": f"{url_of(asked, hosted)}/git/blobs/{blob.id}",
        "content": in_lines(blob.data),
        "encoding": "base64",
    }
    return Answer(200, body)


def found(opened: pygit2.Repository, id_: str) -> pygit2.Object | None:
    """The object of a whole id; None when there is none."""
    try:
        return opened.get(pygit2.Oid(hex=id_)) if len(id_) == 40 else None
    except ValueError:
        return None


def shown_tree(
    asked: RestRequest, hosted: HostedRepository, root: pygit2.Tree, *, is_recursive: bool
) -> dict[str, Any]:
    """A tree as the API shows it."""
    url = f"{url_of(asked, hosted)}/git"
    listed: list[dict[str, Any]] = []
    size, truncated = 0, False
    for path, entry in _walk(root, "", is_recursive=is_recursive):
        item = _entry(path, entry, url)
        size += len(str(item))
        if len(listed) == MOST_ENTRIES or size > MOST_BYTES:
            truncated = True
            break
        listed.append(item)
    id_ = str(root.id)
    return {"sha": id_, "url": f"{url}/trees/{id_}", "tree": listed, "truncated": truncated}


def _walk(folder: Any, prefix: str, *, is_recursive: bool) -> Iterator[tuple[str, pygit2.Object]]:
    for entry in folder:
        path = f"{prefix}{entry.name}"
        yield path, entry
        if is_recursive and isinstance(entry, pygit2.Tree):
            yield from _walk(entry, f"{path}/", is_recursive=True)


def _entry(path: str, entry: pygit2.Object, url: str) -> dict[str, Any]:
    kind, id_ = entry.type_str, str(entry.id)
    item = {"path": path, "mode": f"{entry.filemode or 0:06o}", "type": kind, "sha": id_}
    if isinstance(entry, pygit2.Blob):
        return item | {"size": entry.size, "url": f"{url}/blobs/{id_}"}
    return item if kind == "commit" else item | {"url": f"{url}/trees/{id_}"}
