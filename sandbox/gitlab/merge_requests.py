"""Read merge requests, and what belongs to them.

Source: "Merge requests API" and "Merge request approvals API" (GitLab's documentation).
"""

from typing import Any

from pygit2.enums import SortMode

from sandbox.gitlab.access_levels import DEVELOPER, REPORTER
from sandbox.gitlab.answers import Answer, forbidden, invalid, not_found
from sandbox.gitlab.call import Call
from sandbox.gitlab.merge_request import MergeRequest
from sandbox.gitlab.pages import numbered_page
from sandbox.gitlab.project import Project
from sandbox.gitlab.refreshing import refresh
from sandbox.gitlab.shown_commit import shown_commit
from sandbox.gitlab.shown_merge_request import shown_in_list, shown_merge_request
from sandbox.gitlab.shown_user import shown_user


def get_merge_request(call: Call) -> Answer:
    """`GET /projects/:id/merge_requests/:merge_request_iid`."""
    project, merge_request = found_in(call)
    answer = Answer(200, shown_merge_request(call, project, merge_request))
    settle(merge_request)
    return answer


def list_merge_requests(call: Call) -> Answer:
    """`GET /projects/:id/merge_requests`, the newest first unless asked otherwise."""
    project, given = _project(call), call.given
    for merge_request in project.merge_requests:
        refresh(project, merge_request, call.now)
    found = [each for each in project.merge_requests if _is_asked_for(call, each)]
    by_update = given.get("order_by") == "updated_at"
    found.sort(key=lambda each: (each.updated_at if by_update else each.created_at, each.id))
    if given.get("sort", "desc") == "desc":
        found.reverse()
    answer = numbered_page(call, found, lambda each: shown_in_list(call, project, each))
    if given.get("with_merge_status_recheck"):
        for merge_request in found:
            settle(merge_request)
    return answer


def list_commits_of_merge_request(call: Call) -> Answer:
    """`GET /projects/:id/merge_requests/:merge_request_iid/commits`, the newest first."""
    project, merge_request = found_in(call)
    walker = project.git.open().walk(merge_request.sha, SortMode.TOPOLOGICAL)
    if merge_request.base_sha:
        walker.hide(merge_request.base_sha)
    found = [] if merge_request.is_preparing else list(walker)
    return numbered_page(call, found, lambda each: shown_commit(call.url, project, each))


def get_approvals(call: Call) -> Answer:
    """`GET /projects/:id/merge_requests/:merge_request_iid/approvals`."""
    project, merge_request = found_in(call)
    required, given = project.settings.approvals_required, merge_request.approvals
    may_approve = project.level_of(call.user) >= DEVELOPER and call.user != merge_request.author
    return Answer(
        200,
        {
            "id": merge_request.id,
            "iid": merge_request.iid,
            "project_id": project.id,
            "title": merge_request.title,
            "state": merge_request.state,
            "approved": len(given) >= required,
            "approvals_required": required,
            "approvals_left": max(required - len(given), 0),
            "approved_by": [{"user": shown_user(call.url, user)} for user in given],
            "user_has_approved": call.user in given,
            "user_can_approve": may_approve and call.user not in given,
        },
    )


def found_in(call: Call) -> tuple[Project, MergeRequest]:
    """The project and the merge request that the path names, as they are after all pushes.

    Raises:
        Answer: 404, or 403 if the user may not see the project's merge requests.
    """
    project, iid = _project(call), call.path["merge_request_iid"]
    if not iid.isdecimal():
        raise invalid("merge_request_iid is invalid")
    for merge_request in project.merge_requests:
        if merge_request.iid == int(iid):
            refresh(project, merge_request, call.now)
            return project, merge_request
    raise not_found()


def settle(merge_request: MergeRequest) -> None:
    """Let GitLab get on with what it is busy with, after a look at the merge request."""
    if merge_request.unsettled:
        merge_request.unsettled.popleft()


def _project(call: Call) -> Project:
    project = call.project()
    if project.visibility == "private" and project.level_of(call.user) < REPORTER:
        raise forbidden()
    return project


def _is_asked_for(call: Call, merge_request: MergeRequest) -> bool:
    given, author = call.given, merge_request.author
    wanted: dict[str, Any] = {
        "state": given.get("state", "all") in ("all", merge_request.state),
        "source_branch": given.get("source_branch") == merge_request.source_branch,
        "target_branch": given.get("target_branch") == merge_request.target_branch,
        "author_id": given.get("author_id") == author.id,
        "author_username": given.get("author_username") == author.username,
        "labels": set(given.get("labels", ())) <= merge_request.labels,
        "iids": merge_request.iid in given.get("iids", ()),
        "scope": given.get("scope") == "all" or author == call.user,
    }
    return all(is_so for name, is_so in wanted.items() if name in given)
