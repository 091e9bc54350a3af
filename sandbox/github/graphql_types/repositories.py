"""Repositories and their branches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from sandbox.github.answers import not_supported
from sandbox.github.branch_rules import PULL_REQUEST_NEEDED, Rule
from sandbox.github.call import Call
from sandbox.github.commit_refusals import not_accessible
from sandbox.github.graphql_types import connections as lists
from sandbox.github.graphql_types.git_objects import Blob, Commit, Tree, shown
from sandbox.github.graphql_types.pages import Wanted, page
from sandbox.github.graphql_types.people import Organization, User, owner_of
from sandbox.github.graphql_types.repository_pull_requests import (
    RepositoryPullRequests,
    chosen_by,
)
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.node_ids import node_id
from sandbox.github.opened_repository import OpenedRepository
from sandbox.github.pull_requests.choosing import Filter


@dataclass(frozen=True)
class Repository(RepositoryPullRequests):
    """`Repository`."""

    id: str
    database_id: int
    name: str
    name_with_owner: str
    owner: User | Organization
    is_private: bool
    url: str

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

    def viewer_permission(self) -> str | None:
        """What the token may do with its content; an App is told nothing, says the schema."""
        if self._call.token.kind == "installation":
            return None
        return "WRITE" if self._call.token.may_write("contents") else "READ"

    def is_archived(self) -> bool:
        """Never: nobody archives here."""
        return False

    def auto_merge_allowed(self) -> bool:
        """Whether pull requests may wait for being merged."""
        return self._hosted.settings.allow_auto_merge

    def squash_merge_allowed(self) -> bool:
        """Whether they may be squashed."""
        return "SQUASH" in self._hosted.settings.merge_methods

    def merge_commit_allowed(self) -> bool:
        """Whether they may be merged by a commit."""
        return "MERGE" in self._hosted.settings.merge_methods

    def rebase_merge_allowed(self) -> bool:
        """Whether they may be rebased."""
        return "REBASE" in self._hosted.settings.merge_methods

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
        base_ref_name: str | None = None,
        first: int | None = None,
        last: int | None = None,
        order_by: Mapping[str, str] | None = None,
    ) -> lists.PullRequestConnection:
        """The pull requests that are made of it."""
        which = Filter(self.name, base_ref_name, states=states, own=True)
        wanted = Wanted("associatedPullRequests", first, last)
        return chosen_by(self._place.call, self._place.hosted, which, order_by, wanted)

    def ref_update_rule(self) -> "RefUpdateRule | None":
        """Classic protection, as those see it who are no administrators; None without one."""
        hosted, login = self._place.hosted, self._place.call.token.account.login
        rule = hosted.protections.get(self.name)
        return None if rule is None else RefUpdateRule.of(rule, self.name, login)

    def compare(self, head_ref: str) -> "Comparison | None":
        """How a branch of the repository differs from this one; None if there is no such branch.

        What GitHub answers about a branch that is not there is unverified.
        """
        if ":" in head_ref:
            raise not_supported("Ref.compare with a branch of another repository")
        place, head = self._place, self._place.hosted.git.head(head_ref)
        if head is None:
            return None
        ours = place.hosted.git.head(self.name)
        ahead, behind = place.git.ahead_behind(head, str(ours))
        return Comparison(node_id("CMP", place.hosted.id, self.name, head_ref), ahead, behind)

    def target(self) -> Commit | Tree | Blob:
        """What it points to, now."""
        reference = self._place.git.references[f"{self.prefix}{self.name}"]
        return shown(self._place, reference.resolve().target)


@dataclass(frozen=True)
class RefUpdateRule:
    """`RefUpdateRule`: what classic protection asks of a branch.

    Whether `viewerCanPush` minds what a pull request is needed for is unverified. Here it is about
    pushing alone, so that nobody can conclude from it that a commit will be taken.
    """

    pattern: str
    viewer_can_push: bool
    required_approving_review_count: int | None
    required_status_check_contexts: list[str] | None

    @classmethod
    def of(cls, rule: Rule, branch: str, login: str) -> Self:
        """A protection as an account sees it."""
        by_pull_request = rule.violation == PULL_REQUEST_NEEDED
        required = rule.requirements
        return cls(
            pattern=rule.branches,
            viewer_can_push=by_pull_request or not rule.binds(branch, login),
            required_approving_review_count=required.approvals if by_pull_request else None,
            required_status_check_contexts=list(required.checks) or None,
        )


@dataclass(frozen=True)
class Comparison:
    """`Comparison`: commits that one branch has and another has not."""

    id: str
    ahead_by: int
    behind_by: int

    @property
    def status(self) -> str:
        """The schema's ComparisonStatus."""
        if self.ahead_by and self.behind_by:
            return "DIVERGED"
        if self.ahead_by:
            return "AHEAD"
        return "BEHIND" if self.behind_by else "IDENTICAL"
