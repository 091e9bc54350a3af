"""MergeBranchesByThreeWay."""

from typing import Any

import pygit2

from sandbox.aws.codecommit.call import Call, is_branch_name
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.merges.merging import THREE_WAY, merged_commit
from sandbox.aws.codecommit.merges.sides import sides
from sandbox.git_branch_lock import branch_head


def merge_branches_by_three_way(call: Call) -> dict[str, Any]:
    """Put a commit on a branch that has the two commits as its parents.

    The branch must be at the destination commit: what comes of another one is not documented.
    """
    repository = call.repository.git.open()
    source, destination = sides(call, repository)
    branch = _target(call, repository)
    if branch_head(repository, branch) != str(destination.id):
        raise _moved(branch)
    commit = merged_commit(call, THREE_WAY, source, destination)
    if not call.repository.git.move_branch(branch, commit, str(destination.id)):
        raise _moved(branch)
    return {"commitId": commit, "treeId": str(repository[commit].peel(pygit2.Tree).id)}


def _target(call: Call, repository: pygit2.Repository) -> str:
    """The branch that is to move; the destination itself when the request does not say."""
    named = call.parameters.get("targetBranch")
    if named is not None and not is_branch_name(named):
        raise codecommit_error("InvalidTargetBranchException", f"{named!r} is not a branch name")
    branch = named or call.parameters["destinationCommitSpecifier"].removeprefix("refs/heads/")
    if not is_branch_name(branch):
        raise codecommit_error("BranchNameRequiredException", "A target branch is required")
    if branch_head(repository, branch) is None:
        if f"refs/tags/{branch}" in repository.references:
            raise codecommit_error("BranchNameIsTagNameException", f"{branch} is a tag")
        raise codecommit_error("BranchDoesNotExistException", f"Branch {branch} does not exist")
    return str(branch)


def _moved(branch: str) -> Exception:
    return codecommit_error(
        "ConcurrentReferenceUpdateException", f"{branch} is not at the destination commit"
    )
