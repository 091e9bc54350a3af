"""The CodeCommit repositories of an account and region: moto's records of git repositories."""

import shutil
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from moto.codecommit.models import CodeCommit, codecommit_backends

from sandbox.aws.codecommit.default_branch import default_branch
from sandbox.aws.codecommit.state_changes import Emit, announce
from sandbox.git_moves import Move
from sandbox.git_repository import GitRepository

if TYPE_CHECKING:
    from sandbox.aws.codecommit.pull_requests.approval_rule import ApprovalRuleTemplate
    from sandbox.aws.codecommit.pull_requests.pull_request import PullRequest

_making = Lock()


class Repository(CodeCommit):
    """One repository: what moto knows about it, and its git repository on disk."""

    __module__ = "moto.codecommit.models"  # moto files its models under the module they are from
    root: Path
    """Where git repositories are made; `install` sets it."""
    emit: Emit
    """Puts events on the bus; `emit_by` sets it."""

    def __init__(self, account: str, region: str, name: str, description: str) -> None:
        super().__init__(account, region, description, name)
        self.created = self.modified = datetime.now(UTC)
        self.git = GitRepository.create(self._free_folder(name), moved=self._announce)
        self._where = account, region
        self.pull_requests: list[PullRequest] = []
        self.approval_rule_templates: list[ApprovalRuleTemplate] = []

    @property
    def name(self) -> str:
        """What people call it."""
        return self.repository_metadata["repositoryName"]

    @property
    def id(self) -> str:
        """The id that AWS made up for it: a UUID."""
        return self.repository_metadata["repositoryId"]

    @property
    def metadata(self) -> dict[str, Any]:
        """What GetRepository answers: `RepositoryMetadata` of the API Reference."""
        branch = default_branch(self.git.open())
        return {
            **self.repository_metadata,
            "creationDate": self.created,
            "lastModifiedDate": self.modified,
            **({"defaultBranch": branch} if branch else {}),
        }

    def describe(self, description: str) -> None:
        """Change the description."""
        self.repository_metadata["repositoryDescription"] = description
        self.modified = datetime.now(UTC)

    def _announce(self, move: Move) -> None:
        announce(Repository.emit, move, self.name, self.id, *self._where)

    def _free_folder(self, name: str) -> Path:
        """`NAME.git`, unless a repository of another region, or that moto forgot, is there."""
        folder = self.root / f"{name}.git"
        return self.root / f"{name}-{self.id}.git" if folder.exists() else folder


def repositories(account: str, region: str) -> dict[str, Repository]:
    """The repositories of an account in a region, by name."""
    # Moto's type says CodeCommit; only `create` puts something there.
    return cast("dict[str, Repository]", codecommit_backends[account][region].repositories)


def create(account: str, region: str, name: str, description: str = "") -> Repository:
    """Make an empty repository.

    Raises:
        FileExistsError: There is one of that name.
    """
    with _making:
        known = repositories(account, region)
        if name in known:
            raise FileExistsError(name)
        known[name] = Repository(account, region, name, description)
        return known[name]


def delete(account: str, region: str, name: str) -> str | None:
    """Delete a repository and all that is in it; its id, None when there is none."""
    gone = repositories(account, region).pop(name, None)
    if gone is None:
        return None
    shutil.rmtree(gone.git.path)
    return gone.id
