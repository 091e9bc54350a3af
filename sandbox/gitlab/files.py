"""Files of a repository, by their path.

Source: "Repository files API" (GitLab's documentation) and `lib/api/files.rb` of its code.
"""

import base64
from hashlib import sha256
from typing import Any

import pygit2

from sandbox.gitlab.answers import Answer, not_found
from sandbox.gitlab.call import Call, commit_for
from sandbox.gitlab.revisions import last_change

_EXECUTABLE = 0o100755


def get_file(call: Call) -> Answer:
    """`GET /projects/:id/repository/files/:file_path`."""
    blob, described = _found(call)
    content = base64.b64encode(blob.data).decode()
    return Answer(200, described | {"content": content}, _headers(described))


def head_file(call: Call) -> Answer:
    """`HEAD /projects/:id/repository/files/:file_path`: the same in headers."""
    return Answer(200, b"", _headers(_found(call)[1]))


def get_raw_file(call: Call) -> Answer:
    """`GET /projects/:id/repository/files/:file_path/raw`."""
    blob, described = _found(call)
    return Answer(200, blob.data, _headers(described) | {"content-type": "text/plain"})


def _found(call: Call) -> tuple[Any, dict[str, Any]]:
    project, path = call.repository(), call.path["file_path"]
    # The documentation's default for raw files; the others have none.
    ref = call.given.get("ref", "HEAD")
    commit = commit_for(project.git.open(), ref)
    blob = _blob_at(commit, path)
    if blob is None:
        raise not_found("File")
    changed: Any = last_change(commit, path)
    return blob, {
        "file_name": path.rpartition("/")[2],
        "file_path": path,
        "size": blob.size,
        "encoding": "base64",
        "content_sha256": sha256(blob.data).hexdigest(),
        "ref": ref,
        "blob_id": str(blob.id),
        "commit_id": str(commit.id),
        "last_commit_id": str(changed.id),
        "execute_filemode": commit.tree[path].filemode == _EXECUTABLE,
    }


def _blob_at(commit: Any, path: str) -> pygit2.Blob | None:
    try:
        found = commit.tree[path]
    except (KeyError, ValueError):
        return None
    return found if isinstance(found, pygit2.Blob) else None


def _headers(described: dict[str, Any]) -> dict[str, str]:
    headers = {}
    for name, value in described.items():
        shown = str(value).lower() if isinstance(value, bool) else str(value)
        headers[f"x-gitlab-{name.replace('_', '-')}"] = shown.encode().decode("latin-1")
    return headers
