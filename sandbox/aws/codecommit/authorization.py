"""What a request would touch, for whoever decides whether it may.

Source: "Actions, resources, and condition keys for AWS CodeCommit" in the Service Authorization
Reference.
"""

from collections.abc import Mapping
from typing import Any

from moto.utilities.utils import get_partition

from sandbox.aws.codecommit.pull_requests.named import asked_name, find

_BRANCHES = "refs/heads/"
_REFERENCED_BY = {
    "CreateBranch": ("branchName",),
    "CreateCommit": ("branchName",),
    "DeleteBranch": ("branchName",),
    "DeleteFile": ("branchName",),
    "MergeBranchesByThreeWay": ("targetBranch", "destinationCommitSpecifier"),
    "PutFile": ("branchName",),
}
"""The parameters that may name the branch, the first of them that is given."""
_MERGES_OF_PULL_REQUESTS = (
    "MergePullRequestByFastForward",
    "MergePullRequestBySquash",
    "MergePullRequestByThreeWay",
)


def touched_references(
    operation: str, parameters: Mapping[str, Any], *, account: str, region: str
) -> tuple[str, ...]:
    """The values of the condition key `codecommit:References` for a request; none without the key.

    The merge of a pull request has it too, and names no branch: it is the one that would move.

    Args:
        operation: Such as `CreateCommit`.
        parameters: The operation's input, by the names of the API's model.
        account: The account that is asked.
        region: The region that is asked.

    Returns:
        Full names, such as `refs/heads/main`.
    """
    if operation in _MERGES_OF_PULL_REQUESTS:
        found = find(account, region, parameters.get("pullRequestId"))
        return (f"{_BRANCHES}{found.destination}",) if found else ()
    given = (parameters.get(name) for name in _REFERENCED_BY.get(operation, ()))
    branch = next(filter(None, given), None)
    return (f"{_BRANCHES}{branch.removeprefix(_BRANCHES)}",) if branch else ()


def repository_arn(name: str, *, account: str, region: str) -> str:
    """The ARN of a repository, which is also what `codecommit:GitPull` and `GitPush` ask for."""
    return f"arn:{get_partition(region)}:codecommit:{region}:{account}:{name}"


def asked_resource(parameters: Mapping[str, Any], *, account: str, region: str) -> str:
    """The ARN of the repository that a request is about; `*` when it is about none.

    Every action on a pull request is one on its repository, named by the request or not.
    """
    name = asked_name(parameters, account=account, region=region)
    return repository_arn(name, account=account, region=region) if name else "*"
