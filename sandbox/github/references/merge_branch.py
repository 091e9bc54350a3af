"""The mutation mergeBranch: one branch into another, with no pull request.

Recorded: 'Failed to merge: "Head does not exist"' (facebook/sapling issue 639). The other reasons
are REST's for the same thing ("Merge a branch"), in the same form, and unverified.
"""

from typing import Any

import pygit2
from pygit2 import Repository, Signature

from sandbox.github.call import Call
from sandbox.github.commit_refusals import hold_to_rules
from sandbox.github.graphql_errors import TypedError
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.web_flow import web_flow


def merge_branch(call: Call, hosted: HostedRepository, wanted: dict[str, Any]) -> str:
    """Merge a MergeBranchInput's head into its base.

    Returns:
        The id of the merge commit.

    Raises:
        TypedError: GitHub would refuse.
    """
    git, base = hosted.git.open(), wanted["base"].removeprefix("refs/heads/")
    ours = hosted.git.head(base)
    theirs = _head(git, hosted, wanted["head"])
    if ours is None:
        raise _refused("Base does not exist")
    if ours == theirs or git.descendant_of(ours, theirs):
        raise _refused("Already merged")
    index = git.merge_commits(ours, theirs)
    if index.conflicts:
        raise _refused("Merge conflict")
    hold_to_rules(hosted, base, call.token.account.login)
    account, now = call.token.account, call.github.clock()
    author = Signature(account.name, wanted.get("authorEmail") or account.email, int(now), 0)
    message = wanted.get("commitMessage") or f"Merge {wanted['head']} into {base}"
    tree = index.write_tree(git)
    new = git.create_commit(None, author, web_flow(now), message, tree, [ours, theirs])
    if not hosted.git.move_branch(base, str(new), ours):
        raise _refused("Base branch was modified")
    call.notice(hosted)
    return str(new)


def _head(git: Repository, hosted: HostedRepository, name: str) -> str:
    found = hosted.git.head(name.removeprefix("refs/heads/"))
    if found is None and len(name) == 40 and isinstance(git.get(name), pygit2.Commit):
        found = name
    if found is None:
        raise _refused("Head does not exist")
    return found


def _refused(why: str) -> TypedError:
    return TypedError("UNPROCESSABLE", f'Failed to merge: "{why}"')
