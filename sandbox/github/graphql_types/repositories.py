"""Repositories and their branches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from sandbox.github.answers import not_supported
from sandbox.github.call import Call
from sandbox.github.commit_refusals import not_accessible
from sandbox.github.graphql_types import connections as lists
from sandbox.github.graphql_types import pull_requests as pulls
from sandbox.github.graphql_types.conversations import Label
from sandbox.github.graphql_types.git_objects import Blob, Commit, Tree, shown
from sandbox.github.graphql_types.pages import Wanted, page
from sandbox.github.graphql_types.people import Organization, User, owner_of
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.node_access import need_to_read
from sandbox.github.node_ids import node_id
from sandbox.github.opened_repository import OpenedRepository
from sandbox.github.pull_requests.choosing import Filter, chosen_from
from sandbox.github.pull_requests.people_and_labels import assignable
from sandbox.github.pull_requests.refusals import number_not_found


@dataclass(frozen=True)
class Repository:
    """`Repository`."""

    id: str
    database_id: int
    name: str
    name_with_owner: str
    owner: User | Organization
    is_private: bool
    url: str
    _call: Call = field(repr=False)
    _hosted: HostedRepository = field(repr=False)

    @classmethod
    def of(cls, call: Call, hosted: HostedRepository) -> Self:
        """The repository as GraphQL has it."""
        return cls(
            id=hosted.node_id,
            database_id=hosted.id,
            name=hosted.name,
            name_with_owner=hosted.full_name,
            owner=owner_of(hosted.owner, call),
            is_private=hosted.private,
            url=f"{call.url}/{hosted.full_name}",
            _call=call,
            _hosted=hosted,
        )

    def default_branch_ref(self) -> "Ref | None":
        """The branch that HEAD names; None while it has no commits."""
        return self.ref(f"refs/heads/{self._hosted.default_branch}")

    def ref(self, qualified_name: str) -> "Ref | None":
        """A branch or tag. The `refs/heads/` may be left out, as on github.com."""
        place = self._contents()
        for name in (qualified_name, f"refs/heads/{qualified_name}", f"refs/tags/{qualified_name}"):
            if name.startswith("refs/") and name in place.git.references:
                return Ref.of(place, name)
        return None

    def object(
        self, expression: str | None = None, oid: str | None = None
    ) -> Commit | Tree | Blob | None:
        """What an expression such as `main:folder/file`, or an id, names; None when nothing."""
        if (expression is None) == (oid is None):
            raise not_supported("Repository.object without one of expression and oid")
        place = self._contents()
        try:
            found: Any = place.git.revparse_single(expression or oid or "")
        except (KeyError, ValueError):
            return None
        _, found_at, path = (expression or "").partition(":")
        return shown(place, found.id, path.strip("/") if found_at else None)

    def refs(
        self,
        ref_prefix: str,
        first: int | None = None,
        last: int | None = None,
        after: str | None = None,
        before: str | None = None,
        query: str | None = None,
    ) -> lists.RefConnection:
        """The references whose names begin with `refs/heads/` or the like, sorted."""
        place = self._contents()
        names = [name for name in sorted(place.git.references) if name.startswith(ref_prefix)]
        found = [Ref.of(place, name) for name in names if (query or "") in name]
        return page(lists.RefConnection, found, Wanted("refs", first, last, after, before))

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
        need_to_read(self._call, "pull_requests")
        chosen = chosen_from(
            self._hosted.pulls,
            Filter(head_ref_name, base_ref_name, states, labels),
            order_by,
        )
        found = [pulls.PullRequest.of(self._call, self._hosted, one) for one in chosen]
        wanted = Wanted("pullRequests", first, last, after, before)
        return page(lists.PullRequestConnection, found, wanted)

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

    def merge_queue(self, branch: str | None = None) -> "pulls.MergeQueue | None":
        """The queue of a branch, of the default one if none is named; None without a queue."""
        name = branch or self._hosted.default_branch
        if not self._hosted.has_merge_queue(name):
            return None
        id_ = node_id("MQ", self._hosted.id, name)
        return pulls.MergeQueue(id_, self._call, self._hosted, name)

    def viewer_permission(self) -> str:
        """What the token may do with its content."""
        return "WRITE" if self._call.token.may_write("contents") else "READ"

    def assignable_users(
        self, query: str | None = None, first: int | None = None, last: int | None = None
    ) -> lists.UserConnection:
        """Whom pull requests may be assigned to, or those whose login or name begins so."""
        found = [User.of(account) for account in assignable(self._hosted, query or "")]
        return page(lists.UserConnection, found, Wanted("assignableUsers", first, last))

    def _contents(self) -> OpenedRepository:
        if not self._call.token.may_read("contents"):
            raise not_accessible(self._call.token)
        return OpenedRepository(self._call, self._hosted, self._hosted.git.open())


@dataclass(frozen=True)
class Ref:
    """`Ref`: a branch or a tag."""

    id: str
    prefix: str
    """`refs/heads/` or `refs/tags/`."""
    name: str
    repository: Repository
    _place: OpenedRepository = field(repr=False)

    @classmethod
    def of(cls, place: OpenedRepository, full_name: str) -> Self:
        """The reference of a name that begins with `refs/`."""
        kind, name = full_name.split("/", 2)[1:]
        id_ = node_id("REF", place.hosted.id, full_name)
        return cls(id_, f"refs/{kind}/", name, Repository.of(place.call, place.hosted), place)

    def associated_pull_requests(
        self,
        states: Sequence[str] | None = None,
        first: int | None = None,
        last: int | None = None,
        order_by: Mapping[str, str] | None = None,
    ) -> lists.PullRequestConnection:
        """The pull requests that are made of it."""
        return self.repository.pull_requests(
            head_ref_name=self.name, states=states, order_by=order_by, first=first, last=last
        )

    def target(self) -> Commit | Tree | Blob:
        """What it points to, now."""
        reference = self._place.git.references[f"{self.prefix}{self.name}"]
        return shown(self._place, reference.resolve().target)
