"""What a request would touch, for whoever decides whether it may.

Source: "Actions, resources, and condition keys for AWS CodeCommit" in the Service Authorization
Reference.
"""

from collections.abc import Mapping
from typing import Any

from moto.utilities.utils import get_partition

_REFERENCED_BY = {
    "CreateBranch": "branchName",
    "CreateCommit": "branchName",
    "DeleteBranch": "branchName",
    "DeleteFile": "branchName",
    "PutFile": "branchName",
}


def touched_references(operation: str, parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """The values of the condition key `codecommit:References` for a request; none without the key.

    Args:
        operation: Such as `CreateCommit`.
        parameters: The operation's input, by the names of the API's model.

    Returns:
        Full names, such as `refs/heads/main`.
    """
    branch = parameters.get(_REFERENCED_BY.get(operation, ""))
    return (f"refs/heads/{branch}",) if branch else ()


def repository_arn(name: str, *, account: str, region: str) -> str:
    """The ARN of a repository, which is also what `codecommit:GitPull` and `GitPush` ask for."""
    return f"arn:{get_partition(region)}:codecommit:{region}:{account}:{name}"


def asked_resource(parameters: Mapping[str, Any], *, account: str, region: str) -> str:
    """The ARN of the repository that a request names; `*` when it names none."""
    name = parameters.get("repositoryName")
    return repository_arn(name, account=account, region=region) if name else "*"
