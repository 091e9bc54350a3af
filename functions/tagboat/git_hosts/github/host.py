"""GitHub, and GitHub Enterprise Server: one GraphQL query reads, one mutation commits.

Globs need a query more for each level of folders that has to be listed; a file that GraphQL does
not hand out whole, a request of its own; a commit with an executable file, three more.

"GitHub GraphQL API: Queries", "Mutations: createCommitOnBranch". The author of a commit is the
token's owner, and GitHub signs those of the mutation.
"""

import base64
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from itertools import batched
from typing import Any

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.file_search import Listing, find_files
from tagboat.core.globs import Glob
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.github import files as github_files
from tagboat.git_hosts.github import folders, git_data
from tagboat.git_hosts.github.requests import GitHubRequests
from tagboat.git_hosts.token import Token
from tagboat.http_client import HttpClient

# GitHub gives up on a query after 10 seconds: "Troubleshooting the GraphQL API".
FILES_OF_A_QUERY = 100
FOLDERS_OF_A_QUERY = 50

_COMMIT = """
mutation($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}
"""


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
        self._requests = GitHubRequests(http, url, repository, token)
        self._repository = repository

    def read(self, branch: str, paths: Collection[str], *, at: str | None = None) -> Snapshot:
        """Read all files through one commit, in one query as long as they are not very many."""
        files: dict[str, File | errors.TargetError] = {}
        for some in batched(paths, FILES_OF_A_QUERY, strict=False):
            document = github_files.query(len(some), at_head=at is None)
            commit = self._ask_commit(document, github_files.variables(some), branch, at)
            files |= github_files.answered(
                commit, some, branch, partial(git_data.read_blob, self._requests, branch)
            )
            at = commit["oid"]
        return Snapshot(branch=branch, head=at or "", files=files)

    def find(self, branch: str, globs: Collection[Glob], *, at: str) -> Sequence[str]:
        """List the folders of each level in one query, or a few where there are many."""

        def list_folders(paths: Sequence[str]) -> Iterator[Listing]:
            for some in batched(paths, FOLDERS_OF_A_QUERY, strict=False):
                document, variables = folders.query(some), folders.variables(some)
                commit = self._ask_commit(document, variables, branch, at)
                yield from folders.answered(commit, some)

        return find_files(globs, list_folders)

    def commit(
        self,
        snapshot: Snapshot,
        files: Mapping[str, File],
        message: CommitMessage,
        author: Author,  # noqa: ARG002 - GitHub takes the token's owner
    ) -> str:
        """Create a commit on the branch if its head is the one that was read."""
        if any(file.executable for file in files.values()):
            return git_data.commit(self._requests, snapshot, files, message)
        change = {
            "branch": {
                "repositoryNameWithOwner": self._repository,
                "branchName": f"refs/heads/{snapshot.branch}",
            },
            "expectedHeadOid": snapshot.head,
            "message": {"headline": message.headline, "body": message.body},
            "fileChanges": {"additions": [_addition(path, files[path]) for path in files]},
        }
        data = self._requests.graphql(_COMMIT, {"input": change}, snapshot.branch)
        return str(data["createCommitOnBranch"]["commit"]["oid"])

    def _ask_commit(
        self, document: str, variables: Mapping[str, str], branch: str, at: str | None
    ) -> dict[str, Any]:
        """Ask about one commit: the head, or the one of an id."""
        owner, _, name = self._repository.partition("/")
        which = {"owner": owner, "name": name, "commit": at or f"refs/heads/{branch}"}
        data = self._requests.graphql(document, which | dict(variables), branch)
        repository = data["repository"]
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


def _addition(path: str, file: File) -> dict[str, str]:
    return {"path": path, "contents": base64.b64encode(file.content).decode()}
