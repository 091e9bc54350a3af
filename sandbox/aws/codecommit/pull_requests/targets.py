"""The branches that a pull request is to connect."""

from collections.abc import Mapping, Sequence
from typing import Any

import pygit2

from sandbox.aws.codecommit.call import is_branch_name
from sandbox.aws.codecommit.default_branch import default_branch
from sandbox.aws.codecommit.errors import codecommit_error

_BRANCHES = "refs/heads/"


def only_target(targets: Sequence[Mapping[str, Any]] | None) -> Mapping[str, Any]:
    """The one target that a pull request has.

    Raises:
        AwsError: TargetsRequiredException, MultipleRepositoriesInPullRequestException,
            InvalidTargetsException.
    """
    if not targets:
        raise codecommit_error("TargetsRequiredException", "A list of targets is required")
    if len({target.get("repositoryName") for target in targets}) > 1:
        raise codecommit_error(
            "MultipleRepositoriesInPullRequestException",
            "A pull request cannot be in more than one repository",
        )
    if len(targets) > 1:
        # The reference speaks of a list, and of nothing that a second target would do.
        raise codecommit_error("InvalidTargetsException", "A pull request has one target")
    return targets[0]


def branches_of(repository: pygit2.Repository, target: Mapping[str, Any]) -> tuple[str, str]:
    """The source and the destination branch; without a destination the default branch is it.

    Raises:
        AwsError: ReferenceNameRequiredException, InvalidReferenceNameException,
            ReferenceTypeNotSupportedException, ReferenceDoesNotExistException,
            SourceAndDestinationAreSameException.
    """
    source = _branch(repository, target.get("sourceReference"))
    named = target.get("destinationReference") or default_branch(repository)
    destination = _branch(repository, named)
    if source == destination:
        raise codecommit_error(
            "SourceAndDestinationAreSameException", f"{source} is the source and the destination"
        )
    return source, destination


def _branch(repository: pygit2.Repository, reference: str | None) -> str:
    if not reference:
        raise codecommit_error("ReferenceNameRequiredException", "A reference name is required")
    name = reference.removeprefix(_BRANCHES)
    is_other_kind = reference.startswith("refs/") and name == reference
    if not is_branch_name(name) or not pygit2.reference_is_valid_name(f"{_BRANCHES}{name}"):
        raise codecommit_error(
            "InvalidReferenceNameException", f"{reference} is not a valid reference name"
        )
    if not is_other_kind and f"{_BRANCHES}{name}" in repository.references:
        return name
    if is_other_kind or f"refs/tags/{name}" in repository.references:
        raise codecommit_error("ReferenceTypeNotSupportedException", f"{reference} is not a branch")
    raise codecommit_error("ReferenceDoesNotExistException", f"{reference} does not exist")
