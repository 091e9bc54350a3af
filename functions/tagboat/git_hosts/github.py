"""GitHub, and GitHub Enterprise Server: one GraphQL query reads, one mutation commits.

Globs need a query more for each level of folders that has to be listed.

"GitHub GraphQL API: Queries", "Mutations: createCommitOnBranch". The author of such a commit is
the token's owner, and GitHub signs it.
"""

import base64
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import batched
from typing import Any, Protocol

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.file_search import Listing, find_files
from tagboat.core.globs import Glob
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts import github_errors, github_files, github_folders
from tagboat.http_client import Answer, HttpClient

_ANOTHER_TOKEN_MAY_HELP = (
    errors.BranchProtected,
    errors.PermissionMissing,
    errors.RepositoryMissing,
)

# GitHub gives up on a query after 10 seconds: "Troubleshooting the GraphQL API".
FILES_OF_A_QUERY = 100
FOLDERS_OF_A_QUERY = 50

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
        """Read all files through one commit, in one query as long as they are not very many."""
        files: dict[str, File | errors.TargetError] = {}
        for some in batched(paths, FILES_OF_A_QUERY, strict=False):
            document = github_files.query(len(some), at_head=at is None)
            commit = self._ask_commit(document, github_files.variables(some), branch, at)
            files |= github_files.answered(commit, some, branch)
            at = commit["oid"]
        return Snapshot(branch=branch, head=at or "", files=files)

    def find(self, branch: str, globs: Collection[Glob], *, at: str) -> Sequence[str]:
        """List the folders of each level in one query, or a few where there are many."""

        def list_folders(paths: Sequence[str]) -> Iterator[Listing]:
            for some in batched(paths, FOLDERS_OF_A_QUERY, strict=False):
                document, variables = github_folders.query(some), github_folders.variables(some)
                commit = self._ask_commit(document, variables, branch, at)
                yield from github_folders.answered(commit, some)

        return find_files(globs, list_folders)

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

    def _ask_commit(
        self, document: str, variables: Mapping[str, str], branch: str, at: str | None
    ) -> dict[str, Any]:
        """Ask about one commit: the head, or the one of an id."""
        owner, _, name = self._repository.partition("/")
        which = {"owner": owner, "name": name, "commit": at or f"refs/heads/{branch}"}
        repository = self._ask(document, which | dict(variables), branch)["repository"]
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


def graphql_endpoint(url: str) -> str:
    """Where GraphQL is asked: "Forming calls with GraphQL" for each edition of GitHub."""
    scheme, _, host = url.partition("://")
    if host == "github.com" or host.endswith(".ghe.com"):
        return f"{scheme}://api.{host}/graphql"
    return f"{url}/api/graphql"


def _addition(path: str, file: File) -> dict[str, str]:
    return {"path": path, "contents": base64.b64encode(file.content).decode()}
