"""One request of a token's owner: what the operations of GitHub's API see of it."""

from dataclasses import dataclass, field

from sandbox.github.answers import Answer
from sandbox.github.apps.app import App
from sandbox.github.host import GitHub
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.node_ids import parts_of
from sandbox.github.pull_requests.notice import notice
from sandbox.github.rate_limits import Resource, Standing
from sandbox.github.tokens import Token
from sandbox.http_server import Described


@dataclass(frozen=True)
class Call:
    """A request that was let in."""

    github: GitHub
    token: Token
    resource: Resource
    url: str
    """Where the server is, without a slash at the end."""
    described: Described
    app: App | None = None
    """The App that asks for itself, by a JSON Web Token, and not for an installation."""
    ended_with: list[Answer] = field(default_factory=list)
    """The answer that ended a GraphQL request in the middle of it."""

    def begin(self, operation: str) -> None:
        """Let happen what a test has put before the operation."""
        self.github.interruptions.happen(operation)

    def repository(self, full_name: str) -> HostedRepository | None:
        """The repository of that name, None when there is none for this token."""
        self.described.resource = self.described.resource or full_name
        found = self.github.repository(full_name)
        if found is None or not self.token.sees(found.full_name):
            return None
        notice(found, None, self.github.clock())
        return found

    def notice(self, hosted: HostedRepository) -> None:
        """Let GitHub see what this request has changed."""
        notice(hosted, self.token.account, self.github.clock())

    def repository_by_node_id(self, id_: str) -> HostedRepository | None:
        """The repository of a global id, None when there is none for this token."""
        try:
            (number,) = parts_of(id_, "R")
        except ValueError:
            return None
        found = self.github.repository_by_id(int(number))
        return self.repository(found.full_name) if found else None

    def standing(self) -> Standing:
        """How many points the user has left."""
        return self.github.rate_limits.standing(
            self.token.account.login, self.resource, self.github.clock()
        )
