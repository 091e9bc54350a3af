"""GitHub, and GitHub Enterprise Server: one GraphQL query reads, one mutation commits.

Globs need a query more for each level of folders that has to be listed, histories of files one or
two; a file that GraphQL does not hand out whole, a request of its own; a commit with an executable
file, or by an author of the rules' choice, three more. A pull request is one mutation, and one more
if it has labels or people or merges itself.

"GitHub GraphQL API: Queries" and "Mutations".
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import batched

from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.examination import Check, Needs
from tagboat.core.file_history import Histories
from tagboat.core.file_search import Listing, find_files
from tagboat.core.globs import Glob
from tagboat.core.pull_requests.proposal import Proposal, Proposed
from tagboat.core.pull_requests.standing import PullRequest
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.github import folders, git_data, withdrawing
from tagboat.git_hosts.github.commit_on_branch import ASKED, COMMIT, commit_input
from tagboat.git_hosts.github.histories import read_histories
from tagboat.git_hosts.github.proposing import propose
from tagboat.git_hosts.github.reading import ask_commit, read
from tagboat.git_hosts.github.requests import GitHubRequests
from tagboat.git_hosts.last_by_others import LastByOthers
from tagboat.git_hosts.token import Token
from tagboat.http_client import HttpClient

FOLDERS_OF_A_QUERY = 50

_COMMIT = (
    f"mutation($input: CreateCommitOnBranchInput!) {{ {COMMIT}(input: $input) {{ {ASKED} }} }}"
)


class GitHub:
    """One repository on GitHub."""

    def __init__(self, http: HttpClient, url: str, repository: str, token: Token) -> None:
        """Keep where the repository is.

        Args:
            http: The client that carries the requests.
            url: `https://github.com`, or the address of a GitHub Enterprise Server.
            repository: `owner/name`.
            token: With read and write access to the repository's contents, and to its pull requests
                if there are to be some.
        """
        self._requests = GitHubRequests(http, url, repository, token)
        self._repository = repository
        self._last_by_others = LastByOthers()

    def read(
        self,
        branch: str,
        paths: Collection[str],
        *,
        at: str | None = None,
        proposals: Collection[str] = (),
    ) -> Snapshot:
        """Read all files through one commit, in one query as long as they are not very many."""
        return read(self._requests, branch, paths, at, proposals, self._last_by_others)

    def find(self, branch: str, globs: Collection[Glob], *, at: str) -> Sequence[str]:
        """List the folders of each level in one query, or a few where there are many."""

        def list_folders(paths: Sequence[str]) -> Iterator[Listing]:
            for some in batched(paths, FOLDERS_OF_A_QUERY, strict=False):
                document, variables = folders.query(some), folders.variables(some)
                _, commit = ask_commit(self._requests, document, variables, branch, at)
                yield from folders.answered(commit, some)

        return find_files(globs, list_folders)

    def history(self, paths: Collection[str], *, at: str, since: datetime) -> Histories:
        """Ask for all paths in one query, and in another for those that changed often."""
        return read_histories(self._requests, paths, at, since)

    def commit(
        self,
        snapshot: Snapshot,
        files: Mapping[str, File],
        message: CommitMessage,
        author: Author,
    ) -> str:
        """Create a commit on the branch if its head is the one that was read."""
        made = self._commit(snapshot, files, message, author)
        self._last_by_others.made(made, snapshot.head, message.text)
        return made

    def propose(self, proposal: Proposal) -> Proposed:
        """Open a pull request or change the open one, then see to what is on it."""
        return propose(self._requests, proposal)

    def withdraw(self, pull_request: PullRequest, comment: str) -> None:
        """Say why and close it, in one request."""
        withdrawing.withdraw(self._requests, pull_request, comment)

    def examine(self, needs: Needs) -> Sequence[Check]:
        """Ask for settings and rules, and for writes that cannot be made."""
        # A push never needs it, so a cold start need not wait for it.
        from tagboat.git_hosts.github.examining import examine

        return examine(self._requests, needs)

    def _commit(
        self, snapshot: Snapshot, files: Mapping[str, File], message: CommitMessage, author: Author
    ) -> str:
        if git_data.is_needed(files, author):
            return git_data.commit(self._requests, snapshot, files, message, author)
        branch = snapshot.branch
        change = commit_input(self._repository, branch, snapshot.head, files, message)
        data = self._requests.graphql(_COMMIT, {"input": change}, branch)
        return str(data[COMMIT]["commit"]["oid"])
