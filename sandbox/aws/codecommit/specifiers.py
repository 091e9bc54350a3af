"""Which commit a commit specifier means: a commit id, a branch, a tag, HEAD or a full reference."""

import pygit2

from sandbox.aws.codecommit.call import COMMIT_ID
from sandbox.aws.codecommit.default_branch import default_branch
from sandbox.aws.codecommit.errors import codecommit_error


def specified_commit(repository: pygit2.Repository, specifier: str | None) -> pygit2.Commit:
    """The commit that is meant.

    What does not resolve, a missing branch too, is CommitDoesNotExistException: GetFile, GetFolder
    and GetDifferences do not model BranchDoesNotExistException, and its description ("the specified
    commit does not exist or no commit was specified, and the specified repository has no default
    branch") fits; InvalidCommitException is left for what can be no reference at all.

    Args:
        repository: Where to look.
        specifier: As in the request; None or `HEAD` means the default branch.

    Raises:
        AwsError: CommitDoesNotExistException, InvalidCommitException.
    """
    if specifier is None or specifier == "HEAD":
        branch = default_branch(repository)
        if branch is None:
            raise codecommit_error(
                "CommitDoesNotExistException", "The repository has no default branch"
            )
        specifier = f"refs/heads/{branch}"
    found = _found(repository, specifier)
    if found is None:
        raise codecommit_error("CommitDoesNotExistException", f"Could not find {specifier}")
    return found


def _found(repository: pygit2.Repository, specifier: str) -> pygit2.Commit | None:
    if COMMIT_ID.fullmatch(specifier):
        commit = repository.get(specifier)
        return commit if isinstance(commit, pygit2.Commit) else None
    names = (
        [specifier]
        if specifier.startswith("refs/")
        else [f"refs/heads/{specifier}", f"refs/tags/{specifier}"]
    )
    if not pygit2.reference_is_valid_name(names[0]):
        raise codecommit_error("InvalidCommitException", f"{specifier!r} is not a reference")
    for name in names:
        if reference := repository.references.get(name):
            return _peeled(reference)
    return None


def _peeled(reference: pygit2.Reference) -> pygit2.Commit | None:
    """The commit behind a branch or tag; a tag may be of something else."""
    try:
        return reference.peel(pygit2.Commit)
    except pygit2.GitError:
        return None
