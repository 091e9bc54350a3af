"""REST: the contents of a file or a folder at a commit.

Source: "REST API endpoints for repository contents": in JSON a file of up to 1 MB comes in base64,
a longer one without its content; as
`application/vnd.github.raw+json` up to 100 MB come as they are.
"""

import base64
from typing import Any

import pygit2
from pygit2.enums import FileMode

from sandbox.github.answers import REST_DOCS, Answer, message, not_supported
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.rest_endpoint import RestRequest
from sandbox.github.rest_repositories import url_of

_DOCS = f"{REST_DOCS}/repos/contents#get-repository-content"
_MEGABYTE = 1024 * 1024
JSON = (
    *("", "*/*", "application/json", "application/vnd.github+json"),
    "application/vnd.github.v3+json",  # As it was before the API's versions were dates.
)
"""What a client may accept to be answered in JSON."""
_RAW = ("application/vnd.github.raw+json", "application/vnd.github.raw")
_LINE = 60
"""Characters of base64 in a line."""


def get_contents(asked: RestRequest) -> Answer:
    """`repos/get-content`."""
    hosted, path = asked.contents(), asked.path["path"].strip("/")
    entry = _entry(hosted, path, asked.query.get("ref") or hosted.default_branch)
    is_folder = isinstance(entry, pygit2.Tree)
    if asked.accept in _RAW and not is_folder:
        return _raw(entry)
    if asked.accept not in JSON:
        raise not_supported(f"repos/get-content as {asked.accept}")
    if is_folder:
        at = f"{path}/" if path else ""
        inside = [described(asked, hosted, f"{at}{each.name}", each) for each in entry]
        return Answer(200, inside)
    return Answer(200, described(asked, hosted, path, entry) | _content(entry))


def _entry(hosted: HostedRepository, path: str, ref: str) -> Any:
    opened = hosted.git.open()
    try:
        root: Any = opened.revparse_single(ref).peel(pygit2.Tree)
    except (KeyError, ValueError, pygit2.GitError):
        raise message(404, f"No commit found for the ref {ref}", _DOCS) from None
    try:
        entry = root[path] if path else root
    except (KeyError, ValueError):
        raise message(404, "Not Found", _DOCS) from None
    if entry.filemode in (FileMode.LINK, FileMode.COMMIT):
        raise not_supported("symbolic links and submodules in repos/get-content")
    return entry


def _raw(file: pygit2.Blob) -> Answer:
    if file.size > 100 * _MEGABYTE:
        raise message(403, "This API returns blobs up to 100 MB in size.", _DOCS)
    kind = "application/vnd.github.raw+json; charset=utf-8"
    return Answer(200, file.data, {"content-type": kind})


def described(
    asked: RestRequest, hosted: HostedRepository, path: str, entry: pygit2.Object
) -> dict[str, Any]:
    """A file or a folder as the API shows it, without what is in it."""
    url, is_file = url_of(asked, hosted), isinstance(entry, pygit2.Blob)
    kind = {FileMode.LINK: "symlink", FileMode.COMMIT: "submodule"}.get(
        FileMode(entry.filemode or 0), "file" if is_file else "dir"
    )
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": str(entry.id),
        "size": entry.size if isinstance(entry, pygit2.Blob) else 0,
        "url": f"{url}/contents/{path}",
        "type": kind,
    }


def _content(file: pygit2.Blob) -> dict[str, str]:
    if file.size > _MEGABYTE:
        return {"content": "", "encoding": "none"}
    return {"content": in_lines(file.data), "encoding": "base64"}


def in_lines(data: bytes) -> str:
    """Base64 as GitHub writes it."""
    text = base64.b64encode(data).decode()
    lines = [text[start : start + _LINE] + "\n" for start in range(0, len(text), _LINE)]
    return "".join(lines)
