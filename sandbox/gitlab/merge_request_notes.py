"""Comments on merge requests.

Source: "Notes API" (GitLab's documentation).
"""

from typing import Any

from sandbox.gitlab.answers import Answer
from sandbox.gitlab.call import Call
from sandbox.gitlab.merge_request import MergeRequest, Note
from sandbox.gitlab.merge_request_texts import check_text
from sandbox.gitlab.merge_requests import found_in
from sandbox.gitlab.pages import numbered_page
from sandbox.gitlab.project import Project
from sandbox.gitlab.shown_user import shown_user
from sandbox.gitlab.times import shown_time


def list_notes(call: Call) -> Answer:
    """`GET /projects/:id/merge_requests/:merge_request_iid/notes`."""
    project, merge_request = found_in(call)
    found = list(merge_request.notes)
    if call.given.get("sort", "desc") == "desc":
        found.reverse()
    return numbered_page(call, found, lambda note: _shown(call, project, merge_request, note))


def create_note(call: Call) -> Answer:
    """`POST /projects/:id/merge_requests/:merge_request_iid/notes`."""
    project, merge_request = found_in(call)
    check_text(call.given["body"], "note")
    note = Note(call.gitlab.next_id(), call.user, call.given["body"], call.now)
    merge_request.notes.append(note)
    merge_request.updated_at = call.now
    return Answer(201, _shown(call, project, merge_request, note))


def _shown(call: Call, project: Project, merge_request: MergeRequest, note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "type": None,
        "body": note.body,
        "author": shown_user(call.url, note.author),
        "created_at": shown_time(note.created_at),
        "updated_at": shown_time(note.created_at),
        "system": False,
        "noteable_id": merge_request.id,
        "noteable_type": "MergeRequest",
        "noteable_iid": merge_request.iid,
        "project_id": project.id,
        "resolvable": False,
        "confidential": False,
        "internal": False,
        "commands_changes": {},
    }
