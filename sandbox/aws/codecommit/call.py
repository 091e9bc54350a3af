"""One request to CodeCommit, and the checks of what nearly every request names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from moto.utilities.utils import get_partition

from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.store import Repository, repositories

REPOSITORY_NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)
COMMIT_ID = re.compile("[0-9a-f]{40}")
_BRANCH_NAME_NEVER = re.compile(
    r"""^[/.] | [/.]$ | ^@$ | \.\. | // | @\{ | [ ?^*\[\\~:\x00-\x1f\x7f] | ^[0-9a-f]{40}$""",
    re.VERBOSE | re.IGNORECASE,
)
_BRANCH_NAME_LENGTH = 256


def is_branch_name(name: str) -> bool:
    """Whether a branch may be called so, by "Quotas in AWS CodeCommit"."""
    return len(name) <= _BRANCH_NAME_LENGTH and not _BRANCH_NAME_NEVER.search(name)


@dataclass(frozen=True)
class Call:
    """A parsed request."""

    operation: str
    parameters: Mapping[str, Any]
    """By the names of the API's model."""
    account: str
    region: str
    principal: str
    """Who asks; empty for the account itself."""
    session: str = ""
    """The ARN of the role's session that asks; empty for the account itself."""

    @property
    def caller(self) -> str:
        """The ARN of who asks."""
        return self.session or self.administrator

    @property
    def administrator(self) -> str:
        """The ARN of the account itself: who signs without a role, or pushes by git."""
        return f"arn:{get_partition(self.region)}:iam::{self.account}:root"

    def about(self, repository_name: str | None) -> Self:
        """The same request, as if it named this repository in `repositoryName`."""
        return replace(self, parameters={**self.parameters, "repositoryName": repository_name})

    @property
    def repository_name(self) -> str:
        """The repository's name, checked.

        Raises:
            AwsError: RepositoryNameRequiredException, InvalidRepositoryNameException.
        """
        name = self.parameters.get("repositoryName")
        if not name:
            raise codecommit_error(
                "RepositoryNameRequiredException", "A repository name is required"
            )
        if not REPOSITORY_NAME.fullmatch(name) or name.endswith(".git"):
            raise codecommit_error(
                "InvalidRepositoryNameException", f"{name} is not a valid repository name"
            )
        return str(name)

    @property
    def repository(self) -> Repository:
        """The repository that is named.

        Raises:
            AwsError: RepositoryDoesNotExistException, or its name's errors.
        """
        name = self.repository_name
        found = repositories(self.account, self.region).get(name)
        if found is None:
            raise codecommit_error("RepositoryDoesNotExistException", f"{name} does not exist")
        return found

    @property
    def branch_name(self) -> str:
        """The branch's name, checked by "Quotas in AWS CodeCommit".

        Raises:
            AwsError: BranchNameRequiredException, InvalidBranchNameException.
        """
        name = self.parameters.get("branchName")
        if not name:
            raise codecommit_error("BranchNameRequiredException", "A branch name is required")
        if not is_branch_name(name):
            raise codecommit_error(
                "InvalidBranchNameException", f"{name} is not a valid branch name"
            )
        return str(name)
