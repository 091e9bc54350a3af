"""Let a pull request on GitHub merge itself as soon as the rules allow it.

"Automatically merging a pull request", "Managing a merge queue". GitHub turns auto-merge on only
where something is still in the way; where nothing is, it says so, and the pull request is merged
by itself. Its texts for that are not documented, so an unknown one is quoted in a note.

Whoever may bypass a rule would bypass it by merging: so nothing is merged but what GitHub says is
clear, and never past a merge queue.
"""

from typing import Any

from msgspec import Struct

from tagboat.core import errors
from tagboat.core.pull_requests.proposal import MergeMethod, Proposal
from tagboat.git_hosts.github.mutations import Mutations
from tagboat.git_hosts.github.refusals import Refusal
from tagboat.git_hosts.github.requests import GitHubRequests, Mutated

ENABLE = "enablePullRequestAutoMerge"
_MERGE = "mergePullRequest"
_QUEUE = "enqueuePullRequest"
_NOTHING_PENDING = (
    "clean status",
    "unstable status",
    "has_hooks status",
    "protected branch rules not configured",
)
_CLEAR = ("CLEAN", "UNSTABLE", "HAS_HOOKS")
_STATUS = """
query($pull: ID!) {
  node(id: $pull) { ... on PullRequest { mergeStateStatus isMergeQueueEnabled } }
}
"""


class Merging(Struct, frozen=True):
    """What has become of merging."""

    commit: str | None = None
    """The base's, where it is merged already."""
    notes: tuple[str, ...] = ()


class AutoMerge:
    """How one pull request merges itself."""

    def __init__(
        self,
        requests: GitHubRequests,
        proposal: Proposal,
        key: str,
        head: str,
        *,
        queued: bool | None = None,
    ) -> None:
        """Keep what is to be merged.

        Args:
            requests: The repository.
            proposal: What says whether, and how.
            key: The pull request's node id.
            head: The commit that its branch must be at.
            queued: Whether the base has a merge queue; None if it is not known.
        """
        self._requests = requests
        self._branch = proposal.standing.branch
        self._method = proposal.auto_merge
        self._which: dict[str, Any] = {"pullRequestId": key, "expectedHeadOid": head}
        self._queued = queued
        self._impossible = _impossible(proposal)

    def add_to(self, mutations: Mutations) -> None:
        """Turn it on in a document, if it is wanted and GitHub can."""
        if self._method is not None and not self._impossible:
            mutations.add(ENABLE, self._with_method())

    def settle(self, done: Mutated | None) -> Merging:
        """Do what is left to do.

        Args:
            done: What became of the document; None if there was none.

        Raises:
            HeadMoved: The branch is at another commit.
            RetryableError: Read again later.
        """
        if self._impossible:
            return Merging(notes=(self._impossible,))
        refusal = done.refusals.get(ENABLE) if done else None
        if refusal is None or done is None or refusal.says("already in the merge queue"):
            return Merging()
        if refusal.says("merge method"):
            return self._open(refusal, f"Allow {self._method} in the repository's settings")
        if refusal.says(*_NOTHING_PENDING):
            return self._enqueue() if self._is_queued() else self._merge()
        if not refusal.says("not allowed for this repository"):
            return self._refused(refusal, done.errors[ENABLE])
        status = self._ask_status()
        if status.get("mergeStateStatus") in _CLEAR:
            return self._enqueue() if status.get("isMergeQueueEnabled") else self._merge()
        return self._open(refusal, "Allow auto-merge in the repository's settings")

    def _is_queued(self) -> bool:
        if self._queued is None:
            self._queued = bool(self._ask_status().get("isMergeQueueEnabled"))
        return self._queued

    def _ask_status(self) -> dict[str, Any]:
        which = {"pull": self._which["pullRequestId"]}
        return self._requests.graphql(_STATUS, which, self._branch)["node"] or {}

    def _merge(self) -> Merging:
        mutations = Mutations()
        mutations.add(_MERGE, self._with_method(), "pullRequest { mergeCommit { oid } }")
        done = self._requests.mutate(mutations.text, mutations.variables, self._branch)
        if refusal := done.refusals.get(_MERGE):
            return self._refused(refusal, done.errors[_MERGE])
        merged = done.data[_MERGE]["pullRequest"]
        commit = merged and merged["mergeCommit"]
        return Merging(commit=str(commit["oid"]) if commit else None)

    def _enqueue(self) -> Merging:
        mutations = Mutations()
        mutations.add(_QUEUE, self._which)
        done = self._requests.mutate(mutations.text, mutations.variables, self._branch)
        if refusal := done.refusals.get(_QUEUE):
            return self._refused(refusal, done.errors[_QUEUE])
        return Merging()

    def _refused(self, refusal: Refusal, why: errors.TagboatError) -> Merging:
        if refusal.says("branch was modified"):
            raise errors.HeadMoved(f"{self._branch} cannot be merged yet: {refusal.said}")
        if isinstance(why, errors.RetryableError):
            raise why
        return self._open(refusal, "Merge it by hand, or mend what GitHub names")

    def _open(self, refusal: Refusal, what_to_do: str) -> Merging:
        return Merging(
            notes=(f"It does not merge itself: GitHub says {refusal.said!r}. {what_to_do}.",)
        )

    def _with_method(self) -> dict[str, Any]:
        return self._which | {"mergeMethod": str(self._method).upper()}


def _impossible(proposal: Proposal) -> str:
    """Why GitHub is not even asked."""
    if proposal.auto_merge is MergeMethod.FAST_FORWARD:
        return (
            "It does not merge itself: GitHub has no fast-forward. Set `auto_merge` to squash,"
            " merge or rebase."
        )
    if proposal.auto_merge and proposal.draft:
        return (
            "It does not merge itself: it is a draft. Mark it as ready for review, or set `draft:"
            " false`."
        )
    return ""
