"""Merge queues of branches."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.github.call import Call
from sandbox.github.graphql_types import connections as lists
from sandbox.github.graphql_types import pull_requests as pulls
from sandbox.github.graphql_types.conversations import MergeQueueEntry
from sandbox.github.graphql_types.pages import Wanted, page
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.pull_requests import pull_request as records
from sandbox.github.pull_requests.merge_queue import entry_of


@dataclass(frozen=True)
class MergeQueue:
    """`MergeQueue`."""

    id: str
    _call: Call = field(repr=False)
    _hosted: HostedRepository = field(repr=False)
    _branch: str

    def entries(
        self, first: int | None = None, last: int | None = None
    ) -> lists.MergeQueueEntryConnection:
        """What waits, the next to be merged first."""
        queued = self._hosted.pulls.queues.get(self._branch, [])
        waiting = [self._hosted.pulls.numbered(number) for number in queued]
        found: list[Any] = [shown_entry(self._call, self._hosted, pull) for pull in waiting if pull]
        return page(lists.MergeQueueEntryConnection, found, Wanted("entries", first, last))


def shown_entry(
    call: Call, hosted: HostedRepository, record: records.PullRequest
) -> MergeQueueEntry | None:
    """A pull request's place in the merge queue as GraphQL has it; None when it is in none."""
    entry = entry_of(hosted, record)
    if entry is None:
        return None
    shown = pulls.PullRequest.of(call, hosted, record)
    return MergeQueueEntry(entry.node_id, entry.position, entry.state, shown)
