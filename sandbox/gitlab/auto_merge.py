"""Merge what waits for its checks, when they pass.

Source: `app/services/auto_merge/merge_when_checks_pass_service.rb` of GitLab's code (`process`).
"""

from contextlib import suppress

from sandbox.gitlab.merge_request import MergeRequest
from sandbox.gitlab.mergeability import failed_check
from sandbox.gitlab.merging import MergeFailed, merge
from sandbox.gitlab.project import Project
from sandbox.gitlab.refreshing import refresh


def merge_if_all_checks_pass(project: Project, merge_request: MergeRequest, now: float) -> None:
    """Merge a merge request that somebody set to be, if nothing is in the way any more."""
    refresh(project, merge_request, now)
    waiting = merge_request.auto_merge
    if waiting is None or not merge_request.is_open:
        return
    if project.pipeline(merge_request.sha) not in (None, "success"):
        return
    if failed_check(project, merge_request) is None:
        # A failure stays on the merge request, as its merge_error.
        with suppress(MergeFailed):
            merge(project, merge_request, waiting.user, waiting.wishes, now)
