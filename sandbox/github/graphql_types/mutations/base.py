"""What every class of mutations has."""

from dataclasses import dataclass, field

from sandbox.github.call import Call
from sandbox.github.graphql_types.pull_requests import PullRequest
from sandbox.github.graphql_types.repositories import Ref
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.opened_repository import OpenedRepository
from sandbox.github.pull_requests import pull_request as records


@dataclass(frozen=True)
class Mutations:
    """Mutations of one request."""

    _call: Call = field(repr=False)

    def _place(self, hosted: HostedRepository) -> OpenedRepository:
        return OpenedRepository(self._call, hosted, hosted.git.open())

    def _ref(self, hosted: HostedRepository, name: str) -> Ref:
        return Ref.of(self._place(hosted), name)

    def _shown(self, hosted: HostedRepository, pull: records.PullRequest) -> PullRequest:
        return PullRequest.of(self._call, hosted, pull)
