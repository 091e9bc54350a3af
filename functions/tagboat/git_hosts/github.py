"""GitHub, and GitHub Enterprise Server: one GraphQL query reads, one mutation commits.

"GitHub GraphQL API: Queries", "Mutations: createCommitOnBranch". The author of such a commit is
the token's owner, and GitHub signs it.
"""

import base64
import hashlib
import stat
from collections.abc import Collection, Mapping
from typing import Any, Protocol

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.errors import TargetError
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts import github_errors
from tagboat.http_client import Answer, HttpClient

_ANOTHER_TOKEN_MAY_HELP = (
    errors.BranchProtected,
    errors.PermissionMissing,
    errors.RepositoryMissing,
)

_COMMIT = """
mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}
"""


class Token(Protocol):
    """Where the token comes from."""

    def get(self) -> str:
        """The token as it was last known."""

    def renew(self) -> str:
        """The token as it is now: it may have been rotated."""


class GitHub:
    """One repository on GitHub."""

    def __init__(self, http: HttpClient, url: str, repository: str, token: Token) -> None:
        """Keep where the repository is.

        Args:
            http: The client that carries the requests.
            url: `https://github.com`, or the address of a GitHub Enterprise Server.
            repository: `owner/name`.
            token: With read and write access to the repository's contents.
        """
        self._http = http
        self._endpoint = graphql_endpoint(url)
        self._repository = repository
        self._token = token
        self._token_in_doubt = False
        """Whether the last answer may have been another one with another token."""

    def read(self, branch: str, paths: Collection[str], *, at: str | None = None) -> Snapshot:
        """Read all files through one commit, in one query."""
        owner, _, name = self._repository.partition("/")
        variables = {"owner": owner, "name": name, "commit": at or f"refs/heads/{branch}"}
        variables |= {f"p{index}": path for index, path in enumerate(paths)}
        data = self._ask(_query(len(paths), at_head=at is None), variables, branch)
        commit = self._commit_of(data["repository"], branch, at)
        files = {path: _file(commit[f"f{index}"], path, branch) for index, path in enumerate(paths)}
        return Snapshot(branch=branch, head=commit["oid"], files=files)

    def commit(
        self,
        snapshot: Snapshot,
        files: Mapping[str, File],
        message: CommitMessage,
        author: Author,  # noqa: ARG002 - GitHub takes the token's owner
    ) -> str:
        """Create a commit on the branch if its head is the one that was read."""
        for path, file in files.items():
            if file.executable:
                raise errors.CommitRefused(
                    f"{path} is executable, and GitHub's createCommitOnBranch would make it an"
                    " ordinary file. Clear its executable bit, or keep the tag in another file."
                )
        change = {
            "branch": {
                "repositoryNameWithOwner": self._repository,
                "branchName": f"refs/heads/{snapshot.branch}",
            },
            "expectedHeadOid": snapshot.head,
            "message": {"headline": message.headline, "body": message.body},
            "fileChanges": {"additions": [_addition(path, files[path]) for path in files]},
        }
        data = self._ask(_COMMIT, {"input": change}, snapshot.branch)
        return str(data["createCommitOnBranch"]["commit"]["oid"])

    def _ask(self, document: str, variables: Mapping[str, Any], branch: str) -> dict[str, Any]:
        """Ask once, and once more with a new token if this one is refused."""
        body = {"query": document, "variables": variables}
        token = self._token.renew() if self._token_in_doubt else self._token.get()
        answer = self._post(body, token)
        if answer.status == 401:
            answer = self._post(body, self._token.renew())
        error = github_errors.of_answer(answer, self._repository, branch)
        self._token_in_doubt = isinstance(error, _ANOTHER_TOKEN_MAY_HELP)
        if error is not None:
            raise error
        data: dict[str, Any] = answer.body["data"]
        return data

    def _post(self, body: Mapping[str, Any], token: str) -> Answer:
        return self._http.post(self._endpoint, body, {"Authorization": f"bearer {token}"})

    def _commit_of(self, repository: dict[str, Any], branch: str, at: str | None) -> dict[str, Any]:
        if at is None:
            ref = repository["ref"]
            if ref is None:
                raise errors.BranchMissing(
                    f"{self._repository} has no branch {branch}. Create it, or mend the parameter"
                    " Branch."
                )
            commit: dict[str, Any] | None = ref["target"]
        else:
            commit = repository["object"]
        if not commit:
            raise errors.HeadMoved(f"{self._repository} no longer has the commit {at}")
        return commit


def graphql_endpoint(url: str) -> str:
    """Where GraphQL is asked: "Forming calls with GraphQL" for each edition of GitHub."""
    scheme, _, host = url.partition("://")
    if host == "github.com" or host.endswith(".ghe.com"):
        return f"{scheme}://api.{host}/graphql"
    return f"{url}/api/graphql"


def _query(count: int, *, at_head: bool) -> str:
    parameters = "".join(f", $p{index}: String!" for index in range(count))
    files = " ".join(f"f{index}: file(path: $p{index}) {{ ...entry }}" for index in range(count))
    commit = f"{{ ... on Commit {{ oid {files} }} }}"
    if at_head:
        kind, source = "String!", f"ref(qualifiedName: $commit) {{ target {commit} }}"
    else:
        kind, source = "GitObjectID!", f"object(oid: $commit) {commit}"
    return (
        f"query($owner: String!, $name: String!, $commit: {kind}{parameters})"
        f" {{ repository(owner: $owner, name: $name) {{ {source} }} }}"
        " fragment entry on TreeEntry"
        " { mode object { ... on Blob { oid text isTruncated isBinary byteSize } } }"
    )


def _file(entry: dict[str, Any] | None, path: str, branch: str) -> File | TargetError:
    if entry is None:
        return errors.FileMissing(f"{path} is not on {branch}. Commit it, or mend the rule's file.")
    if not stat.S_ISREG(entry["mode"]):  # Old repositories have modes such as 100664 too.
        return errors.NotAFile(f"{path} is a folder, a symbolic link or a submodule. Name a file.")
    return _content(entry["object"], path, executable=bool(entry["mode"] & stat.S_IXUSR))


def _content(blob: dict[str, Any], path: str, *, executable: bool) -> File | TargetError:
    if blob["isTruncated"]:
        return errors.FileTooLarge(
            f"{path} has {blob['byteSize']:,} bytes, more than GitHub hands out whole (512,000)."
            " Keep the tag in a smaller file."
        )
    if blob["isBinary"] or blob["text"] is None:
        return errors.FileIsBinary(f"{path} is binary, so no value can be written in it.")
    content = blob["text"].encode()
    if _blob_id(content, len(blob["oid"])) != blob["oid"]:
        # GitHub hands out text in other encodings as UTF-8: writing it back would change it all.
        return errors.FileIsBinary(
            f"{path} is not UTF-8 text, so no value can be written in it. Convert it to UTF-8."
        )
    return File(content, executable=executable)


def _blob_id(content: bytes, hex_digits: int) -> str:
    """The id that Git gives a file's content: "Git Internals - Git Objects"."""
    hashed = hashlib.sha256 if hex_digits == 64 else hashlib.sha1
    return hashed(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _addition(path: str, file: File) -> dict[str, str]:
    return {"path": path, "contents": base64.b64encode(file.content).decode()}
