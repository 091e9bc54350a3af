"""The two commits that a request about a merge names."""

import pygit2

from sandbox.aws.codecommit.call import Call
from sandbox.aws.codecommit.errors import codecommit_error
from sandbox.aws.codecommit.specifiers import specified_commit


def sides(call: Call, repository: pygit2.Repository) -> tuple[pygit2.Commit, pygit2.Commit]:
    """The source and the destination commit.

    Raises:
        AwsError: CommitRequiredException, or the errors of what does not resolve.
    """
    return (
        _side(call, repository, "sourceCommitSpecifier"),
        _side(call, repository, "destinationCommitSpecifier"),
    )


def _side(call: Call, repository: pygit2.Repository, parameter: str) -> pygit2.Commit:
    specifier = call.parameters.get(parameter)
    if not specifier:
        raise codecommit_error("CommitRequiredException", f"{parameter} is required")
    return specified_commit(repository, specifier)
