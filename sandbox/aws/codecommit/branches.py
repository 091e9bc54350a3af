"""GetBranch, ListBranches, CreateBranch and DeleteBranch."""

from typing import Any

import pygit2

from sandbox.aws.codecommit.call import COMMIT_ID, Call
from sandbox.aws.codecommit.default_branch import default_branch
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.pages import page
from sandbox.git_branch_removal import remove_branch

BRANCHES_A_PAGE = 1000
"""AWS does not say how long its pages are."""


def get_branch(call: Call) -> dict[str, Any]:
    """The newest commit of a branch."""
    git, name = call.repository.git, call.branch_name
    head = git.head(name)
    if head is None:
        raise codecommit_error("BranchDoesNotExistException", f"Branch {name} does not exist")
    return {"branch": {"branchName": name, "commitId": head}}


def list_branches(call: Call) -> dict[str, Any]:
    """The names of all branches."""
    shown, token = page(
        call.repository.git.branches(),
        BRANCHES_A_PAGE,
        call.parameters.get("nextToken"),
        of=f"branches of {call.repository.id}",
    )
    return {"branches": list(shown), "nextToken": token}


def create_branch(call: Call) -> dict[str, Any]:
    """Point a new branch to a commit that is there."""
    git, name = call.repository.git, call.branch_name
    commit = call.parameters.get("commitId")
    if not commit:
        raise codecommit_error("CommitIdRequiredException", "A commit id is required")
    if not COMMIT_ID.fullmatch(commit):
        raise codecommit_error("InvalidCommitIdException", f"{commit} is not a full commit id")
    if not isinstance(git.open().get(commit), pygit2.Commit):
        raise codecommit_error("CommitDoesNotExistException", f"Commit {commit} does not exist")
    try:
        made = git.move_branch(name, commit, None)
    except ValueError as conflict:
        raise codecommit_error("InvalidBranchNameException", str(conflict)) from conflict
    if not made:
        raise codecommit_error("BranchNameExistsException", f"Branch {name} already exists")
    return {}


def delete_branch(call: Call) -> dict[str, Any]:
    """Delete a branch but the default one; one that is not there is no error, and has no tip.

    The operation does not model BranchDoesNotExistException, and needs no answer.
    """
    git, name = call.repository.git, call.branch_name
    if name == default_branch(git.open()):
        raise codecommit_error(
            "DefaultBranchCannotBeDeletedException", f"{name} is the default branch"
        )
    while (head := git.head(name)) is not None:
        if remove_branch(git, name, head):
            return {"deletedBranch": {"branchName": name, "commitId": head}}
    return {}
