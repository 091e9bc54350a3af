"""One request that was let in: what the operations of GitLab's API see of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pygit2

from sandbox.gitlab.access_levels import DEVELOPER
from sandbox.gitlab.answers import Answer, forbidden, not_found, unauthorized
from sandbox.gitlab.contract import Operation
from sandbox.gitlab.host import GitLab
from sandbox.gitlab.project import Project
from sandbox.gitlab.revisions import commit_of
from sandbox.gitlab.tokens import Token, User
from sandbox.http_server import Described


@dataclass(frozen=True)
class Call:
    """A request, valid by the contract of its operation."""

    gitlab: GitLab
    token: Token | None
    url: str
    """Where the server is, without a slash at the end."""
    described: Described
    operation: Operation
    path: Mapping[str, str]
    """The parameters in the path, decoded."""
    given: Mapping[str, Any]
    """The parameters of the query and the body, in their types."""
    address: str
    """The path and query as they were asked for."""

    @property
    def asker(self) -> User | None:
        """Who asks, None for nobody that GitLab knows."""
        return self.token.user if self.token else None

    @property
    def user(self) -> User:
        """Who asks.

        Raises:
            Answer: 401, nobody that GitLab knows.
        """
        if self.token is None:
            raise unauthorized()
        return self.token.user

    @property
    def now(self) -> float:
        """The time."""
        return self.gitlab.clock()

    def begin(self, moment: str = "") -> None:
        """Let happen what a test has put before the operation, or at a moment inside it."""
        self.gitlab.interruptions.happen(self.operation.name + moment)

    def project(self) -> Project:
        """The project that the path names.

        Raises:
            Answer: 404, there is none for this user.
        """
        found = self.gitlab.project(self.path["id"])
        if found is None or not found.is_visible_to(self.asker):
            raise not_found("Project")
        self.described.resource = found.full_name
        return found

    def repository(self) -> Project:
        """The project, for what is in its repository.

        Raises:
            Answer: 404, or 403 if the user may not read code.
        """
        found = self.project()
        if not found.may_read_code(self.asker):
            raise forbidden()
        return found

    def writable(self) -> Project:
        """The project, for a change of its repository.

        Raises:
            Answer: 404, or 403 if the user may not push to any branch.
        """
        found = self.repository()
        if found.level_of(self.user) < DEVELOPER or found.settings.archived:
            raise forbidden()
        return found


type Handler = Callable[[Call], Answer]


def commit_for(repository: pygit2.Repository, revision: str) -> Any:
    """The commit of a branch, a tag or an id.

    Raises:
        Answer: 404, there is none.
    """
    found = commit_of(repository, revision)
    if found is None:
        raise not_found("Commit")
    return found
