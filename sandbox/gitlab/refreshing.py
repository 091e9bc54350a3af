"""What a push does to the merge requests of a project.

GitLab does it in the background after each push; here it is done when somebody looks.

Source: `app/services/merge_requests/refresh_service.rb` of GitLab's code: a request whose commits
are in the target is merged, one without a source branch is closed, one with new commits loses its
automatic merge and its approvals and is checked again.
"""

from sandbox.gitlab.merge_request import MergeRequest
from sandbox.gitlab.project import Project
from sandbox.gitlab.tokens import User


def refresh(
    project: Project, merge_request: MergeRequest, now: float, by: User | None = None
) -> None:
    """Let a merge request know what was pushed.

    Args:
        project: Whose it is.
        merge_request: The one that may have changed.
        now: The time.
        by: Who pushed, if that is known.
    """
    with project.lock:
        if not merge_request.is_open:
            return
        head = project.git.head(merge_request.source_branch)
        if _is_in_target(project, merge_request):
            merge_request.state, merge_request.merged_by = "merged", by
            merge_request.merged_at = merge_request.updated_at = now
        elif head is None:
            merge_request.close(by, now)
        elif head != merge_request.sha:
            take_commits(project, merge_request, head)
            merge_request.approvals.clear()
            merge_request.auto_merge, merge_request.updated_at = None, now
            merge_request.unsettled.append("checking")


def take_commits(project: Project, merge_request: MergeRequest, head: str) -> None:
    """Note which commits a merge request is about: those up to `head` that the target lacks."""
    start = project.git.head(merge_request.target_branch) or merge_request.start_sha
    base = project.git.open().merge_base(head, start)
    merge_request.sha, merge_request.start_sha = head, start
    merge_request.base_sha = str(base) if base else ""


def _is_in_target(project: Project, merge_request: MergeRequest) -> bool:
    target, sha = project.git.head(merge_request.target_branch), merge_request.sha
    if target in (None, merge_request.start_sha) or merge_request.base_sha == sha:
        return False
    return target == sha or project.git.open().descendant_of(target, sha)
