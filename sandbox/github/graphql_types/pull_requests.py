"""Pull requests, worked out from their records and from the branches as they are now."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

from sandbox.github.answers import not_supported
from sandbox.github.call import Call
from sandbox.github.commit_refusals import not_accessible
from sandbox.github.graphql_types import connections as lists
from sandbox.github.graphql_types import merge_queues, repositories
from sandbox.github.graphql_types.conversations import (
    AutoMergeRequest,
    ClosedEvent,
    IssueComment,
    Label,
    MergeQueueEntry,
    PullRequestCommit,
    ReviewRequest,
)
from sandbox.github.graphql_types.git_objects import Commit
from sandbox.github.graphql_types.pages import Wanted, page
from sandbox.github.graphql_types.people import Bot, User, actor_of, utc_time
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.opened_repository import OpenedRepository
from sandbox.github.pull_requests import pull_request as records
from sandbox.github.pull_requests.merge_commits import commits_of
from sandbox.github.pull_requests.merge_queue import entry_of
from sandbox.github.pull_requests.merge_state import has_conflicts, merge_state


@dataclass(frozen=True)
class PullRequest:
    """`PullRequest`."""

    id: str
    number: int
    url: str
    title: str
    body: str
    state: str
    is_draft: bool
    head_ref_name: str
    head_ref_oid: str
    base_ref_name: str
    base_ref_oid: str
    author: User | Bot
    closed: bool
    merged: bool
    created_at: str
    updated_at: str
    _call: Call = field(repr=False)
    _hosted: HostedRepository = field(repr=False)
    _record: records.PullRequest = field(repr=False)
    _is_known: bool

    @classmethod
    def of(cls, call: Call, hosted: HostedRepository, record: records.PullRequest) -> Self:
        """The pull request as GraphQL has it."""
        if not call.token.may_read("pull_requests"):
            raise not_accessible(call.token)
        return cls(
            id=record.node_id,
            number=record.number,
            url=f"{call.url}/{hosted.full_name}/pull/{record.number}",
            title=record.title,
            body=record.body,
            state=record.state,
            is_draft=record.is_draft,
            head_ref_name=record.head,
            head_ref_oid=record.head_oid,
            base_ref_name=record.base,
            base_ref_oid=record.base_oid,
            author=actor_of(record.author, call),
            closed=not record.is_open,
            merged=record.state == "MERGED",
            created_at=utc_time(record.created_at),
            updated_at=utc_time(record.updated_at),
            _call=call,
            _hosted=hosted,
            _record=record,
            _is_known=hosted.pulls.is_known(),
        )

    def repository(self) -> "repositories.Repository":
        """Where it is."""
        return repositories.Repository.of(self._call, self._hosted)

    def base_repository(self) -> "repositories.Repository":
        """Where its base is."""
        return self.repository()

    def head_repository(self) -> "repositories.Repository | None":
        """Where its head is; None if the token does not see it."""
        if self._record.fork_id is None:
            return self.repository()
        fork = self._call.github.repository_by_id(self._record.fork_id)
        seen = self._call.repository(fork.full_name) if fork else None
        return repositories.Repository.of(self._call, seen) if seen else None

    def is_cross_repository(self) -> bool:
        """Whether its head is in a fork."""
        return self._record.fork_id is not None

    def head_ref(self) -> "repositories.Ref | None":
        """The branch it is made of; None when it is gone."""
        repository = self.head_repository()
        return repository.ref(f"refs/heads/{self.head_ref_name}") if repository else None

    def base_ref(self) -> "repositories.Ref | None":
        """The branch it is for; None when it is gone."""
        return self.repository().ref(f"refs/heads/{self.base_ref_name}")

    def mergeable(self) -> str:
        """`MERGEABLE` or `CONFLICTING`; `UNKNOWN` if it is not open or a test wants it so."""
        if not self._record.is_open or not self._is_known:
            return "UNKNOWN"
        conflicts = has_conflicts(self._hosted.git.open(), self._record)
        return "CONFLICTING" if conflicts else "MERGEABLE"

    def merge_state_status(self) -> str:
        """Whether the rules of the base let it be merged."""
        if not self._is_known:
            return "UNKNOWN"
        return merge_state(self._hosted, self._record)

    def closed_at(self) -> str | None:
        """When it was last closed, None while it is open."""
        closings = self._record.closings
        return utc_time(closings[-1].at) if self.closed and closings else None

    def merged_at(self) -> str | None:
        """When it was merged."""
        return utc_time(self._record.merge.at) if self._record.merge else None

    def merged_by(self) -> User | Bot | None:
        """Who merged it, None if not known."""
        merge = self._record.merge
        return actor_of(merge.actor, self._call) if merge and merge.actor else None

    def merge_commit(self) -> Commit | None:
        """What it became on its base."""
        merge, place = self._record.merge, self._place()
        return Commit.of(place, place.find(merge.commit)) if merge else None

    def auto_merge_request(self) -> AutoMergeRequest | None:
        """The wish to merge it as soon as it can be."""
        wish = self._record.auto_merge
        return AutoMergeRequest.of(wish, self._call) if wish else None

    def commits(
        self,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> lists.PullRequestCommitConnection:
        """What its base has not, oldest first."""
        place = self._place()
        found = [
            PullRequestCommit(Commit.of(place, commit))
            for commit in commits_of(place.git, self._record)
        ]
        wanted = Wanted("commits", first, last, after, before)
        return page(lists.PullRequestCommitConnection, found, wanted)

    def labels(self, first: int | None = None, last: int | None = None) -> lists.LabelConnection:
        """Its labels."""
        found = [Label.of(label) for label in self._record.labels]
        return page(lists.LabelConnection, found, Wanted("labels", first, last))

    def assignees(self, first: int | None = None, last: int | None = None) -> lists.UserConnection:
        """Who is assigned to it."""
        found = [User.of(account, self._call) for account in self._record.assignees]
        return page(lists.UserConnection, found, Wanted("assignees", first, last))

    def review_requests(
        self, first: int | None = None, last: int | None = None
    ) -> lists.ReviewRequestConnection:
        """Who is asked for a review and has not given one."""
        found = [ReviewRequest.of(reviewer, self._call) for reviewer in self._record.reviewers]
        return page(lists.ReviewRequestConnection, found, Wanted("reviewRequests", first, last))

    def comments(
        self, first: int | None = None, last: int | None = None
    ) -> lists.IssueCommentConnection:
        """The conversation."""
        found = [IssueComment.of(comment, self._call) for comment in self._record.comments]
        return page(lists.IssueCommentConnection, found, Wanted("comments", first, last))

    def timeline_items(
        self,
        item_types: Sequence[str] | None = None,
        first: int | None = None,
        last: int | None = None,
    ) -> lists.PullRequestTimelineItemsConnection:
        """How often it was closed, and by whom; no other event is kept.

        Raises:
            Answer: Other events are asked for.
        """
        if item_types != ["CLOSED_EVENT"]:
            raise not_supported(f"PullRequest.timelineItems(itemTypes: {item_types})")
        found = [ClosedEvent.of(closing, self._call) for closing in self._record.closings]
        wanted = Wanted("timelineItems", first, last)
        return page(lists.PullRequestTimelineItemsConnection, found, wanted)

    def is_in_merge_queue(self) -> bool:
        """Whether it waits in its base's merge queue."""
        return entry_of(self._hosted, self._record) is not None

    def is_merge_queue_enabled(self) -> bool:
        """Whether its base has a merge queue."""
        return self._hosted.has_merge_queue(self._record.base)

    def merge_queue_entry(self) -> MergeQueueEntry | None:
        """Its place in the merge queue."""
        return merge_queues.shown_entry(self._call, self._hosted, self._record)

    def _place(self) -> OpenedRepository:
        return OpenedRepository(self._call, self._hosted, self._hosted.git.open())
