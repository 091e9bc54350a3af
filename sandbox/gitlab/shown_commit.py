"""Commits as GitLab's API shows them.

Source: "Commits API" (GitLab's documentation).
"""

from typing import Any

from sandbox.gitlab.project import Project
from sandbox.gitlab.times import commit_time


def shown_commit(url: str, project: Project, commit: Any) -> dict[str, Any]:
    """A commit in a list."""
    id_, written = str(commit.id), commit_time(commit.committer.time)
    return {
        "id": id_,
        "short_id": id_[:8],
        "created_at": written,
        "parent_ids": [str(parent) for parent in commit.parent_ids],
        "title": commit.message.partition("\n")[0],
        "message": commit.message,
        "author_name": commit.author.name,
        "author_email": commit.author.email,
        "authored_date": commit_time(commit.author.time),
        "committer_name": commit.committer.name,
        "committer_email": commit.committer.email,
        "committed_date": written,
        "trailers": {},
        "extended_trailers": {},
        "web_url": f"{url}/{project.full_name}/-/commit/{id_}",
    }


def shown_commit_in_detail(
    url: str, project: Project, commit: Any, *, stats: bool
) -> dict[str, Any]:
    """A commit by itself."""
    body = shown_commit(url, project, commit)
    if stats:
        body["stats"] = _stats(commit)
    status = project.pipeline(str(commit.id))
    return body | {"status": status, "project_id": project.id, "last_pipeline": None}


def _stats(commit: Any) -> dict[str, int]:
    if commit.parents:
        diff = commit.tree.diff_to_tree(commit.parents[0].tree, swap=True)
    else:
        diff = commit.tree.diff_to_tree(swap=True)
    added, removed = diff.stats.insertions, diff.stats.deletions
    return {"additions": added, "deletions": removed, "total": added + removed}
