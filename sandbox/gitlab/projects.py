"""Projects and their protected branches.

Source: "Projects API" and "Protected branches API" (GitLab's documentation).
"""

from dataclasses import asdict

from sandbox.gitlab.access_levels import DESCRIPTIONS, MAINTAINER, NO_ACCESS
from sandbox.gitlab.answers import Answer, forbidden, not_found
from sandbox.gitlab.call import Call
from sandbox.gitlab.pages import numbered_page
from sandbox.gitlab.project import Project
from sandbox.gitlab.protected_branches import ProtectedBranch

_OWN = {"approvals_required", "pipelines_start_as"}
"""Settings of the sandbox that GitLab keeps elsewhere."""


def get_project(call: Call) -> Answer:
    """`GET /projects/:id`."""
    project = call.project()
    user = call.asker
    settings = {k: v for k, v in asdict(project.settings).items() if k not in _OWN}
    body = _shown(call, project) | settings
    if user:
        body["permissions"] = {
            "project_access": _access(project.members.get(user.id)),
            "group_access": _access(project.group_members.get(user.id)),
        }
    return Answer(200, body)


def list_protected_branches(call: Call) -> Answer:
    """`GET /projects/:id/protected_branches`."""
    found = [
        protection
        for protection in _protections(call)
        if call.given.get("search", "") in protection.name
    ]
    return numbered_page(call, found, _shown_protection)


def get_protected_branch(call: Call) -> Answer:
    """`GET /projects/:id/protected_branches/:name`, by the name of the protection."""
    for protection in _protections(call):
        if protection.name == call.path["name"]:
            return Answer(200, _shown_protection(protection))
    raise not_found()


def _access(level: int | None) -> dict[str, int] | None:
    return {"access_level": level, "notification_level": 3} if level else None


def _protections(call: Call) -> list[ProtectedBranch]:
    project = call.project()
    if project.level_of(call.user) < MAINTAINER:
        raise forbidden()
    return project.protections


def _shown(call: Call, project: Project) -> dict[str, object]:
    url = f"{call.url}/{project.full_name}"
    is_empty = not project.git.branches()
    return {
        "id": project.id,
        "description": None,
        "name": project.path,
        "path": project.path,
        "path_with_namespace": project.full_name,
        "default_branch": None if is_empty else project.default_branch,
        "ssh_url_to_repo": f"git@localhost:{project.full_name}.git",
        "http_url_to_repo": f"{url}.git",
        "web_url": url,
        "namespace": {"path": project.namespace, "full_path": project.namespace},
        "empty_repo": is_empty,
        "visibility": project.visibility,
    }


def _shown_protection(protection: ProtectedBranch) -> dict[str, object]:
    return {
        "id": protection.id,
        "name": protection.name,
        "push_access_levels": _shown_levels(protection.id, protection.push_level),
        "merge_access_levels": _shown_levels(protection.id, protection.merge_level),
        "allow_force_push": protection.allow_force_push,
        "unprotect_access_levels": [],
        "code_owner_approval_required": False,
        "inherited": False,
    }


def _shown_levels(id_: int, level: int) -> list[dict[str, object]]:
    text = DESCRIPTIONS.get(level, DESCRIPTIONS[NO_ACCESS])
    return [
        {
            "id": id_,
            "access_level": level,
            "access_level_description": text,
            "deploy_key_id": None,
            "user_id": None,
            "group_id": None,
        }
    ]
