"""Any git server, and repositories on disk: Git's own objects, without a git binary.

What a remote is asked for is one commit and its folders; contents of files are loaded by their ids.
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import NoReturn, Protocol

from dulwich.object_store import BaseObjectStore
from dulwich.objects import Blob, ObjectID, ShaFile

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.examination import Check, Needs
from tagboat.core.file_search import Listing, find_files
from tagboat.core.globs import Glob
from tagboat.core.pull_requests.proposal import Proposal
from tagboat.core.pull_requests.standing import PullRequest
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.git_commits import write_commit
from tagboat.git_hosts.git_trees import Entry, GitTree

LARGEST_FILE = 10_000_000
"""Bytes of a file that Tagboat reads: no editor takes more."""


class Remote(Protocol):
    """One repository, by its objects."""

    def open(self, branch: str, at: str | None) -> tuple[ObjectID, BaseObjectStore]:
        """Get a commit with all its folders, and what holds them.

        Raises:
            BranchMissing: There is no such branch. HeadMoved: The commit `at` is gone.
            TagboatError: The repository cannot be read.
        """

    def load(self, blobs: Collection[ObjectID]) -> None:
        """Get the contents of files into what holds the commit that was opened last."""

    def push(self, branch: str, head: ObjectID, made: Sequence[ShaFile]) -> None:
        """Write objects, the new commit last, and move the branch to it if it is at `head`.

        Raises:
            HeadMoved: It is not. Nothing was written.
            TagboatError: The push is refused, or its end is not known.
        """

    def check_push(self, branch: str) -> None:
        """Begin a push to a branch, and end it before anything is sent.

        Raises:
            TagboatError: No push is taken.
        """


class Git:
    """One repository on any git server, or on disk."""

    def __init__(self, remote: Remote, *, clock: Callable[[], float] = time.time) -> None:
        """Keep where the repository is, and the clock that dates commits."""
        self._remote = remote
        self._clock = clock

    def read(
        self,
        branch: str,
        paths: Collection[str],
        *,
        at: str | None = None,
        proposals: Collection[str] = (),
    ) -> Snapshot:
        """Read the folders of one commit, then all files that are asked for."""
        commit, objects = self._remote.open(branch, at)
        tree = GitTree(objects, commit)
        entries = {path: tree.entry(path) for path in paths}
        self._remote.load({entry.id for entry in _files(entries.values())})
        files = {path: _file(objects, entry, path, branch) for path, entry in entries.items()}
        return Snapshot(
            branch=branch,
            head=commit.decode(),
            files=files,
            proposals=dict.fromkeys(proposals, _unsupported()),
        )

    def find(self, branch: str, globs: Collection[Glob], *, at: str) -> Sequence[str]:
        """Look into the folders of one commit."""
        commit, objects = self._remote.open(branch, at)
        tree = GitTree(objects, commit)

        def list_folders(paths: Sequence[str]) -> Iterable[Listing]:
            return map(tree.listing, paths)

        return find_files(globs, list_folders)

    def commit(
        self,
        snapshot: Snapshot,
        files: Mapping[str, File],
        message: CommitMessage,
        author: Author,
    ) -> str:
        """Push a commit whose parent is the head that was read."""
        head, objects = self._remote.open(snapshot.branch, snapshot.head)
        made = write_commit(objects, head, files, message, author, now=int(self._clock()))
        self._remote.push(snapshot.branch, head, made)
        return made[-1].id.decode()

    def propose(self, proposal: Proposal) -> NoReturn:  # noqa: ARG002 - whatever it is
        """Refuse: pull requests are not Git's."""
        raise _unsupported()

    def withdraw(self, pull_request: PullRequest, comment: str) -> NoReturn:  # noqa: ARG002
        """Refuse: pull requests are not Git's."""
        raise _unsupported()

    def examine(self, needs: Needs) -> Sequence[Check]:
        """Ask whether a push is taken."""
        # A push never needs it, so a cold start need not wait for it.
        from tagboat.git_hosts.git_examining import examine

        return examine(needs, lambda: self._remote.check_push(needs.branch), _unsupported())


def _unsupported() -> errors.PullRequestsUnsupported:
    return errors.PullRequestsUnsupported(
        "Git by itself has no pull requests. Let the rule commit ('deliver: commit'), or set the"
        " parameter GitHost to github, gitlab or codecommit if it is one of those."
    )


def _files(entries: Iterable[Entry | None]) -> Iterable[Entry]:
    return (entry for entry in entries if entry and entry.is_file)


def _file(
    objects: BaseObjectStore, entry: Entry | None, path: str, branch: str
) -> File | errors.TargetError:
    if entry is None:
        return errors.FileMissing(f"{path} is not on {branch}. Commit it, or mend the rule's file.")
    if not entry.is_file:
        return errors.NotAFile(f"{path} is a folder, a symbolic link or a submodule. Name a file.")
    try:
        blob = objects[entry.id]
    except KeyError:
        raise errors.HostUnavailable(
            f"The git server did not send {path}, as it was asked"
        ) from None
    if not isinstance(blob, Blob) or len(blob.data) > LARGEST_FILE:
        return errors.FileTooLarge(
            f"{path} has more than {LARGEST_FILE:,} bytes. Keep the tag in a smaller file."
        )
    return File(blob.data, executable=entry.is_executable)
