"""Branches that pull requests come from, on a git server: written by Git, each from its exact head.

A branch that is begun costs two requests, and so does merging the base into one; a commit on one
costs three more unless this is who made its last commit.
"""

from collections.abc import Callable

from dulwich.objects import ObjectID

from tagboat.core.pull_requests.proposal import Proposal
from tagboat.git_hosts.git_commits import write_commit
from tagboat.git_hosts.git_http import HttpRepository


class GitBranches:
    """Writes proposals of one repository."""

    def __init__(
        self, base: HttpRepository, branches: HttpRepository, *, clock: Callable[[], float]
    ) -> None:
        """Keep what it works with.

        Args:
            base: The repository as the base branch is read from it.
            branches: The same repository; what is kept of it is kept apart, so that looking at
                another branch does not throw the base away.
            clock: Dates commits.
        """
        self._base = base
        self._branches = branches
        self._clock = clock

    def write(self, proposal: Proposal) -> str:
        """Commit a proposal's files on its branch, which has to be as it was read.

        Without an open pull request the branch begins anew at the base's head. Where an open one
        conflicts, or has to be rebuilt, the base is merged into it: whatever the branch has is then
        in its history, and its files are the base's with those of the proposal.

        Returns:
            The id of the commit.

        Raises:
            HeadMoved: The branch is not as it was read. Nothing was written.
            RetryableError: Read again later: the commit may have been made.
            HostError: The commit is refused. Nothing was written.
        """
        opened, found = proposal.standing.open_pull_request, proposal.standing.head
        head = ObjectID(found.id.encode()) if found else None
        base = ObjectID(proposal.base.head.encode())
        if opened is None or head is None:
            return self._commit(self._base, proposal, base, head)
        if opened.conflicts or proposal.rebuilt:
            return self._commit(self._base, proposal, base, head, follows=head)
        holder = self._base if self._base.has(head) else self._branches
        return self._commit(holder, proposal, head, head)

    def _commit(
        self,
        holder: HttpRepository,
        proposal: Proposal,
        parent: ObjectID,
        head: ObjectID | None,
        *,
        follows: ObjectID | None = None,
    ) -> str:
        """Commit on a parent, and move the branch there from its head."""
        branch = proposal.standing.branch
        commit, objects = holder.open(branch, parent.decode())
        made = write_commit(
            objects,
            commit,
            proposal.files,
            proposal.message,
            proposal.author,
            now=int(self._clock()),
            follows=follows,
        )
        holder.push(branch, head, made)
        return made[-1].id.decode()
