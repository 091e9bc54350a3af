"""Merge a merge request, or let GitLab merge it when its checks pass; rebase it.

Source: "Merge a merge request" and "Rebase a merge request" in "Merge requests API" (GitLab's
documentation), and `lib/api/merge_requests.rb` of its code, whose order of refusals this is: 401
who may not merge, 405 what is not ready (a new request is not, until its commits are known), 422
what git cannot merge, 409 another head. With `auto_merge` there must be something to wait for, or a
pipeline that has succeeded; a request that could be merged at once and has no pipeline gets 405.
"""

from sandbox.gitlab.answers import Answer, forbidden, message, method_not_allowed, unauthorized
from sandbox.gitlab.auto_merge import merge_if_all_checks_pass
from sandbox.gitlab.call import Call
from sandbox.gitlab.merge_request import AutoMerge, MergeRequest, MergeWishes
from sandbox.gitlab.merge_requests import found_in, settle
from sandbox.gitlab.mergeability import failed_check, failed_state_check, may_wait
from sandbox.gitlab.merging import MergeFailed, merge
from sandbox.gitlab.project import Project
from sandbox.gitlab.rebasing import rebase
from sandbox.gitlab.shown_merge_request import shown_merge_request


def accept_merge_request(call: Call) -> Answer:
    """`PUT /projects/:id/merge_requests/:merge_request_iid/merge`."""
    project, merge_request = found_in(call)
    if not project.may_merge(call.user, merge_request.target_branch):
        raise unauthorized()
    is_ready = _check(call, project, merge_request)
    if call.given.get("squash"):
        merge_request.squash = True
    wishes = MergeWishes(
        call.given.get("merge_commit_message"),
        call.given.get("squash_commit_message"),
        call.given.get("should_remove_source_branch"),
    )
    if is_ready:
        try:
            merge(project, merge_request, call.user, wishes, call.now)
        except MergeFailed:
            raise _cannot_be_merged() from None
    else:
        merge_request.auto_merge = AutoMerge(call.user, merge_request.sha, wishes)
        merge_if_all_checks_pass(project, merge_request, call.now)
    call.begin("/answer")
    return Answer(200, shown_merge_request(call, project, merge_request))


def rebase_merge_request(call: Call) -> Answer:
    """`PUT /projects/:id/merge_requests/:merge_request_iid/rebase`; it is done by the answer."""
    project, merge_request = found_in(call)
    branch = merge_request.source_branch
    if project.git.head(branch) is None:
        raise forbidden("Source branch does not exist")
    if not project.may_push(call.user, branch):
        raise forbidden("Cannot push to source branch")
    if project.is_protected(branch):
        raise forbidden("Source branch is protected from force push")
    rebase(project, merge_request, call.user, call.now)
    return Answer(202, {"rebase_in_progress": True})


def _check(call: Call, project: Project, merge_request: MergeRequest) -> bool:
    """Whether it is to be merged now, and not later.

    Raises:
        Answer: Neither.
    """
    given, sha = call.given, merge_request.sha
    later = given.get("auto_merge", False) or given.get("merge_when_pipeline_succeeds", False)
    may_be_later = later and may_wait(project, merge_request, call.user)
    if later:
        is_ready = project.pipeline(sha) == "success"
    else:
        is_ready = failed_state_check(project, merge_request) is None
    is_mergeable = failed_check(project, merge_request) is None
    settle(merge_request)
    if not is_ready and not may_be_later:
        raise method_not_allowed()
    if not may_be_later and not is_mergeable:
        raise _cannot_be_merged()
    if given.get("sha", sha) != sha:
        raise message(409, f"SHA does not match HEAD of source branch: {sha}")
    return is_ready


def _cannot_be_merged() -> Answer:
    return message(422, "Branch cannot be merged")
