"""GitHub's git data API: what GraphQL cannot hand out or commit.

"REST API endpoints for Git database": blobs, trees, commits and references. A commit by it has the
modes of its files and the author that the rules name; GitHub signs it for an App's token only, and
not if an author is named.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.pull_requests.proposal import Proposal
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.github.requests import GitHubRequests

_HEAD = """
query($owner: String!, $name: String!, $ref: String!) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $ref) { target { ... on Commit { oid tree { oid } } } }
  }
}
"""
_TREE = """
query($owner: String!, $name: String!, $commit: GitObjectID!) {
  repository(owner: $owner, name: $name) {
    object(oid: $commit) { ... on Commit { tree { oid } } }
  }
}
"""


def is_needed(files: Mapping[str, File], author: Author) -> bool:
    """Whether GraphQL's own commits will not do: they have no modes and one author."""
    return author.named or any(file.executable for file in files.values())


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
    author: Author,
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
    tree = _tree_with(requests, branch, _tree_of_head(requests, snapshot), files)
    made = _made(requests, branch, tree, [snapshot.head], message, author)
    requests.rest("PATCH", f"git/refs/heads/{branch}", branch, {"sha": made, "force": False})
    return made


def write_commit(
    requests: GitHubRequests, proposal: Proposal, onto: str, parents: Sequence[str]
) -> str:
    """Write a proposal's commit; no branch moves.

    Args:
        requests: The repository.
        proposal: Its files, message and author.
        onto: The commit whose files it has otherwise.
        parents: The commits that it comes after.

    Returns:
        The id of the commit.

    Raises:
        RetryableError: Read again later.
        HostError: The commit is refused.
    """
    branch = proposal.standing.branch
    owner, _, name = requests.repository.partition("/")
    which = {"owner": owner, "name": name, "commit": onto}
    found = requests.graphql(_TREE, which, branch)["repository"]["object"]
    if not found:
        raise errors.HeadMoved(f"{requests.repository} no longer has the commit {onto}")
    tree = _tree_with(requests, branch, found["tree"]["oid"], proposal.files)
    return _made(requests, branch, tree, parents, proposal.message, proposal.author)


def _tree_with(requests: GitHubRequests, branch: str, base: str, files: Mapping[str, File]) -> str:
    tree = {"base_tree": base, "tree": [_entry(path, file) for path, file in files.items()]}
    return _id(requests.rest("POST", "git/trees", branch, tree))


def _made(
    requests: GitHubRequests,
    branch: str,
    tree: str,
    parents: Sequence[str],
    message: CommitMessage,
    author: Author,
) -> str:
    change: dict[str, Any] = {"message": message.text, "tree": tree, "parents": list(parents)}
    if author.named:
        who = {"name": author.name, "email": author.email}
        change |= {"author": who, "committer": who}
    return _id(requests.rest("POST", "git/commits", branch, change))


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
