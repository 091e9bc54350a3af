"""Pull requests: opened, changed, closed, merged."""

from typing import Any

from sandbox.github.graphql_types import payloads
from sandbox.github.graphql_types.mutations.base import Mutations
from sandbox.github.graphql_types.people import actor_of
from sandbox.github.node_access import need_to_write, pull_request_of
from sandbox.github.pull_requests.creating import create_pull_request
from sandbox.github.pull_requests.merging import merge
from sandbox.github.pull_requests.updating import set_draft, set_state, update
from sandbox.github.pull_requests.wishing import wish_of


class PullRequestMutations(Mutations):
    """Each raises the TypedError with which GitHub would refuse."""

    def create_pull_request(self, input: dict[str, Any]) -> payloads.CreatePullRequestPayload:
        """Open one."""
        shown = self._shown(*create_pull_request(self._call, input))
        return payloads.CreatePullRequestPayload(input.get("clientMutationId"), shown)

    def update_pull_request(self, input: dict[str, Any]) -> payloads.UpdatePullRequestPayload:
        """Change what it says, who and what is on it, and whether it is open."""
        shown, actor = self._shown(*update(self._call, input)), self._call.token.account
        id_ = input.get("clientMutationId")
        return payloads.UpdatePullRequestPayload(id_, shown, actor_of(actor, self._call))

    def close_pull_request(self, input: dict[str, Any]) -> payloads.ClosePullRequestPayload:
        """Close it."""
        shown = self._shown(*set_state(self._call, input["pullRequestId"], "CLOSED"))
        return payloads.ClosePullRequestPayload(input.get("clientMutationId"), shown)

    def reopen_pull_request(self, input: dict[str, Any]) -> payloads.ReopenPullRequestPayload:
        """Open it again."""
        shown = self._shown(*set_state(self._call, input["pullRequestId"], "OPEN"))
        return payloads.ReopenPullRequestPayload(input.get("clientMutationId"), shown)

    def mark_pull_request_ready_for_review(
        self, input: dict[str, Any]
    ) -> payloads.MarkPullRequestReadyForReviewPayload:
        """Make it no draft any more."""
        shown = self._shown(*set_draft(self._call, input["pullRequestId"], is_draft=False))
        return payloads.MarkPullRequestReadyForReviewPayload(input.get("clientMutationId"), shown)

    def convert_pull_request_to_draft(
        self, input: dict[str, Any]
    ) -> payloads.ConvertPullRequestToDraftPayload:
        """Make it a draft."""
        shown = self._shown(*set_draft(self._call, input["pullRequestId"], is_draft=True))
        return payloads.ConvertPullRequestToDraftPayload(input.get("clientMutationId"), shown)

    def merge_pull_request(self, input: dict[str, Any]) -> payloads.MergePullRequestPayload:
        """Merge it now."""
        hosted, pull = pull_request_of(self._call, input["pullRequestId"])
        need_to_write(self._call, "contents", "pull_requests")
        merge(
            hosted,
            pull,
            wish_of(self._call, input),
            expected=input.get("expectedHeadOid"),
            before_move=lambda: self._call.begin("mergePullRequest/update-ref"),
        )
        self._call.notice(hosted)
        id_, actor = input.get("clientMutationId"), actor_of(self._call.token.account, self._call)
        return payloads.MergePullRequestPayload(id_, self._shown(hosted, pull), actor)
