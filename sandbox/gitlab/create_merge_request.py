"""Open a merge request.

Source: "Create MR" in "Merge requests API" (GitLab's documentation), `validate_branches` in
`app/models/merge_request.rb` of its code. Of two open requests, not both may have the same source
and target. Whether `squash` follows the project's `squash_option` when it is not given, as it does
in GitLab's pages, is unverified.
"""

from collections import deque
from typing import Any

from sandbox.gitlab.access_levels import DEVELOPER, REPORTER
from sandbox.gitlab.answers import Answer, forbidden, message, not_supported
from sandbox.gitlab.call import Call
from sandbox.gitlab.merge_request import MergeRequest, Unsettled
from sandbox.gitlab.merge_request_texts import check_text, check_title
from sandbox.gitlab.project import Project
from sandbox.gitlab.refreshing import refresh, take_commits
from sandbox.gitlab.shown_merge_request import shown_merge_request
from sandbox.gitlab.tokens import User


def create_merge_request(call: Call) -> Answer:
    """`POST /projects/:id/merge_requests`."""
    project, given = call.repository(), call.given
    is_enabled = project.settings.merge_requests_enabled and not project.settings.archived
    if project.level_of(call.user) < DEVELOPER or not is_enabled:
        raise forbidden()
    check_title(given["title"])
    check_text(given.get("description", ""))
    source, target = given["source_branch"], given["target_branch"]
    if source == target:
        raise message(422, ["You can't use same project/branch for source and target"])
    for branch in (source, target):
        if project.git.head(branch) is None:
            # GitLab's answer is not known.
            raise not_supported(f"a merge request of the branch {branch}, which is not there")
    with project.lock:
        refuse_twin(call, project, source, target)
        merge_request = _new(call, project)
        project.merge_requests.append(merge_request)
    call.begin("/answer")
    return Answer(201, shown_merge_request(call, project, merge_request))


def refuse_twin(call: Call, project: Project, source: str, target: str) -> None:
    """Refuse a second open merge request of the same branches.

    Raises:
        Answer: 409, with the first one's number.
    """
    for other in project.merge_requests:
        refresh(project, other, call.now)
        if other.is_open and (other.source_branch, other.target_branch) == (source, target):
            said = "Another open merge request already exists for this source branch"
            raise message(409, [f"{said}: !{other.iid}"])


def people_of(call: Call, project: Project, ids: list[int]) -> list[User]:
    """Those of the users who can see the merge request; GitLab leaves out the others."""
    users = [call.gitlab.user_by_id(id_) for id_ in dict.fromkeys(ids)]
    return [user for user in users if user and project.level_of(user) >= REPORTER]


def _new(call: Call, project: Project) -> MergeRequest:
    given: Any = call.given
    by_default = project.settings.squash_option in ("always", "default_on")
    merge_request = MergeRequest(
        id=call.gitlab.next_id(),
        iid=len(project.merge_requests) + 1,
        author=call.user,
        source_branch=given["source_branch"],
        target_branch=given["target_branch"],
        title=given["title"],
        description=given.get("description"),
        created_at=call.now,
        updated_at=call.now,
        sha="",
        start_sha="",
        base_sha="",
        labels=set(given.get("labels", ())),
        assignees=people_of(call, project, given.get("assignee_ids", [])),
        reviewers=people_of(call, project, given.get("reviewer_ids", [])),
        squash=given.get("squash", by_default),
        force_remove_source_branch=given.get("remove_source_branch"),
        unsettled=_unsettled(call.gitlab.looks_until_settled),
    )
    take_commits(project, merge_request, str(project.git.head(merge_request.source_branch)))
    return merge_request


def _unsettled(looks: int) -> deque[Unsettled]:
    return deque("checking" if look else "preparing" for look in range(looks))
