"""Put the commits of a merge request on top of its target.

Source: `app/services/merge_requests/rebase_service.rb` of GitLab's code.
"""

from typing import Any

from pygit2 import Signature
from pygit2.enums import SortMode

from sandbox.gitlab.merge_request import MergeRequest
from sandbox.gitlab.project import Project
from sandbox.gitlab.tokens import User

_FAILED = "Rebase failed: Rebase locally, resolve all conflicts, then push the branch."


def rebase(project: Project, merge_request: MergeRequest, user: User, now: float) -> None:
    """Rewrite the source branch; a failure is the merge request's `merge_error`."""
    merge_request.merge_error = None
    target = project.git.head(merge_request.target_branch)
    new = _rewritten(project, merge_request, target, Signature(user.name, user.email, int(now), 0))
    branch = merge_request.source_branch
    if new is None or not project.git.move_branch(branch, new, merge_request.sha):
        merge_request.merge_error = _FAILED


def _rewritten(
    project: Project, merge_request: MergeRequest, target: str | None, committer: Signature
) -> str | None:
    repository = project.git.open()
    if target is None:
        return None
    walker = repository.walk(merge_request.sha, SortMode.TOPOLOGICAL | SortMode.REVERSE)
    walker.hide(target)
    onto: Any = repository[target]
    for commit in walker:
        if len(commit.parents) != 1:
            return None
        index = repository.merge_trees(commit.parents[0].tree, onto.tree, commit.tree)
        if index.conflicts:
            return None
        tree = index.write_tree(repository)
        id_ = repository.create_commit(
            None, commit.author, committer, commit.message, tree, [onto.id]
        )
        onto = repository[id_]
    return str(onto.id)
