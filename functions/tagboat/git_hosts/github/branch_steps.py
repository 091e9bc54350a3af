"""The first steps of a pull request on GitHub: its branch, and the commit on it.

Each names the commit that the branch has to be at, so that nobody's push is written over. The
branch of an open one is never put back to the base's head: GitHub would close it.
"""

import contextlib

from tagboat.core import errors
from tagboat.core.pull_requests.proposal import Proposal
from tagboat.core.pull_requests.standing import Commit, PullRequest
from tagboat.git_hosts.github import git_data
from tagboat.git_hosts.github.commit_on_branch import ASKED, COMMIT, commit_input
from tagboat.git_hosts.github.mutations import Mutations
from tagboat.git_hosts.github.requests import GitHubRequests, Mutated

_NO_COMMIT = "0" * 40
_MOVED = (
    "already exists",
    "cannot be updated",
    "not a fast forward",
    "does not exist",
    "branch not found",
)
"""Parts of what GitHub says of a branch that is not where it was read."""


class BranchSteps:
    """The steps of one proposal's branch."""

    def __init__(self, requests: GitHubRequests, proposal: Proposal) -> None:
        """Begin with no steps."""
        self.mutations = Mutations()
        self.fields = self.mutations.fields
        self._requests, self._proposal = requests, proposal
        self._branch = proposal.standing.branch
        self._begun_at = ""
        """The commit that the branch is put to, if it is."""
        self._written = ""
        """The commit, where it is written before the branch is moved."""

    def open(self) -> None:
        """Begin the branch at the base's head, anew if it is there, and commit on it."""
        head, base = self._proposal.standing.head, self._proposal.base.head
        if git_data.is_needed(self._proposal.files, self._proposal.author):
            self._written = git_data.write_commit(self._requests, self._proposal, base, [base])
        start = self._written or base
        if head is None:
            self._begun_at = start
            self.mutations.add("createRef", self._of_repository() | self._named(oid=start))
        elif head.id != start:
            self._begun_at = start
            self._move(head.id, start, force=True)
        if not self._written:
            self._commit(base)

    def change(self, found: PullRequest, head: Commit) -> None:
        """Commit on the branch's head; with the base's, if they conflict or it has other files."""
        base = self._proposal.base.head
        if found.conflicts or self._proposal.rebuilt:
            onto, parents = base, [head.id, base]
        elif git_data.is_needed(self._proposal.files, self._proposal.author):
            onto, parents = head.id, [head.id]
        else:
            self._commit(head.id)
            return
        self._written = git_data.write_commit(self._requests, self._proposal, onto, parents)
        self._move(head.id, self._written, force=False)

    def commit_of(self, done: Mutated) -> str | None:
        """The commit that the branch is at if all steps were done."""
        if self._written:
            return (
                None if "updateRefs" in done.errors or "createRef" in done.errors else self._written
            )
        made = done.data.get(COMMIT)
        return str(made["commit"]["oid"]) if made else None

    def error_of(self, done: Mutated) -> errors.TagboatError | None:
        """Why the branch is not at the commit; None if it is."""
        if self.commit_of(done):
            return None  # Even if somebody else began the branch, at the same commit.
        field = next(field for field in self.fields if field in done.errors)
        refused, why = done.refusals[field], done.errors[field]
        if refused.says(*_MOVED):
            return errors.HeadMoved(f"{self._branch} moved: {refused.said}")
        if isinstance(why, errors.BranchProtected):
            return errors.BranchProtected(
                f"The rules of {self._requests.repository} do not allow commits to {self._branch},"
                f" which the pull request comes from: {refused.said}. Let the token's owner bypass"
                " them, or name another branch."
            )
        return why

    def undo(self, done: Mutated) -> None:
        """Delete the branch that was begun here, if nobody has pushed to it since."""
        begun = [field for field in self.fields if field in ("createRef", "updateRefs")]
        if not begun or begun[0] in done.errors:
            return
        mutations = Mutations()
        update = self._update(self.commit_of(done) or self._begun_at, _NO_COMMIT, force=True)
        mutations.add("updateRefs", update)
        # What comes of it changes nothing of what is to be told.
        with contextlib.suppress(errors.TagboatError):
            self._requests.mutate(mutations.text, mutations.variables, self._branch)

    def _commit(self, head: str) -> None:
        files, message = self._proposal.files, self._proposal.message
        change = commit_input(self._requests.repository, self._branch, head, files, message)
        self.mutations.add(COMMIT, change, ASKED)

    def _move(self, before: str, after: str, *, force: bool) -> None:
        self.mutations.add("updateRefs", self._update(before, after, force=force))

    def _update(self, before: str, after: str, *, force: bool) -> dict[str, object]:
        update = self._named(beforeOid=before, afterOid=after, force=force)
        return self._of_repository() | {"refUpdates": [update]}

    def _of_repository(self) -> dict[str, object]:
        return {"repositoryId": self._requests.ask_id(self._proposal.base.branch)}

    def _named(self, **more: object) -> dict[str, object]:
        return {"name": f"refs/heads/{self._branch}", **more}
