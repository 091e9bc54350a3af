"""AWS CodeCommit: `GetFile` and `CreateCommit`, in three hops however large the repository is.

Globs need a hop more for each level of folders that has to be listed, with `GetFolder`; the history
of files needs one, or three if there is any. What pull requests there are, and when somebody else
than Tagboat has committed last, is asked beside the files.

Names and limits: "AWS CodeCommit API Reference", "Quotas in AWS CodeCommit".
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.errors import HostError, TargetError
from tagboat.core.examination import Check, Needs
from tagboat.core.file_history import Histories
from tagboat.core.file_search import Listing, find_files
from tagboat.core.globs import Glob
from tagboat.core.pull_requests.proposal import Proposal, Proposed
from tagboat.core.pull_requests.standing import PullRequest, Standing
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.codecommit.errors import translated, translated_proposal
from tagboat.git_hosts.codecommit.files import create_commit, get_file, get_files, get_folder
from tagboat.git_hosts.codecommit.histories import read_commit, read_histories
from tagboat.git_hosts.codecommit.parallel import each
from tagboat.git_hosts.codecommit.proposing import propose
from tagboat.git_hosts.codecommit.repository import Repository
from tagboat.git_hosts.codecommit.search import Search
from tagboat.git_hosts.codecommit.standings import read_standings
from tagboat.git_hosts.codecommit.withdrawing import withdraw
from tagboat.git_hosts.last_by_others import LastByOthers

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient

RECENT = timedelta(minutes=5)
"""The longest batching window: pushes are seldom older than that when they come."""


class CodeCommit:
    """One repository on CodeCommit, in the client's account and region."""

    def __init__(
        self,
        client: "CodeCommitClient",
        repository: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Keep the client, the repository's name, and what tells the time."""
        self._now = now
        self._repository = Repository(client, repository)
        self._search = Search(self._repository)
        self._last_by_others = LastByOthers()

    def read(
        self,
        branch: str,
        paths: Collection[str],
        *,
        at: str | None = None,
        proposals: Collection[str] = (),
    ) -> Snapshot:
        """Read the first file at the branch, which tells the head, and the others there at once."""
        with ThreadPoolExecutor(1) as beside:
            standings = beside.submit(self._standings, branch, list(proposals))
            snapshot = self._snapshot(branch, paths, at)
        return replace(snapshot, proposals=standings.result())

    def find(self, branch: str, globs: Collection[Glob], *, at: str) -> Sequence[str]:
        """List the folders of each level at once."""

        def list_folders(paths: Sequence[str]) -> list[Listing]:
            return each(lambda path: get_folder(self._repository, path, at), paths)

        with translated(self._repository.name, branch, at):
            return find_files(globs, list_folders)

    def history(self, paths: Collection[str], *, at: str, since: datetime) -> Histories:
        """Look when the commit was made, then list the commits that changed each file at once."""
        with translated(self._repository.name, at, at):
            return read_histories(self._repository, paths, at, since)

    def commit(
        self, snapshot: Snapshot, files: Mapping[str, File], message: CommitMessage, author: Author
    ) -> str:
        """Create a commit whose parent is the head that was read."""
        with translated(self._repository.name, snapshot.branch):
            made = create_commit(
                self._repository, snapshot.branch, snapshot.head, files, message, author
            )
        self._last_by_others.made(made, snapshot.head, message.text)
        return made

    def propose(self, proposal: Proposal) -> Proposed:
        """Commit on the pull request's branch, open or change it, and merge it if it may be."""
        with translated_proposal(self._repository.name, proposal.standing.branch):
            return propose(self._repository, proposal)

    def withdraw(self, pull_request: PullRequest, comment: str) -> None:
        """Comment on a pull request and close it."""
        with translated_proposal(self._repository.name, pull_request.name):
            withdraw(self._repository, pull_request.key, comment)

    def examine(self, needs: Needs) -> Sequence[Check]:
        """Send requests that are refused for what they name where IAM allows them."""
        # A push never needs it, so a cold start need not wait for it.
        from tagboat.git_hosts.codecommit.examining import examine

        return examine(self._repository, needs)

    def _snapshot(self, branch: str, paths: Collection[str], at: str | None) -> Snapshot:
        """Files, and the commit that they were read at.

        Whose it is, and of when, is asked beside other files; alone it would take a hop of its own,
        which is only worth it once something is to be written.
        """
        files: dict[str, File | TargetError] = {}
        waiting = list(dict.fromkeys(paths))
        with translated(self._repository.name, branch, at):
            while at is None and waiting:
                path = waiting.pop(0)
                # A tag or the start of a commit's id may have the name of the branch.
                at, files[path] = get_file(self._repository, path, branch, f"refs/heads/{branch}")
        if at is None:
            return Snapshot(branch, "", files)
        if not waiting and files:
            return Snapshot(branch, at, files, committed_at=self._last_by_others.known(at))
        # Another replica may not have the commit yet.
        with translated(self._repository.name, branch, at), ThreadPoolExecutor(1) as beside:
            time = beside.submit(self._committed_at, at)
            files |= get_files(self._repository, waiting, branch, at)
            return Snapshot(branch, at, files, committed_at=time.result())

    def _committed_at(self, head: str) -> datetime | None:
        # Each commit on the way back is a hop, which pushes after the head have no need of.
        look, since = partial(read_commit, self._repository), self._now() - RECENT
        return self._last_by_others.find(head, look, since)

    def _standings(self, base: str, branches: Sequence[str]) -> Mapping[str, Standing | HostError]:
        try:
            with translated_proposal(self._repository.name, " and ".join(branches)):
                return read_standings(self._repository, self._search, base, branches)
        except HostError as error:
            return dict.fromkeys(branches, error)
