"""Which branch a repository shows when nobody names one."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pygit2


def default_branch(repository: "pygit2.Repository") -> str | None:
    """The branch that HEAD names; None while the repository is empty.

    CodeCommit makes the first branch that is pushed the default. Git leaves HEAD at the name it was
    made with, so that an only branch of another name is taken for the first.
    """
    named = str(repository.lookup_reference("HEAD").target).removeprefix("refs/heads/")
    branches = list(repository.branches.local)
    if named in branches:
        return named
    return branches[0] if len(branches) == 1 else None
