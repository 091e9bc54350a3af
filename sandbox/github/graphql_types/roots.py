"""The fields a request begins with."""

from dataclasses import dataclass, field
from typing import Self

from sandbox.github.answers import not_supported
from sandbox.github.call import Call
from sandbox.github.commit_refusals import repository_not_found
from sandbox.github.graphql_types.mutations.conversations import ConversationMutations
from sandbox.github.graphql_types.mutations.pull_requests import PullRequestMutations
from sandbox.github.graphql_types.mutations.references import ReferenceMutations
from sandbox.github.graphql_types.mutations.waiting import WaitingMutations
from sandbox.github.graphql_types.people import Organization, User, utc_time
from sandbox.github.graphql_types.pull_requests import PullRequest
from sandbox.github.graphql_types.repositories import Repository
from sandbox.github.node_access import pull_request_of, repository_of
from sandbox.github.node_ids import is_id
from sandbox.github.pull_requests.refusals import login_not_found


@dataclass(frozen=True)
class Query:
    """`Query`."""

    _call: Call = field(repr=False)

    def viewer(self) -> User:
        """Whose token it is."""
        return User.of(self._call.token.account, self._call)

    def rate_limit(self) -> "RateLimit":
        """What is left after this request."""
        return RateLimit.of(self._call)

    def node(self, id: str) -> Repository | PullRequest:
        """A repository or a pull request by its id.

        Raises:
            TypedError: There is none of that id.
            Answer: It is the id of something else.
        """
        if id.startswith("PR_"):
            return PullRequest.of(self._call, *pull_request_of(self._call, id))
        if is_id(id) and not id.startswith("R_"):
            raise not_supported(f"node(id: {id})")
        return Repository.of(self._call, repository_of(self._call, id))

    def user(self, login: str) -> User:
        """A person.

        Raises:
            TypedError: There is none of that login.
        """
        found = self._call.github.account(login)
        if found is None or self._call.github.is_organization(found) or "[" in login:
            raise login_not_found("a User", login)
        return User.of(found, self._call)

    def organization(self, login: str) -> Organization:
        """An organization.

        Raises:
            TypedError: There is none of that login.
        """
        found = self._call.github.account(login)
        if found is None or not self._call.github.is_organization(found):
            raise login_not_found("an Organization", login)
        return Organization.of(found, self._call)

    def repository(
        self,
        owner: str,
        name: str,
        *,
        follow_renames: bool | None = True,  # noqa: ARG002 - nothing is ever renamed here
    ) -> Repository:
        """A repository that the token sees.

        Raises:
            TypedError: There is none of that name.
        """
        full_name = f"{owner}/{name}"
        found = self._call.repository(full_name)
        if found is None:
            raise repository_not_found(full_name)
        return Repository.of(self._call, found)


@dataclass(frozen=True)
class RateLimit:
    """`RateLimit`: what the user has left. Every request that is supported costs 1 point."""

    limit: int
    remaining: int
    used: int
    reset_at: str
    cost: int = 1

    @classmethod
    def of(cls, call: Call) -> Self:
        """Where the caller stands."""
        standing = call.standing()
        reset_at = utc_time(standing.reset)
        return cls(standing.limit, standing.remaining, standing.used, reset_at)


class Mutation(ReferenceMutations, PullRequestMutations, ConversationMutations, WaitingMutations):
    """`Mutation`."""
