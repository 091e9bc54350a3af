"""Whether a merge request can be merged, and if not, what GitLab says is in the way.

Sources: "Merge status" in "Merge requests API" (GitLab's documentation), and of its code
`app/services/merge_requests/mergeability/` for the checks and
`app/services/auto_merge/merge_when_checks_pass_service.rb` for when there is something to wait for.
"""

from collections.abc import Callable, Mapping

from sandbox.gitlab.merge_request import MergeRequest
from sandbox.gitlab.project import Project
from sandbox.gitlab.project_settings import IN_PROGRESS
from sandbox.gitlab.revisions import head_of
from sandbox.gitlab.tokens import User

type Check = Callable[[Project, MergeRequest], bool]

LATER = frozenset({"draft_status", "not_approved", "ci_must_pass"})
"""Checks that an automatic merge may wait for."""


def detailed_merge_status(project: Project, merge_request: MergeRequest) -> str:
    """The one word that says where a merge request stands."""
    if merge_request.unsettled:
        return merge_request.unsettled[0]
    if failed := failed_check(project, merge_request, frozenset({"ci_must_pass"})):
        return failed
    if _ci_passes(project, merge_request):
        return "mergeable"
    in_progress = project.pipeline(merge_request.sha) in IN_PROGRESS
    return "ci_still_running" if in_progress else "ci_must_pass"


def failed_check(
    project: Project, merge_request: MergeRequest, skipped: frozenset[str] = frozenset()
) -> str | None:
    """The first check that fails, None when all but the skipped ones pass."""
    return _first_failure({**_STATE_CHECKS, **_GIT_CHECKS}, project, merge_request, skipped)


def failed_state_check(project: Project, merge_request: MergeRequest) -> str | None:
    """The first check that fails of those that need no look into the git repository."""
    return _first_failure(_STATE_CHECKS, project, merge_request, frozenset())


def may_wait(project: Project, merge_request: MergeRequest, user: User) -> bool:
    """Whether GitLab would merge it later by itself: something is missing that may yet come."""
    if not project.may_merge(user, merge_request.target_branch):
        return False
    if failed_check(project, merge_request, LATER):
        return False
    in_progress = project.pipeline(merge_request.sha) in IN_PROGRESS
    return in_progress or failed_check(project, merge_request) is not None


def has_conflicts(project: Project, merge_request: MergeRequest) -> bool:
    """Whether git cannot merge the branches."""
    return not _merges(project, merge_request)


def _first_failure(
    checks: Mapping[str, Check],
    project: Project,
    merge_request: MergeRequest,
    skipped: frozenset[str],
) -> str | None:
    for name, passes in checks.items():
        if name not in skipped and not passes(project, merge_request):
            return name
    return None


def _has_commits(project: Project, merge_request: MergeRequest) -> bool:
    if merge_request.is_preparing or merge_request.base_sha == merge_request.sha:
        return False
    heads = (merge_request.source_branch, merge_request.target_branch)
    return all(project.git.head(branch) for branch in heads)


def _is_approved(project: Project, merge_request: MergeRequest) -> bool:
    return len(merge_request.approvals) >= project.settings.approvals_required


def _ci_passes(project: Project, merge_request: MergeRequest) -> bool:
    settings, status = project.settings, project.pipeline(merge_request.sha)
    waits = merge_request.auto_merge is not None and status is not None
    if not settings.only_allow_merge_if_pipeline_succeeds and not waits:
        return True
    return status == "success" or (status == "skipped" and settings.allow_merge_on_skipped_pipeline)


def _merges(project: Project, merge_request: MergeRequest) -> bool:
    repository = project.git.open()
    target = head_of(repository, merge_request.target_branch)
    if target is None:
        return False
    return not repository.merge_commits(target.id, merge_request.sha).conflicts


def _is_rebased(project: Project, merge_request: MergeRequest) -> bool:
    if project.settings.merge_method == "merge":
        return True
    repository = project.git.open()
    target = project.git.head(merge_request.target_branch)
    sha = merge_request.sha
    return target is not None and (sha == target or repository.descendant_of(sha, target))


# In the order in which GitLab looks.
_STATE_CHECKS: Mapping[str, Check] = {
    "not_open": lambda _, merge_request: merge_request.is_open,
    "draft_status": lambda _, merge_request: not merge_request.is_draft,
    "commits_status": _has_commits,
    "not_approved": _is_approved,
    "ci_must_pass": _ci_passes,
}
_GIT_CHECKS: Mapping[str, Check] = {"conflict": _merges, "need_rebase": _is_rebased}
