"""Merge a merge request: a merge commit, a squashed commit, or the target moved forward.

Sources: "Merge methods" and "Squash and merge" (GitLab's documentation), and of its code
`app/services/merge_requests/merge_strategies/from_source_branch.rb` and `squash_service.rb`.
"""

from dataclasses import dataclass
from typing import Any

import pygit2
from pygit2 import Signature

from sandbox.git_branch_removal import remove_branch
from sandbox.gitlab.merge_request import MergeRequest, MergeWishes
from sandbox.gitlab.mergeability import failed_check
from sandbox.gitlab.project import Project
from sandbox.gitlab.tokens import User


class MergeFailed(Exception):
    """GitLab tried, and could not."""


@dataclass(frozen=True)
class _Merge:
    project: Project
    merge_request: MergeRequest
    user: User
    wishes: MergeWishes
    now: float
    git: pygit2.Repository

    def signature(self, user: User) -> Signature:
        return Signature(user.name, user.email, int(self.now), 0)


def merge(
    project: Project, merge_request: MergeRequest, user: User, wishes: MergeWishes, now: float
) -> None:
    """Merge it in the name of a user.

    Raises:
        MergeFailed: It stays open.
    """
    with project.lock:
        failed = failed_check(project, merge_request)
        if failed or not merge_request.is_open:
            raise MergeFailed(f"Merge request is not mergeable: {failed}")
        merge_request.state = "locked"
    try:
        _write(_Merge(project, merge_request, user, wishes, now, project.git.open()))
    except MergeFailed as failure:
        merge_request.state, merge_request.merge_error = "opened", str(failure)
        raise


def squashes(project: Project, merge_request: MergeRequest) -> bool:
    """Whether its commits become one."""
    option = project.settings.squash_option
    return option == "always" or (option != "never" and merge_request.squash)


def _write(merge: _Merge) -> None:
    project, merge_request = merge.project, merge.merge_request
    target, squashed = project.git.head(merge_request.target_branch), None
    if project.settings.squash_option == "always" and not merge_request.squash:
        text = "This project requires squashing commits when merge requests are accepted."
        raise MergeFailed(text)
    if squashes(project, merge_request):
        squashed = _squash(merge)
    source = squashed or merge_request.sha
    is_forward = project.settings.merge_method == "ff"
    new = source if is_forward else _merge_commit(merge, str(target), source)
    if not project.git.move_branch(merge_request.target_branch, new, target):
        raise MergeFailed("Conflicts detected during merge")
    merge_request.squash_commit_sha = squashed
    merge_request.merge_commit_sha = None if is_forward else new
    merge_request.state, merge_request.merged_by = "merged", merge.user
    merge_request.merged_at = merge_request.updated_at = merge.now
    merge_request.merge_error = merge_request.auto_merge = None
    _remove_source_branch(merge)


def _squash(merge: _Merge) -> str:
    """The commit that all of the merge request's become, on the target as it was last seen."""
    merge_request, message = merge.merge_request, merge.wishes.squash_commit_message
    head: Any = merge.git[merge_request.sha]
    if message is None and [str(parent) for parent in head.parent_ids] == [merge_request.base_sha]:
        return merge_request.sha
    tree = _merged_tree(merge.git, merge_request.start_sha, merge_request.sha)
    author, committer = merge.signature(merge_request.author), merge.signature(merge.user)
    message = message or merge_request.title
    parents = [merge_request.start_sha]
    return str(merge.git.create_commit(None, author, committer, message, tree, parents))


def _merge_commit(merge: _Merge, target: str, source: str) -> str:
    tree = _merged_tree(merge.git, target, source)
    who = merge.signature(merge.user)
    message = merge.wishes.commit_message or default_merge_message(
        merge.project, merge.merge_request
    )
    return str(merge.git.create_commit(None, who, who, message, tree, [target, source]))


def default_merge_message(project: Project, merge_request: MergeRequest) -> str:
    """What a merge commit says if nobody chose its message."""
    source, target = merge_request.source_branch, merge_request.target_branch
    return (
        f"Merge branch '{source}' into '{target}'\n\n{merge_request.title}\n\n"
        f"See merge request {project.full_name}!{merge_request.iid}"
    )


def _merged_tree(repository: pygit2.Repository, ours: str, theirs: str) -> pygit2.Oid:
    index = repository.merge_commits(ours, theirs)
    if index.conflicts:
        raise MergeFailed("Conflicts detected during merge")
    return index.write_tree(repository)


def _remove_source_branch(merge: _Merge) -> None:
    project, merge_request, wanted = merge.project, merge.merge_request, merge.wishes
    branch, is_wanted = merge_request.source_branch, wanted.remove_source_branch
    if is_wanted is None:
        is_wanted = bool(merge_request.force_remove_source_branch)
    if is_wanted and branch != project.default_branch and not project.is_protected(branch):
        remove_branch(project.git, branch, merge_request.sha)
