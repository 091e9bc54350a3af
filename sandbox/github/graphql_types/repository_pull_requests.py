"""What a repository has to do with pull requests: they, their labels, and how they are merged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sandbox.github.call import Call
from sandbox.github.graphql_types import connections as lists
from sandbox.github.graphql_types import merge_queues
from sandbox.github.graphql_types import pull_requests as pulls
from sandbox.github.graphql_types.conversations import Label
from sandbox.github.graphql_types.pages import Wanted, page
from sandbox.github.graphql_types.people import User
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.node_access import need_to_read
from sandbox.github.node_ids import node_id
from sandbox.github.pull_requests.choosing import Filter, chosen_from
from sandbox.github.pull_requests.people_and_labels import assignable
from sandbox.github.pull_requests.refusals import number_not_found


@dataclass(frozen=True)
class RepositoryPullRequests:
    """A part of `Repository`."""

    _call: Call = field(repr=False)
    _hosted: HostedRepository = field(repr=False)

    def pull_request(self, number: int) -> "pulls.PullRequest":
        """The pull request of a number.

        Raises:
            TypedError: There is none.
        """
        need_to_read(self._call, "pull_requests")
        found = self._hosted.pulls.numbered(number)
        if found is None:
            raise number_not_found(number)
        return pulls.PullRequest.of(self._call, self._hosted, found)

    def pull_requests(
        self,
        head_ref_name: str | None = None,
        base_ref_name: str | None = None,
        states: Sequence[str] | None = None,
        labels: Sequence[str] | None = None,
        order_by: Mapping[str, str] | None = None,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
    ) -> lists.PullRequestConnection:
        """Its pull requests, by number if nothing else is asked for."""
        wanted = Wanted("pullRequests", first, last, after, before)
        which = Filter(head_ref_name, base_ref_name, states, labels)
        return chosen_by(self._call, self._hosted, which, order_by, wanted)

    def label(self, name: str) -> Label | None:
        """The label of a name; None when there is none."""
        found = self._hosted.labels.named(name)
        return Label.of(found) if found else None

    def labels(
        self, first: int | None = None, last: int | None = None, query: str | None = None
    ) -> lists.LabelConnection:
        """Its labels, or those whose names hold `query`."""
        found = [
            Label.of(label)
            for label in self._hosted.labels
            if (query or "").lower() in label.name.lower()
        ]
        return page(lists.LabelConnection, found, Wanted("labels", first, last))

    def auto_merge_allowed(self) -> bool:
        """Whether pull requests may wait for being merged."""
        return self._hosted.settings.allow_auto_merge

    def delete_branch_on_merge(self) -> bool:
        """Whether a pull request's branch goes when it is merged."""
        return self._hosted.settings.delete_branch_on_merge

    def merge_commit_allowed(self) -> bool:
        """Whether pull requests may be merged by a merge commit."""
        return "MERGE" in self._hosted.settings.merge_methods

    def squash_merge_allowed(self) -> bool:
        """Whether pull requests may be squashed."""
        return "SQUASH" in self._hosted.settings.merge_methods

    def rebase_merge_allowed(self) -> bool:
        """Whether pull requests may be rebased."""
        return "REBASE" in self._hosted.settings.merge_methods

    def merge_queue(self, branch: str | None = None) -> "merge_queues.MergeQueue | None":
        """The queue of a branch, of the default one if none is named; None without a queue."""
        name = branch or self._hosted.default_branch
        if not self._hosted.has_merge_queue(name):
            return None
        id_ = node_id("MQ", self._hosted.id, name)
        return merge_queues.MergeQueue(id_, self._call, self._hosted, name)

    def assignable_users(
        self, query: str | None = None, first: int | None = None, last: int | None = None
    ) -> lists.UserConnection:
        """Whom pull requests may be assigned to, or those whose login or name begins so."""
        found = [User.of(account, self._call) for account in assignable(self._hosted, query or "")]
        return page(lists.UserConnection, found, Wanted("assignableUsers", first, last))


def chosen_by(
    call: Call,
    hosted: HostedRepository,
    which: Filter,
    order_by: Mapping[str, str] | None,
    wanted: Wanted,
) -> lists.PullRequestConnection:
    """Some of a repository's pull requests."""
    need_to_read(call, "pull_requests")
    chosen = chosen_from(hosted.pulls, which, order_by)
    found = [pulls.PullRequest.of(call, hosted, one) for one in chosen]
    return page(lists.PullRequestConnection, found, wanted)
