"""A commit of several files, on a branch that there is or a new one.

Sources: "Create a commit with multiple files and actions" (GitLab's documentation), and of its code
`lib/api/commits.rb`, `app/services/commits/create_service.rb`, `app/services/files/` and
`lib/gitlab/gitaly_client/operation_service.rb`, whose words these are. Nothing compares the head of
the branch with what the author has seen: `last_commit_id` is about one file, and only says that it
did not change between that commit and the branch. Commits that change nothing are made, too.
"""

import re
from typing import Any

import pygit2
from pygit2 import Signature

from sandbox.gitlab.answers import Answer, bad_request, forbidden, message, not_supported
from sandbox.gitlab.call import Call
from sandbox.gitlab.commit_actions import ChangedFiles, checked_actions
from sandbox.gitlab.project import Project
from sandbox.gitlab.revisions import commit_of, head_of, last_change
from sandbox.gitlab.shown_commit import shown_commit_in_detail

_COMMIT_ID = re.compile("[0-9a-f]{40}")
_GUARDED = ("update", "move", "delete")


def create_commit(call: Call) -> Answer:
    """`POST /projects/:id/repository/commits`."""
    project, given = call.repository(), call.given
    branch = given.get("branch", "")
    if not project.may_push(call.user, branch) or project.settings.archived:
        raise forbidden("You are not allowed to push into this branch")
    actions = _checked(given)
    repository = project.git.open()
    start = _start(call, project, repository, branch)
    _check_guards(repository, given, branch, actions)
    before = project.git.head(branch)
    new = _write(call, project, start, actions)
    call.begin("/move")
    _move(project, branch, new, before)
    call.begin("/answer")
    written, stats = project.git.open()[new], given.get("stats", True)
    return Answer(201, shown_commit_in_detail(call.url, project, written, stats=stats))


def _checked(given: Any) -> list[dict[str, Any]]:
    for name in ("branch", "commit_message", "actions"):
        if not given.get(name):
            raise bad_request(f"{name} is required")
    if "start_sha" in given and "start_branch" in given:
        raise bad_request("start_branch, start_sha are mutually exclusive")
    if "start_project" in given:
        raise not_supported("start_project, a commit from a fork")
    return checked_actions(given["actions"])


def _start(call: Call, project: Project, repository: pygit2.Repository, branch: str) -> Any:
    """The commit that the new one is made on, None in an empty repository."""
    is_empty = not project.git.branches()
    start_sha, force = call.given.get("start_sha"), call.given.get("force", False)
    start_branch = "" if start_sha else str(call.given.get("start_branch", branch))
    if start_sha:
        _check_start_sha(repository, start_sha)
    elif not is_empty and head_of(repository, start_branch) is None:
        raise message(400, "You can only create or edit files when you are on a branch")
    is_different = start_sha is not None or start_branch != branch
    if is_different and project.git.head(branch) and not force:
        then = "Switch to that branch in order to make changes"
        raise message(400, f"A branch called '{branch}' already exists. {then}")
    if is_different and not pygit2.reference_is_valid_name(f"refs/heads/{branch}"):
        why = "Branch name is invalid"
        raise message(
            400, f"Something went wrong when we tried to create '{branch}' for you: {why}"
        )
    return repository[start_sha] if start_sha else head_of(repository, start_branch)


def _check_start_sha(repository: pygit2.Repository, start_sha: str) -> None:
    if not _COMMIT_ID.fullmatch(start_sha):
        raise message(400, f"Invalid start_sha '{start_sha}'")
    if commit_of(repository, start_sha) is None:
        raise message(400, f"Cannot find start_sha '{start_sha}'")


def _check_guards(
    repository: pygit2.Repository, given: Any, branch: str, actions: list[dict[str, Any]]
) -> None:
    """Hold files to the commits that their authors have seen them at."""
    # With start_sha there is no start branch, and GitLab looks at HEAD.
    ref = "HEAD" if "start_sha" in given else given.get("start_branch", branch)
    on_branch = commit_of(repository, ref)
    for action in actions:
        seen = action.get("last_commit_id")
        if action["action"] not in _GUARDED or not seen or on_branch is None:
            continue
        path = action.get("previous_path") or action["file_path"]
        seen_commit = commit_of(repository, seen)
        then = last_change(seen_commit, path) if seen_commit else None
        now = last_change(on_branch, path)
        if then and now and then.id != now.id:
            text = f"The file has changed since you started editing it: {path}"
            raise message(400, text)


def _write(call: Call, project: Project, start: Any, actions: list[dict[str, Any]]) -> str:
    files = ChangedFiles(start.tree if start else None)
    for action in actions:
        files.carry_out(action)
    there = {path for path in files.changed if start and path in start.tree}
    given, user, now = call.given, call.user, int(call.now)
    name, email = given.get("author_name") or user.name, given.get("author_email") or user.email
    try:
        return project.git.write_commit(
            str(start.id) if start else None,
            put={path: file for path, file in files.changed.items() if file is not None},
            delete={path for path in there if files.changed[path] is None},
            message=given["commit_message"],
            author=Signature(name, email, now, 0),
            committer=Signature(user.name, user.email, now, 0),
        )
    except ValueError as error:
        # GitLab's answer to a file where a folder is is not known.
        raise not_supported(f"such actions: {error}") from None


def _move(project: Project, branch: str, new: str, before: str | None) -> None:
    try:
        is_moved = project.git.move_branch(branch, new, before)
    except ValueError as error:
        raise not_supported(f"such a branch: {error}") from None
    if not is_moved:
        raise message(400, f"Could not update refs/heads/{branch}. Please refresh and try again.")
