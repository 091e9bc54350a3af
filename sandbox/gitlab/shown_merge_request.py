"""Merge requests as GitLab's API shows them.

Source: "Merge requests API" (GitLab's documentation) and `lib/api/entities/merge_request*.rb` of
its code. What GitLab has not prepared yet is empty ("Empty API fields for new merge requests").
"""

from typing import Any

from sandbox.gitlab.call import Call
from sandbox.gitlab.merge_request import MergeRequest
from sandbox.gitlab.mergeability import detailed_merge_status, has_conflicts
from sandbox.gitlab.merging import squashes
from sandbox.gitlab.project import Project
from sandbox.gitlab.shown_user import shown_user
from sandbox.gitlab.times import shown_time


def shown_merge_request(
    call: Call, project: Project, merge_request: MergeRequest
) -> dict[str, Any]:
    """A merge request by itself."""
    is_ready = not merge_request.is_preparing
    return shown_in_list(call, project, merge_request) | {
        "subscribed": False,
        "changes_count": _changes_count(project, merge_request) if is_ready else None,
        "latest_build_started_at": None,
        "latest_build_finished_at": None,
        "first_deployed_to_production_at": None,
        "pipeline": None,
        "head_pipeline": _head_pipeline(project, merge_request),
        "diff_refs": _diff_refs(merge_request) if is_ready else None,
        "merge_error": merge_request.merge_error,
        "user": {"can_merge": project.may_merge(call.asker, merge_request.target_branch)},
    }


def shown_in_list(call: Call, project: Project, merge_request: MergeRequest) -> dict[str, Any]:
    """A merge request among others."""
    return (
        _who_and_when(call.url, merge_request)
        | _merge_fields(project, merge_request)
        | _references(call.url, project, merge_request)
        | {
            "id": merge_request.id,
            "iid": merge_request.iid,
            "project_id": project.id,
            "source_project_id": project.id,
            "target_project_id": project.id,
            "title": merge_request.title,
            "description": merge_request.description,
            "state": merge_request.state,
            "target_branch": merge_request.target_branch,
            "source_branch": merge_request.source_branch,
            "user_notes_count": len(merge_request.notes),
            "upvotes": 0,
            "downvotes": 0,
            "labels": sorted(merge_request.labels),
            "draft": merge_request.is_draft,
            "work_in_progress": merge_request.is_draft,
            "imported": False,
            "imported_from": "none",
            "milestone": None,
            "discussion_locked": None,
            "time_stats": {
                "time_estimate": 0,
                "total_time_spent": 0,
                "human_time_estimate": None,
                "human_total_time_spent": None,
            },
            "task_completion_status": {"count": 0, "completed_count": 0},
            "blocking_discussions_resolved": True,
        }
    )


def _who_and_when(url: str, merge_request: MergeRequest) -> dict[str, Any]:
    assignees = [shown_user(url, user) for user in merge_request.assignees]
    waiting = merge_request.auto_merge
    merge_user = merge_request.merged_by or (waiting.user if waiting else None)
    return {
        "author": shown_user(url, merge_request.author),
        "assignees": assignees,
        "assignee": assignees[0] if assignees else None,
        "reviewers": [shown_user(url, user) for user in merge_request.reviewers],
        "merged_by": shown_user(url, merge_request.merged_by),
        "merge_user": shown_user(url, merge_user),
        "closed_by": shown_user(url, merge_request.closed_by),
        "created_at": shown_time(merge_request.created_at),
        "updated_at": shown_time(merge_request.updated_at),
        "merged_at": shown_time(merge_request.merged_at),
        "closed_at": shown_time(merge_request.closed_at),
    }


def _merge_fields(project: Project, merge_request: MergeRequest) -> dict[str, Any]:
    waiting, is_settled = merge_request.auto_merge, not merge_request.unsettled
    conflicts = is_settled and merge_request.is_open and has_conflicts(project, merge_request)
    known = "cannot_be_merged" if conflicts else "can_be_merged"
    return {
        "merge_when_pipeline_succeeds": waiting is not None,
        "merge_status": known if is_settled else "checking",
        "detailed_merge_status": detailed_merge_status(project, merge_request),
        "merge_after": None,
        "sha": merge_request.sha,
        "merge_commit_sha": merge_request.merge_commit_sha,
        "squash_commit_sha": merge_request.squash_commit_sha,
        "should_remove_source_branch": waiting.wishes.remove_source_branch if waiting else None,
        "force_remove_source_branch": merge_request.force_remove_source_branch,
        "prepared_at": (
            None if merge_request.is_preparing else shown_time(merge_request.created_at)
        ),
        "squash": merge_request.squash,
        "squash_on_merge": squashes(project, merge_request),
        "has_conflicts": conflicts,
    }


def _references(url: str, project: Project, merge_request: MergeRequest) -> dict[str, Any]:
    short, name = f"!{merge_request.iid}", project.full_name
    return {
        "reference": short,
        "references": {"short": short, "relative": short, "full": f"{name}{short}"},
        "web_url": f"{url}/{name}/-/merge_requests/{merge_request.iid}",
    }


def _diff_refs(merge_request: MergeRequest) -> dict[str, str]:
    return {
        "base_sha": merge_request.base_sha,
        "head_sha": merge_request.sha,
        "start_sha": merge_request.start_sha,
    }


def _changes_count(project: Project, merge_request: MergeRequest) -> str | None:
    if not merge_request.base_sha:
        return None
    diff = project.git.open().diff(merge_request.base_sha, merge_request.sha)
    return str(diff.stats.files_changed)


def _head_pipeline(project: Project, merge_request: MergeRequest) -> dict[str, Any] | None:
    status = project.pipeline(merge_request.sha)
    if status is None:
        return None
    sha, ref = merge_request.sha, merge_request.source_branch
    return {"id": int(sha[:7], 16), "project_id": project.id, "sha": sha, "ref": ref} | {
        "status": status,
        "source": "push",
    }
