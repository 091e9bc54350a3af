"""Branches of a repository.

Source: "Branches API" (GitLab's documentation), and of its code `lib/api/branches.rb`,
`app/services/branches/` and `lib/gitlab/checks/branch_check.rb` for the texts of refusals.
"""

import pygit2

from sandbox.git_branch_removal import remove_branch
from sandbox.gitlab.access_levels import DEVELOPER, MAINTAINER
from sandbox.gitlab.answers import Answer, message, not_found, not_supported
from sandbox.gitlab.call import Call
from sandbox.gitlab.project import Project
from sandbox.gitlab.protected_branches import may_merge, may_push
from sandbox.gitlab.refreshing import refresh
from sandbox.gitlab.revisions import commit_of, head_of
from sandbox.gitlab.shown_commit import shown_commit


def get_branch(call: Call) -> Answer:
    """`GET /projects/:id/repository/branches/:branch`."""
    project = call.repository()
    return Answer(200, _shown(call, project, _existing(call, project)))


def create_branch(call: Call) -> Answer:
    """`POST /projects/:id/repository/branches`."""
    project, name, ref = call.writable(), call.given["branch"], call.given["ref"]
    repository = project.git.open()
    if not pygit2.reference_is_valid_name(f"refs/heads/{name}"):
        raise message(400, "Branch name is invalid")
    if project.git.head(name):
        raise message(400, "Branch already exists")
    start = commit_of(repository, ref)
    if start is None:
        raise message(400, f"Failed to create branch '{name}': invalid reference name '{ref}'")
    if not project.may_push(call.user, name):
        # Who may create a protected branch, and from what, is more than is known here.
        raise not_supported(f"the creation of the protected branch {name}")
    try:
        is_new = project.git.move_branch(name, str(start.id), None)
    except ValueError:
        why = "Branch name conflicts with existing branch hierarchy."
        raise message(400, f"Failed to create branch '{name}': {why}") from None
    if not is_new:
        raise message(400, "Branch already exists")
    return Answer(201, _shown(call, project, name))


def delete_branch(call: Call) -> Answer:
    """`DELETE /projects/:id/repository/branches/:branch`; merge requests of it are closed."""
    project = call.writable()
    name = _existing(call, project)
    if name == project.default_branch:
        raise message(400, "The default branch of a project cannot be deleted.")
    if project.is_protected(name) and project.level_of(call.user) < MAINTAINER:
        raise message(
            400,
            "You are not allowed to delete protected branches from this project. "
            "Only a project maintainer or owner can delete a protected branch.",
        )
    if not remove_branch(project.git, name, str(project.git.head(name))):
        raise message(400, "Failed to remove branch")
    for merge_request in project.merge_requests:
        refresh(project, merge_request, call.now, call.user)
    return Answer(204, b"")


def _existing(call: Call, project: Project) -> str:
    name = call.path["branch"]
    if not pygit2.reference_is_valid_name(f"refs/heads/{name}"):
        raise message(400, "The branch refname is invalid")
    if project.git.head(name) is None:
        raise not_found("Branch")
    return name


def _shown(call: Call, project: Project, name: str) -> dict[str, object]:
    repository = project.git.open()
    head, root = head_of(repository, name), project.git.head(project.default_branch)
    is_merged = (
        root is not None and root != str(head.id) and repository.descendant_of(root, head.id)
    )
    rules = project.protections
    return {
        "name": name,
        "commit": shown_commit(call.url, project, head),
        "merged": is_merged,
        "protected": project.is_protected(name),
        "developers_can_push": project.is_protected(name) and may_push(rules, name, DEVELOPER),
        "developers_can_merge": project.is_protected(name) and may_merge(rules, name, DEVELOPER),
        "can_push": project.may_push(call.asker, name),
        "default": name == project.default_branch,
        "web_url": f"{call.url}/{project.full_name}/-/tree/{name}",
    }
