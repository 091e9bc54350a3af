"""Pull requests of strangers, whose branches are in forks: what they are to who only looks.

Sources: "About forks" and "Working with forks" (GitHub's documentation): a fork has all commits,
and what is proposed from it is fetched, into `refs/pull/`. Nobody can merge these here, and they do
not follow their branches.
"""

from typing import TYPE_CHECKING

from sandbox.github.pull_requests.pull_request import PullRequest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from pygit2 import Repository

    from sandbox.github.host import GitHub
    from sandbox.github.hosted_repository import HostedRepository


def propose_from_fork(
    github: "GitHub",
    hosted: "HostedRepository",
    login: str,
    branch: str,
    files: "Mapping[str, bytes]",
) -> PullRequest:
    """Let somebody fork a repository, commit on a branch there, and propose that for its default.

    Args:
        github: Where it is.
        hosted: What is forked.
        login: Who does it, for the first time.
        branch: The branch's name.
        files: What is committed on it.
    """
    base, name = hosted.default_branch, f"{login}/{hosted.name}"
    git = github.create_repository(name, base, private=hosted.private)
    _fetch(git.open(), hosted.git.path, f"refs/heads/{base}", f"refs/heads/{base}")
    start = str(git.head(base))
    if branch != base:
        git.move_branch(branch, start, None)
    head = git.commit(files, branch=branch)
    number, now = hosted.pulls.new_number(), github.clock()
    _fetch(hosted.git.open(), git.path, f"refs/heads/{branch}", f"refs/pull/{number}/head")
    pull = PullRequest(
        repository_id=hosted.id,
        number=number,
        author=github.add_user(login),
        title=branch,
        body="",
        base=base,
        head=branch,
        head_oid=head,
        base_oid=start,
        is_draft=False,
        created_at=now,
        updated_at=now,
        fork_id=github.named(name).id,
    )
    hosted.pulls.add(pull)
    return pull


def _fetch(into: "Repository", path: "Path", ref: str, named: str) -> None:
    into.remotes.create_anonymous(str(path)).fetch([f"{ref}:{named}"])
