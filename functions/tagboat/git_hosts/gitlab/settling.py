"""GitLab looks at a merge request, and at what is pushed to it or its target, a moment later.

"Merge requests API: Merge status": asking for one is what makes GitLab look.
"""

from collections.abc import Callable, Sequence

from tagboat.git_hosts.gitlab.requests import GitLabRequests, read_as
from tagboat.git_hosts.gitlab.shapes import MergeRequest

_UNSETTLED = ("preparing", "unchecked", "checking", "cannot_be_merged_rechecking")


def settle(
    requests: GitLabRequests,
    shown: MergeRequest,
    head: str,
    pauses: Sequence[float],
    sleep: Callable[[float], object],
) -> tuple[MergeRequest, bool]:
    """Wait until GitLab has looked at the last commit of a merge request.

    Args:
        requests: Asks GitLab.
        shown: The merge request as it was last seen.
        head: The last commit of its branch.
        pauses: Seconds between looks; after the last one it is enough.
        sleep: Waits for some seconds.

    Returns:
        The merge request as it was last seen, and whether GitLab had looked at it.
    """
    for pause in pauses:
        if _is_settled(shown, head):
            return shown, True
        sleep(pause)
        shown = read_as(requests.ask("GET", shown.path), MergeRequest)
    return shown, _is_settled(shown, head)


def _is_settled(shown: MergeRequest, head: str) -> bool:
    is_over = shown.state in ("merged", "closed")
    return is_over or (shown.sha == head and shown.detailed_merge_status not in _UNSETTLED)
