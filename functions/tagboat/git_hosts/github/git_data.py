"""GitHub's git data API: what GraphQL cannot hand out or commit.

"REST API endpoints for Git database": blobs, trees, commits and references. A commit by it has the
modes of its files; GitHub signs it for an App's token only.
"""

import base64
import binascii
from collections.abc import Mapping
from typing import Any

from tagboat.core import errors
from tagboat.core.commit_message import CommitMessage
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.github.requests import GitHubRequests

_HEAD = """
query($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $ref) { target { ... on Commit { oid tree { oid } } } }
  }
}
"""


def read_blob(requests: GitHubRequests, branch: str, blob: str) -> bytes:
    """The whole content of a blob of up to 100 MB.

    Raises:
        RetryableError: Read again later.
        HostError: The repository cannot be read.
    """
    found = requests.rest("GET", f"git/blobs/{blob}", branch)
    try:
        return base64.b64decode(found["content"])  # In lines of 60 characters.
    except (KeyError, TypeError, binascii.Error) as error:
        raise errors.HostUnavailable(f"GitHub answered with no content of {blob}.") from error


def commit(
    requests: GitHubRequests,
    snapshot: Snapshot,
    files: Mapping[str, File],
    message: CommitMessage,
) -> str:
    """Commit files with their modes on the head of a snapshot.

    The branch is moved by a fast-forward: it fails if anything was pushed since the head was read.
    What it cannot notice is a branch that somebody forced back to an older commit of its own
    between the first request here and the last, within a second; such a branch goes forward again.

    Raises:
        HeadMoved: The branch is at another commit. Nothing was written.
        RetryableError: Read again later: the commit may have been made.
        HostError: The commit is refused. Nothing was written.
    """
    branch = snapshot.branch
    tree = {
        "base_tree": _tree_of_head(requests, snapshot),
        "tree": [_entry(path, file) for path, file in files.items()],
    }
    change = {
        "message": message.text,
        "tree": _id(requests.rest("POST", "git/trees", branch, tree)),
        "parents": [snapshot.head],
    }
    made = _id(requests.rest("POST", "git/commits", branch, change))
    requests.rest("PATCH", f"git/refs/heads/{branch}", branch, {"sha": made, "force": False})
    return made


def _tree_of_head(requests: GitHubRequests, snapshot: Snapshot) -> str:
    owner, _, name = requests.repository.partition("/")
    which = {"owner": owner, "name": name, "ref": f"refs/heads/{snapshot.branch}"}
    ref = requests.graphql(_HEAD, which, snapshot.branch)["repository"]["ref"]
    if ref is None or ref["target"]["oid"] != snapshot.head:
        raise errors.HeadMoved(f"{snapshot.branch} moved while its files were edited")
    return str(ref["target"]["tree"]["oid"])


def _entry(path: str, file: File) -> dict[str, str]:
    """A file's entry: its content is text, as only text is edited."""
    mode = "100755" if file.executable else "100644"
    return {"path": path, "mode": mode, "type": "blob", "content": file.text(path)}


def _id(made: dict[str, Any]) -> str:
    return str(made["sha"])
