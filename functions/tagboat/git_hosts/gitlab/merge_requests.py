"""Opens, changes and closes merge requests. "Merge requests API", "Notes API"."""

from collections.abc import Iterator
from typing import Any

from tagboat.core.pull_requests.proposal import MergeMethod, Proposal
from tagboat.core.pull_requests.standing import PullRequest
from tagboat.git_hosts.gitlab.people import find_people
from tagboat.git_hosts.gitlab.requests import GitLabRequests, read_as
from tagboat.git_hosts.gitlab.shapes import MergeRequest, path_of

LONGEST_TITLE = 255
_DRAFT = "Draft: "


def open_one(requests: GitLabRequests, proposal: Proposal) -> tuple[MergeRequest, tuple[str, ...]]:
    """Open a merge request for a branch that is there.

    Returns:
        The merge request, and notes on what GitLab did not take.

    Raises:
        HeadMoved: Somebody else has opened one.
        RetryableError: Read again later: it may have been opened.
        HostError: GitLab refuses.
    """
    people = find_people(requests, [*proposal.reviewers, *proposal.assignees])
    wanted: dict[str, Any] = {
        "source_branch": proposal.standing.branch,
        "target_branch": proposal.base.branch,
        "title": _title(proposal, draft=proposal.draft),
        "description": proposal.body,
        "remove_source_branch": True,
    }
    if proposal.labels:
        wanted["labels"] = ",".join(proposal.labels)
    for key, names in ("reviewer_ids", proposal.reviewers), ("assignee_ids", proposal.assignees):
        if ids := [people[name] for name in names if name in people]:
            wanted[key] = ids
    if proposal.auto_merge:
        wanted["squash"] = proposal.auto_merge is MergeMethod.SQUASH
    answer = requests.ask("POST", "projects/:id/merge_requests", body=wanted)
    shown = read_as(answer, MergeRequest)
    return shown, tuple(_left_out(proposal, shown, set(people)))


def change(requests: GitLabRequests, opened: PullRequest, proposal: Proposal) -> MergeRequest:
    """Give an open merge request new texts. It stays a draft, or ready, as people made it.

    Raises:
        RetryableError: Read again later: it may have been changed.
        HostError: GitLab refuses.
    """
    shown = look(requests, opened)
    wanted = {"title": _title(proposal, draft=shown.draft), "description": proposal.body}
    return read_as(requests.ask("PUT", shown.path, body=wanted), MergeRequest)


def look(requests: GitLabRequests, pull_request: PullRequest) -> MergeRequest:
    """Look at a merge request. Raises as `change` does."""
    return read_as(requests.ask("GET", path_of(pull_request.key)), MergeRequest)


def close(requests: GitLabRequests, pull_request: PullRequest, comment: str) -> None:
    """Say why, then close it. Raises as `change` does."""
    path = path_of(pull_request.key)
    requests.ask("POST", f"{path}/notes", body={"body": comment})
    requests.ask("PUT", path, body={"state_event": "close"})


def _title(proposal: Proposal, *, draft: bool) -> str:
    title = f"{_DRAFT}{proposal.title}" if draft else proposal.title
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _left_out(proposal: Proposal, shown: MergeRequest, known: set[str]) -> Iterator[str]:
    """What GitLab did not take of what was asked for, and does not say."""
    people = dict.fromkeys([*proposal.reviewers, *proposal.assignees])
    if unknown := [name for name in people if name not in known]:
        yield (
            f"GitLab has no user {', '.join(unknown)}. Mend the reviewers or assignees of the rule."
        )
    for kind, names, users in (
        ("reviewers", proposal.reviewers, shown.reviewers),
        ("assignees", proposal.assignees, shown.assignees),
    ):
        taken = {user.username.lower() for user in users}
        lost = [name for name in names if name in known and name.lower() not in taken]
        if lost:
            yield (
                f"{shown.name} has not got {', '.join(lost)} among its {kind}: only members of the"
                " project can be, and only one of them on GitLab Free."
            )
    if missing := sorted(set(proposal.labels) - set(shown.labels)):
        yield f"{shown.name} has not got the labels {', '.join(missing)}."
