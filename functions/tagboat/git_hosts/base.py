"""The port: what Tagboat asks of a git host."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.examination import Check, Needs
from tagboat.core.file_history import Histories
from tagboat.core.globs import Glob
from tagboat.core.pull_requests.proposal import Proposal, Proposed
from tagboat.core.pull_requests.standing import PullRequest
from tagboat.core.snapshot import File, Snapshot


class GitHost(Protocol):
    """One infra repo on one git host."""

    def read(
        self,
        branch: str,
        paths: Collection[str],
        *,
        at: str | None = None,
        proposals: Collection[str] = (),
    ) -> Snapshot:
        """Read files, all of them at the same commit, and what pull requests there are.

        Args:
            branch: The branch, without `refs/heads/`.
            paths: From the root of the repository. At least one, unless `at` is known: none asks
                after when nobody but Tagboat has committed, which a host need not say with files.
            at: The id of a commit to read instead of the branch's head.
            proposals: Branches that pull requests into this branch come from.

        Returns:
            The files, and for each one that cannot be used the TargetError that says why; and what
            stands for each branch of `proposals`, or the HostError that says why none can.

        Raises:
            RetryableError: Read again later.
            HostError: The branch or the repository cannot be read.
        """

    def find(self, branch: str, globs: Collection[Glob], *, at: str) -> Sequence[str]:
        """Find the files that globs mean: regular ones, not what links lead to, nor submodules.

        Args:
            branch: The branch, without `refs/heads/`.
            globs: Which paths, from the root of the repository.
            at: The id of a commit of the branch: that of the snapshot the files belong to.

        Returns:
            Their paths, sorted by code point; those that no rule may name are left out.

        Raises:
            TooManyFiles: More of them, or of folders to look into, than core.file_search allows.
            RetryableError: Find again later. HeadMoved: the commit is gone.
            HostError: The repository cannot be read.
        """

    def history(self, paths: Collection[str], *, at: str, since: datetime) -> Histories:
        """Tell how files came to be what they are at a commit.

        Args:
            paths: From the root of the repository. At least one.
            at: The id of a commit: that of the snapshot the files belong to.
            since: Where history may end, with its zone.

        Returns:
            For each path its revisions, the newest first, down to the first one that was committed
            before `since`; fewer where the history is shorter, and at most `MOST_REVISIONS`. None
            at all for any path where the commit itself is older than `since`. As `git log`
            simplifies history: of a merge, those of the side that the file is from. Where the last
            one is far back, a later commit may stand for it, with the file as that one left it.

        Raises:
            RetryableError: Ask again later. HeadMoved: the commit is gone.
            HostError: The repository cannot be read.
        """

    def commit(
        self,
        snapshot: Snapshot,
        files: Mapping[str, File],
        message: CommitMessage,
        author: Author,
    ) -> str:
        """Commit files on the head of a snapshot, and only there (compare and swap).

        Args:
            snapshot: What was read; its branch must still be at its head.
            files: The new contents by path. At least one differs.
            message: The commit's message.
            author: The commit's author, where the host lets it be chosen.

        Returns:
            The id of the commit.

        Raises:
            HeadMoved: The branch is at another commit. Nothing was written.
            RetryableError: Read again later: the commit may have been made.
            HostError: The commit is refused. Nothing was written.
        """

    def propose(self, proposal: Proposal) -> Proposed:
        """Open a pull request, or change the open one, and let it merge itself if it is to.

        Files are committed on the exact head that was read of the pull request's branch (compare
        and swap). Where no pull request is open, the branch begins anew at the base's head: what
        is left of an earlier one, which the caller knows to be nobody else's, goes away. Where the
        open one conflicts, or the proposal is `rebuilt`, the base is merged into its branch, which
        then has the base's files but for those of the proposal.

        Raises:
            HeadMoved: The pull request's branch is at another commit. Nothing was written to it.
            RetryableError: Read again later: some of it may have been done.
            HostError: It is refused. A branch without a pull request may be left.
        """

    def withdraw(self, pull_request: PullRequest, comment: str) -> None:
        """Close an open pull request with a comment that says why.

        Raises:
            RetryableError: Try again later: some of it may have been done.
            HostError: It is refused.
        """


class ExaminedHost(GitHost, Protocol):
    """One that can be asked what it would allow."""

    def examine(self, needs: Needs) -> Sequence[Check]:
        """Look what the credentials may do of what the rules want, and write nothing.

        The branch exists, and could be read with the credentials unless they lack a permission.
        What a host tells only to who writes is asked for by a write that cannot succeed.

        Returns:
            A check of the credentials, and one of each thing that is wanted.

        Raises:
            TagboatError: Nothing can be found out.
        """
