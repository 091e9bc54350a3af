"""Lets a merge request merge itself as soon as GitLab's rules allow it.

"Merge requests API: Merge a merge request", "Merge status", "Auto-merge". What may be merged at
once, because nothing is in the way, is refused as an auto-merge, and is merged. A pipeline that has
not begun is in the way only where the project's settings say "Pipelines must succeed".
"""

from collections.abc import Callable, Mapping

from msgspec import Struct

from tagboat.core.errors import CredentialsRefused, HostUnavailable
from tagboat.core.pull_requests.proposal import MergeMethod, Proposal
from tagboat.git_hosts.gitlab import errors
from tagboat.git_hosts.gitlab.requests import GitLabRequests, read_as
from tagboat.git_hosts.gitlab.settling import settle
from tagboat.git_hosts.gitlab.shapes import MergeRequest, ShownProject

_PAUSES = (0.2, 0.4, 0.8, 1.0, 1.0, 1.0, 1.0, 1.0)
"""Seconds between looks; all of them together leave the function time to end."""
_NOT_ALLOWED = (405, 406, 422)
"""It cannot be merged now, nor later by itself; nor did it work."""
METHODS: Mapping[MergeMethod, tuple[str, ...]] = {
    MergeMethod.MERGE: ("merge", "rebase_merge"),
    MergeMethod.REBASE: (),
    MergeMethod.FAST_FORWARD: ("ff",),
}
"""The settings of a project, "Merge method", under which a way to merge is what is done."""
_HELP: Mapping[str, str] = {
    "ci_must_pass": "its pipeline has to succeed: mend it, or let one run for merge requests",
    "ci_still_running": "its pipeline still runs",
    "commits_status": "it has no commits that its target lacks",
    "conflict": "it conflicts; Tagboat mends that when the next image is pushed",
    "discussions_not_resolved": "its threads have to be resolved",
    "draft_status": "it is a draft: mark it as ready",
    "need_rebase": "its target has moved on: rebase it, or wait for the next image",
    "not_approved": "it has to be approved",
    "not_open": "it is closed",
    "requested_changes": "a reviewer has asked for changes",
}
"""What is in the way, by the documented `detailed_merge_status`; the others are quoted."""


class Merging(Struct, frozen=True):
    """What became of the wish that a merge request merges itself."""

    commit: str | None = None
    """The target branch's commit, if it is merged."""
    notes: tuple[str, ...] = ()


def let_merge_itself(
    requests: GitLabRequests,
    shown: MergeRequest,
    head: str,
    proposal: Proposal,
    sleep: Callable[[float], object],
) -> Merging:
    """Merge a merge request, or have GitLab do it later.

    Args:
        requests: Asks GitLab.
        shown: The merge request as it was last seen.
        head: The last commit of its branch: only that one is merged.
        proposal: What was proposed, with the way to merge it.
        sleep: Waits for some seconds.

    Raises:
        RetryableError: GitLab is not done with looking at it. HeadMoved: somebody pushed to it.
        HostError: GitLab refuses.
    """
    method = proposal.auto_merge
    if method is None:
        return Merging()
    if note := _lacks(requests, method):
        return Merging(notes=(note,))
    settled, is_settled = settle(requests, shown, head, _PAUSES, sleep)
    if not is_settled:
        raise HostUnavailable(f"GitLab has not looked at {shown.name} yet, so it cannot merge it")
    if settled.state == "merged":
        return Merging(commit=_commit(settled))
    return _merge(requests, settled, head, proposal)


def _lacks(requests: GitLabRequests, method: MergeMethod) -> str:
    """A note, if the project does not merge in this way. Squashing is asked for by itself."""
    if method is MergeMethod.SQUASH:
        return ""
    project = read_as(requests.ask("GET", "projects/:id"), ShownProject)
    if project.merge_method in METHODS[method]:
        return ""
    return (
        f"{requests.project} does not merge by '{method}': its merge method is"
        f" '{project.merge_method}'. Name another one in the rule's auto_merge, or choose another"
        " in the project's settings."
    )


def _merge(requests: GitLabRequests, shown: MergeRequest, head: str, proposal: Proposal) -> Merging:
    squash = proposal.auto_merge is MergeMethod.SQUASH
    message = {"squash_commit_message": proposal.message.text} if squash else {}
    wanted = {"sha": head, "squash": squash, "should_remove_source_branch": True} | message
    # GitLab before 17.11 knows the second name only.
    later = {"auto_merge": True, "merge_when_pipeline_succeeds": True}
    try:
        answer = requests.ask(
            "PUT", f"{shown.path}/merge", body=wanted | later, expected=_NOT_ALLOWED
        )
        if answer.status in _NOT_ALLOWED and shown.detailed_merge_status == "mergeable":
            answer = requests.ask("PUT", f"{shown.path}/merge", body=wanted, expected=_NOT_ALLOWED)
    except CredentialsRefused:  # What GitLab says to who may not merge. The token is a good one.
        return Merging(notes=(_may_not_merge(requests, shown, proposal),))
    if answer.status in _NOT_ALLOWED:
        return Merging(notes=(_in_the_way(shown, errors.text_of(answer)),))
    merged = read_as(answer, MergeRequest)
    if merged.state == "merged":
        return Merging(commit=_commit(merged))
    if not merged.merge_when_pipeline_succeeds:
        return Merging(notes=(_in_the_way(shown, "it did not say why"),))
    if shown.draft:
        return Merging(notes=(f"{shown.name} merges itself once it is marked as ready.",))
    return Merging()


def _commit(merged: MergeRequest) -> str | None:
    """The last commit that a merge brought: a fast-forward has none of its own."""
    return merged.merge_commit_sha or merged.squash_commit_sha or merged.sha


def _may_not_merge(requests: GitLabRequests, shown: MergeRequest, proposal: Proposal) -> str:
    return (
        f"{shown.name} does not merge itself: the token may not merge into {proposal.base.branch}"
        f" of {requests.project}. Let its role ('Allowed to merge'), or leave auto_merge out."
    )


def _in_the_way(shown: MergeRequest, said: str) -> str:
    status = shown.detailed_merge_status
    reason = _HELP.get(status, f"GitLab says '{status}' and '{said}'")
    return f"{shown.name} does not merge itself: {reason}."
