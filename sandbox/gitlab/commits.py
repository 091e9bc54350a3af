"""Read the commits of a repository.

Source: "Commits API" and "Repositories API" (GitLab's documentation).
"""

from itertools import islice, pairwise
from typing import Any

from pygit2.enums import SortMode

from sandbox.gitlab.answers import Answer, message, not_found, not_supported
from sandbox.gitlab.call import Call, commit_for
from sandbox.gitlab.diffs import shown_diffs
from sandbox.gitlab.pages import numbered_page
from sandbox.gitlab.revisions import commit_of, entry_at
from sandbox.gitlab.shown_commit import shown_commit, shown_commit_in_detail

_MOST_IN_COMPARISON = 1000


def get_commit(call: Call) -> Answer:
    """`GET /projects/:id/repository/commits/:sha`."""
    project = call.repository()
    commit = commit_for(project.git.open(), call.path["sha"])
    stats = call.given.get("stats", True)
    return Answer(200, shown_commit_in_detail(call.url, project, commit, stats=stats))


def list_commits(call: Call) -> Answer:
    """`GET /projects/:id/repository/commits`, newest first."""
    project = call.repository()
    repository = project.git.open()
    head = commit_of(repository, call.given.get("ref_name") or project.default_branch)
    if head is None:
        # Whether GitLab answers 404 or an empty list is not known.
        raise not_supported("a list of commits from a ref that is not there")
    walker = repository.walk(head.id, SortMode.TOPOLOGICAL | SortMode.TIME)
    if call.given.get("first_parent"):
        walker.simplify_first_parent()
    found: list[Any] = list(walker)
    if path := call.given.get("path"):
        found = [commit for commit in found if _touches(commit, path)]
    return numbered_page(
        call, found, lambda commit: shown_commit(call.url, project, commit), counted=False
    )


def compare(call: Call) -> Answer:
    """`GET /projects/:id/repository/compare`: what `to` has that `from` has not."""
    project = call.repository()
    repository = project.git.open()
    old, new = (commit_of(repository, call.given[name]) for name in ("from", "to"))
    if old is None or new is None:
        raise not_found("Ref")
    base = old.id if call.given.get("straight") else repository.merge_base(old.id, new.id)
    if base is None:
        raise not_supported("a comparison of commits that have nothing in common")
    walker = repository.walk(new.id, SortMode.TOPOLOGICAL | SortMode.REVERSE)
    walker.hide(old.id)
    found = list(islice(walker, _MOST_IN_COMPARISON))
    shown = [shown_commit(call.url, project, commit) for commit in found]
    return Answer(
        200,
        {
            "commit": shown[-1] if shown else None,
            "commits": shown,
            "diffs": shown_diffs(repository, repository[base], new),
            "compare_timeout": False,
            "compare_same_ref": call.given["from"] == call.given["to"],
            "web_url": f"{call.url}/{project.full_name}/-/compare/{base}...{new.id}",
        },
    )


def get_merge_base(call: Call) -> Answer:
    """`GET /projects/:id/repository/merge_base`."""
    project, refs = call.repository(), call.given["refs"]
    repository = project.git.open()
    if len(refs) < 2:
        raise message(400, "Provide at least 2 refs")
    found = {ref: commit_of(repository, ref) for ref in refs}
    if unknown := [ref for ref, commit in found.items() if commit is None]:
        noun = "ref" if len(unknown) == 1 else "refs"
        raise message(400, f"Could not find {noun}: {', '.join(unknown)}")
    base: Any = found[refs[0]].id
    for _, ref in pairwise(refs):
        base = repository.merge_base(base, found[ref].id) if base else None
    if base is None:
        raise not_found("Merge Base")
    return Answer(200, shown_commit(call.url, project, repository[base]))


def _touches(commit: Any, path: str) -> bool:
    entry = entry_at(commit, path)
    if not commit.parents:
        return entry is not None
    return all(entry_at(parent, path) != entry for parent in commit.parents)
