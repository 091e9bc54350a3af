"""Change a merge request: its texts, its people, its target; close it, open it again.

Source: "Update MR" in "Merge requests API" (GitLab's documentation).
"""

from typing import Any

from sandbox.gitlab.access_levels import DEVELOPER
from sandbox.gitlab.answers import Answer, forbidden, invalid, not_supported
from sandbox.gitlab.auto_merge import merge_if_all_checks_pass
from sandbox.gitlab.call import Call
from sandbox.gitlab.contract_of_merge_requests import UPDATE_PARAMETERS
from sandbox.gitlab.create_merge_request import people_of, refuse_twin
from sandbox.gitlab.merge_request import MergeRequest
from sandbox.gitlab.merge_request_texts import check_text, check_title
from sandbox.gitlab.merge_requests import found_in
from sandbox.gitlab.project import Project
from sandbox.gitlab.refreshing import take_commits
from sandbox.gitlab.shown_merge_request import shown_merge_request


def update_merge_request(call: Call) -> Answer:
    """`PUT /projects/:id/merge_requests/:merge_request_iid`."""
    project, merge_request = found_in(call)
    if project.level_of(call.user) < DEVELOPER and call.user != merge_request.author:
        raise forbidden()
    _check(call.given)
    with project.lock:
        _retarget(call, project, merge_request)
        _change_state(call, project, merge_request)
        _change_texts(merge_request, call.given)
        _change_people(call, project, merge_request)
        merge_request.updated_at = call.now
    merge_if_all_checks_pass(project, merge_request, call.now)
    return Answer(200, shown_merge_request(call, project, merge_request))


def _check(given: Any) -> None:
    if not given:
        names = ", ".join(parameter.name for parameter in UPDATE_PARAMETERS)
        raise invalid(f"{names} are missing, at least one parameter must be provided")
    if "title" in given:
        check_title(given["title"])
    check_text(given.get("description", ""))


def _change_state(call: Call, project: Project, merge_request: MergeRequest) -> None:
    match call.given.get("state_event"), merge_request.state:
        case "close", "opened":
            merge_request.close(call.user, call.now)
        case "reopen", "closed" if project.git.head(merge_request.source_branch):
            source, target = merge_request.source_branch, merge_request.target_branch
            refuse_twin(call, project, source, target)
            merge_request.state, merge_request.closed_by = "opened", None
            merge_request.closed_at = None
            merge_request.unsettled.append("checking")


def _retarget(call: Call, project: Project, merge_request: MergeRequest) -> None:
    target = call.given.get("target_branch", merge_request.target_branch)
    if target == merge_request.target_branch:
        return
    if not merge_request.is_open:
        raise not_supported("a new target of a merge request that is not open")
    if project.git.head(target) is None:
        raise not_supported(f"the target branch {target}, which is not there")
    refuse_twin(call, project, merge_request.source_branch, target)
    merge_request.target_branch = target
    take_commits(project, merge_request, merge_request.sha)
    merge_request.unsettled.append("checking")


def _change_texts(merge_request: MergeRequest, given: Any) -> None:
    merge_request.title = given.get("title", merge_request.title)
    merge_request.description = given.get("description", merge_request.description)
    if "labels" in given:
        merge_request.labels = set(given["labels"])
    merge_request.labels |= set(given.get("add_labels", ()))
    merge_request.labels -= set(given.get("remove_labels", ()))
    merge_request.squash = given.get("squash", merge_request.squash)
    if "remove_source_branch" in given:
        merge_request.force_remove_source_branch = given["remove_source_branch"]


def _change_people(call: Call, project: Project, merge_request: MergeRequest) -> None:
    if "assignee_ids" in call.given:
        merge_request.assignees = people_of(call, project, call.given["assignee_ids"])
    if "reviewer_ids" in call.given:
        merge_request.reviewers = people_of(call, project, call.given["reviewer_ids"])
