"""Branches that pull requests come from: begun, and cleared away."""

from botocore.exceptions import BotoCoreError, ClientError

from tagboat.core.errors import HeadMoved, HostError
from tagboat.git_hosts.codecommit.repository import Repository

_TRIES = 3
"""Of putting a branch back, as a commit would be lost with it."""


def begin(repository: Repository, branch: str, left: str | None, base: str) -> None:
    """Let a branch begin anew at a commit of the base.

    CodeCommit never moves a branch to what is no descendant of it, so what is left of an earlier
    pull request has to go away first. Deleting asks no questions and closes whatever pull request
    has been opened from the branch, so it is looked at right before.

    Args:
        repository: Which repository.
        branch: Which branch.
        left: The commit that was read of it; None if it was not there.
        base: Where it is to begin.

    Raises:
        HeadMoved: Somebody has made it, or pushed to it, since it was read.
    """
    if left == base:
        return  # The commit on it is made there or not at all.
    client = repository.client
    if left is not None:
        answer = client.get_branch(repositoryName=repository.name, branchName=branch)
        if answer["branch"]["commitId"] != left:
            raise HeadMoved(f"{branch} moved while its files were edited")
        delete(repository, branch, left)
    client.create_branch(repositoryName=repository.name, branchName=branch, commitId=base)


def delete(repository: Repository, branch: str, head: str) -> None:
    """Delete a branch that is at a commit. One that is elsewhere is put back.

    Raises:
        HeadMoved: It is at another commit.
        HostError: It was, and could not be put back.
    """
    answer = repository.client.delete_branch(repositoryName=repository.name, branchName=branch)
    # A branch that is gone already is no error, and has no commit.
    was = answer.get("deletedBranch", {}).get("commitId", head)
    if was != head:
        _put_back(repository, branch, was)
        raise HeadMoved(f"{branch} moved to {was} while its files were edited")


def _put_back(repository: Repository, branch: str, commit: str) -> None:
    client = repository.client
    for _ in range(_TRIES):
        try:
            client.create_branch(repositoryName=repository.name, branchName=branch, commitId=commit)
        except client.exceptions.BranchNameExistsException:
            return  # Whoever pushed has pushed again.
        except (BotoCoreError, ClientError) as error:
            failure = error
        else:
            return
    raise HostError(
        f"{branch} was deleted with {commit}, which somebody had just pushed, and CodeCommit does"
        f" not take it back. Create the branch again at this commit: {failure}"
    ) from failure
