"""Any git server, and repositories on disk: Git's own objects, without a git binary.

What a remote is asked for is one commit and its folders; contents of files are loaded by their ids.
"""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NoReturn

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.examination import Check, Needs
from tagboat.core.file_history import Histories
from tagboat.core.file_search import Listing, find_files
from tagboat.core.globs import Glob
from tagboat.core.pull_requests.proposal import Proposal
from tagboat.core.pull_requests.standing import PullRequest
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.git.commits import write_commit
from tagboat.git_hosts.git.files import file_of, regular
from tagboat.git_hosts.git.histories import read_histories
from tagboat.git_hosts.git.remote import Remote
from tagboat.git_hosts.git.trees import GitTree, seen_in
from tagboat.git_hosts.last_by_others import LastByOthers


class Git:
    """One repository on any git server, or on disk."""

    def __init__(self, remote: Remote, *, clock: Callable[[], float] = time.time) -> None:
        """Keep where the repository is, and the clock that dates commits."""
        self._remote = remote
        self._clock = clock
        self._last_by_others = LastByOthers()

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
        self._remote.load({entry.id for entry in regular(entries.values())})
        files = {path: file_of(objects, entry, path, branch) for path, entry in entries.items()}
        return Snapshot(
            branch=branch,
            head=commit.decode(),
            files=files,
            committed_at=self._last_by_others.find(commit.decode(), partial(seen_in, objects)),
            proposals=dict.fromkeys(proposals, _unsupported()),
        )

    def find(self, branch: str, globs: Collection[Glob], *, at: str) -> Sequence[str]:
        """Look into the folders of one commit."""
        commit, objects = self._remote.open(branch, at)
        tree = GitTree(objects, commit)

        def list_folders(paths: Sequence[str]) -> Iterable[Listing]:
            return map(tree.listing, paths)

        return find_files(globs, list_folders)

    def history(self, paths: Collection[str], *, at: str, since: datetime) -> Histories:
        """Look at some commits before one, and at many if those are not old enough."""
        return read_histories(self._remote, paths, at, since)

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
        commit = made[-1].id.decode()
        self._last_by_others.made(commit, snapshot.head, message.text)
        return commit

    def propose(self, proposal: Proposal) -> NoReturn:  # noqa: ARG002 - whatever it is
        """Refuse: pull requests are not Git's."""
        raise _unsupported()

    def withdraw(self, pull_request: PullRequest, comment: str) -> NoReturn:  # noqa: ARG002
        """Refuse: pull requests are not Git's."""
        raise _unsupported()

    def examine(self, needs: Needs) -> Sequence[Check]:
        """Ask whether a push is taken."""
        # A push never needs it, so a cold start need not wait for it.
        from tagboat.git_hosts.git.examining import examine

        return examine(needs, lambda: self._remote.check_push(needs.branch), _unsupported())


def _unsupported() -> errors.PullRequestsUnsupported:
    return errors.PullRequestsUnsupported(
        "Git by itself has no pull requests. Let the rule commit ('deliver: commit'), or set the"
        " parameter GitHost to github, gitlab or codecommit if it is one of those."
    )
