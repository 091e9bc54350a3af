"""A repository while one request looks into it."""

from dataclasses import dataclass
from typing import Any

import pygit2

from sandbox.github.call import Call
from sandbox.github.hosted_repository import HostedRepository


@dataclass(frozen=True)
class OpenedRepository:
    """Whose request it is, the repository, and its git repository opened for the request."""

    call: Call
    hosted: HostedRepository
    git: pygit2.Repository

    def find(self, id_: object) -> Any:
        """The object of an id, which is there."""
        return self.git[str(id_)]
