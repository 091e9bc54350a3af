"""The commits that the three ways of merging make, in the git repository.

Sources: "About merge methods on GitHub" and "Configuring commit squashing for pull requests"
(GitHub's documentation), whose default messages these are.
"""

from typing import Any

import pygit2
from pygit2 import Repository, Signature
from pygit2.enums import SortMode

from sandbox.github.pull_requests.pull_request import MergeWish, PullRequest
from sandbox.github.pull_requests.refusals import not_mergeable, not_rebaseable
from sandbox.github.web_flow import web_flow


def commits_of(git: Repository, pull: PullRequest) -> list[pygit2.Commit]:
    """The commits that its base has not, oldest first."""
    walker = git.walk(pull.head_oid, SortMode.TOPOLOGICAL | SortMode.REVERSE)
    walker.hide(pull.base_oid)
    return list(walker)


def write_merge(
    git: Repository, pull: PullRequest, base: str, wish: MergeWish, owner: str, now: float
) -> str:
    """Write what the base becomes; no branch moves.

    Returns:
        The id of the new head of the base.

    Raises:
        TypedError: There are conflicts.
    """
    if wish.method == "REBASE":
        return _rebase(git, pull, base, now)
    index = git.merge_commits(base, pull.head_oid)
    if index.conflicts:
        raise not_mergeable()
    tree = index.write_tree(git)
    if wish.method == "SQUASH":
        parents, message, who = [base], _squash_message(git, pull, wish), pull.author
    else:
        parents, message, who = [base, pull.head_oid], _merge_message(pull, wish, owner), wish.actor
    author = Signature(who.name, wish.email or who.email, int(now), 0)
    return str(git.create_commit(None, author, web_flow(now), message, tree, parents))


def _rebase(git: Repository, pull: PullRequest, base: str, now: float) -> str:
    new: Any = git[base]
    for commit in commits_of(git, pull):
        if len(commit.parents) != 1:
            raise not_rebaseable()
        index = git.merge_trees(commit.parents[0].tree, new.tree, commit.tree)
        if index.conflicts:
            raise not_rebaseable()
        tree = index.write_tree(git)
        id_ = git.create_commit(
            None, commit.author, web_flow(now), commit.message, tree, [str(new.id)]
        )
        new = git[id_]
    return str(new.id)


def _merge_message(pull: PullRequest, wish: MergeWish, owner: str) -> str:
    headline = f"Merge pull request #{pull.number} from {owner}/{pull.head}"
    return _message(wish, headline, pull.title)


def _squash_message(git: Repository, pull: PullRequest, wish: MergeWish) -> str:
    commits = commits_of(git, pull)
    if len(commits) == 1:
        title, _, body = commits[0].message.partition("\n")
    else:
        title, body = pull.title, "\n\n".join(f"* {commit.message.strip()}" for commit in commits)
    return _message(wish, f"{title} (#{pull.number})", body.strip())


def _message(wish: MergeWish, headline: str, body: str) -> str:
    headline = wish.headline if wish.headline is not None else headline
    body = wish.body if wish.body is not None else body
    return f"{headline}\n\n{body}" if body else headline
