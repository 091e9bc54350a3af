"""Let a pull request on GitHub merge itself as soon as the rules allow it.

"Automatically merging a pull request", "Managing a merge queue". GitHub turns auto-merge on only
where something is still in the way; where nothing is, it says so, and the pull request is merged
by itself. Its texts for that are not documented, so an unknown one is quoted in a note.

A pull request is never merged past a rule: who may bypass rules is asked for nothing more than
what GitHub says is clear.
"""

from typing import Any

from msgspec import Struct

from tagboat.core import errors
from tagboat.core.pull_requests.proposal import MergeMethod, Proposal
from tagboat.git_hosts.github.errors import Refusal
from tagboat.git_hosts.github.mutations import Mutations
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
query($pull: ID!) { node(id: $pull) { ... on PullRequest { mergeStateStatus } } }
"""


class Merging(Struct, frozen=True):
    """What has become of merging."""

    commit: str | None = None
    """The base's, where it is merged already."""
    notes: tuple[str, ...] = ()


class AutoMerge:
    """How one pull request merges itself."""

    def __init__(self, requests: GitHubRequests, proposal: Proposal, key: str, head: str) -> None:
        """Keep what is to be merged.

        Args:
            requests: The repository.
            proposal: What says whether, and how.
            key: The pull request's node id.
            head: The commit that its branch must be at.
        """
        self._requests = requests
        self._branch = proposal.standing.branch
        self._method = proposal.auto_merge
        self._which: dict[str, Any] = {"pullRequestId": key, "expectedHeadOid": head}
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
        if refusal is None or done is None:
            return Merging()
        if refusal.says("merge method"):
            return self._open(refusal, f"Allow {self._method} in the repository's settings")
        if refusal.says(*_NOTHING_PENDING) or (
            refusal.says("not allowed for this repository") and self._is_clear()
        ):
            return self._merge()
        if refusal.says("not allowed for this repository"):
            return self._open(refusal, "Allow auto-merge in the repository's settings")
        return self._refused(refusal, done.errors[ENABLE])

    def _is_clear(self) -> bool:
        which = {"pull": self._which["pullRequestId"]}
        node = self._requests.graphql(_STATUS, which, self._branch)["node"] or {}
        return node.get("mergeStateStatus") in _CLEAR

    def _merge(self) -> Merging:
        mutations = Mutations()
        mutations.add(_MERGE, self._with_method(), "pullRequest { mergeCommit { oid } }")
        done = self._requests.mutate(mutations.text, mutations.variables, self._branch)
        if refusal := done.refusals.get(_MERGE):
            if refusal.says("merge queue"):
                return self._enqueue()
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
