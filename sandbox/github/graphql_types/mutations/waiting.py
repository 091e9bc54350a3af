"""Pull requests that are to be merged later: auto-merge and merge queues."""

from typing import Any

from sandbox.github.graphql_types import payloads
from sandbox.github.graphql_types.merge_queues import shown_entry
from sandbox.github.graphql_types.mutations.base import Mutations
from sandbox.github.graphql_types.people import actor_of
from sandbox.github.node_access import need_to_write, pull_request_of
from sandbox.github.pull_requests import auto_merge
from sandbox.github.pull_requests.merge_queue import dequeue, enqueue


class WaitingMutations(Mutations):
    """Each raises the TypedError with which GitHub would refuse."""

    def enable_pull_request_auto_merge(
        self, input: dict[str, Any]
    ) -> payloads.EnablePullRequestAutoMergePayload:
        """Merge it as soon as it can be."""
        hosted, pull = auto_merge.enable(self._call, input)
        self._call.notice(hosted)  # Where only a merge queue is in the way, it is in it at once.
        shown = self._shown(hosted, pull)
        id_, actor = input.get("clientMutationId"), actor_of(self._call.token.account, self._call)
        return payloads.EnablePullRequestAutoMergePayload(id_, shown, actor)

    def disable_pull_request_auto_merge(
        self, input: dict[str, Any]
    ) -> payloads.DisablePullRequestAutoMergePayload:
        """Do not merge it by itself."""
        shown = self._shown(*auto_merge.disable(self._call, input["pullRequestId"]))
        id_, actor = input.get("clientMutationId"), actor_of(self._call.token.account, self._call)
        return payloads.DisablePullRequestAutoMergePayload(id_, shown, actor)

    def enqueue_pull_request(self, input: dict[str, Any]) -> payloads.EnqueuePullRequestPayload:
        """Put it into the merge queue of its base."""
        hosted, pull = pull_request_of(self._call, input["pullRequestId"])
        need_to_write(self._call, "contents", "pull_requests")
        enqueue(hosted, pull, input.get("expectedHeadOid"), jump=bool(input.get("jump")))
        entry = shown_entry(self._call, hosted, pull)
        return payloads.EnqueuePullRequestPayload(input.get("clientMutationId"), entry)

    def dequeue_pull_request(self, input: dict[str, Any]) -> payloads.DequeuePullRequestPayload:
        """Take it out of the merge queue."""
        hosted, pull = pull_request_of(self._call, input["id"])
        need_to_write(self._call, "contents", "pull_requests")
        entry = shown_entry(self._call, hosted, pull)
        dequeue(hosted, pull)
        return payloads.DequeuePullRequestPayload(input.get("clientMutationId"), entry)
