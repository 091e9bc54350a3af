"""The fields a request begins with."""

from dataclasses import dataclass, field
from typing import Any, Self

from sandbox.github.call import Call
from sandbox.github.commit_on_branch import commit_on_branch
from sandbox.github.commit_refusals import repository_not_found
from sandbox.github.graphql_types.git_objects import Commit
from sandbox.github.graphql_types.people import User, utc_time
from sandbox.github.graphql_types.repositories import Ref, Repository
from sandbox.github.opened_repository import OpenedRepository


@dataclass(frozen=True)
class Query:
    """`Query`."""

    _call: Call = field(repr=False)

    def viewer(self) -> User:
        """Whose token it is."""
        return User.of(self._call.token.account)

    def rate_limit(self) -> "RateLimit":
        """What is left after this request."""
        return RateLimit.of(self._call)

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


@dataclass(frozen=True)
class Mutation:
    """`Mutation`."""

    _call: Call = field(repr=False)

    def create_commit_on_branch(
        self,
        input: dict[str, Any],  # noqa: A002 - the schema calls it so
    ) -> "CreateCommitOnBranchPayload":
        """Append a commit to a branch.

        Raises:
            TypedError: GitHub would refuse.
        """
        hosted, branch, new = commit_on_branch(self._call, input)
        place = OpenedRepository(self._call, hosted, hosted.git.open())
        commit, ref = Commit.of(place, place.find(new)), Ref.of(place, f"refs/heads/{branch}")
        return CreateCommitOnBranchPayload(input.get("clientMutationId"), commit, ref)


@dataclass(frozen=True)
class CreateCommitOnBranchPayload:
    """`CreateCommitOnBranchPayload`."""

    client_mutation_id: str | None
    commit: Commit
    ref: Ref
