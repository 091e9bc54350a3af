"""On which commit a CreateCommit or PutFile request may be made."""

import pygit2

from sandbox.aws.codecommit.call import COMMIT_ID, Call
from sandbox.aws.codecommit.errors import codecommit_error


def parent_commit(call: Call, repository: pygit2.Repository) -> pygit2.Commit | None:
    """The branch's head, which the request must name; None when the repository is empty.

    Raises:
        AwsError: BranchDoesNotExistException, BranchNameIsTagNameException, and the errors about
            parentCommitId.
    """
    asked = call.parameters.get("parentCommitId")
    if asked is not None and not COMMIT_ID.fullmatch(asked):
        raise codecommit_error("InvalidParentCommitIdException", f"{asked!r} is not a commit id")
    reference = repository.references.get(f"refs/heads/{call.branch_name}")
    if reference is None:
        _check_empty(call.branch_name, repository)
        if asked is not None:
            raise _missing(asked)
        return None
    head = reference.peel(pygit2.Commit)
    if asked is None:
        raise codecommit_error("ParentCommitIdRequiredException", "A parent commit id is required")
    if asked != str(head.id):
        raise _elsewhere(repository, head, asked)
    return head


def outdated(asked: str) -> Exception:
    """The error for a parent that is not the branch's head any more."""
    return codecommit_error(
        "ParentCommitIdOutdatedException", f"{asked} is not the current tip of the branch"
    )


def _elsewhere(repository: pygit2.Repository, head: pygit2.Commit, asked: str) -> Exception:
    known = isinstance(repository.get(asked), pygit2.Commit)
    if known and repository.descendant_of(head.id, asked):
        return outdated(asked)
    return _missing(asked)


def _missing(asked: str) -> Exception:
    return codecommit_error(
        "ParentCommitDoesNotExistException", f"{asked} is not a commit of the branch"
    )


def _check_empty(branch: str, repository: pygit2.Repository) -> None:
    """Only in an empty repository does the first commit make the branch."""
    if f"refs/tags/{branch}" in repository.references:
        raise codecommit_error("BranchNameIsTagNameException", f"{branch} is a tag")
    if list(repository.branches.local):
        raise codecommit_error("BranchDoesNotExistException", f"Branch {branch} does not exist")
