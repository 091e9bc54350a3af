"""Auto-merge: a pull request is merged as soon as the rules of its base let it be.

Sources: "Automatically merging a pull request" (GitHub's documentation), and answers of github.com
that people recorded. It refuses what could be merged at once ("is in clean status"), and what has
failing or pending checks that nobody requires ("is in unstable status"), before it says that the
base has no rules at all. The word "Pull request" stands twice, being Rails' name of the attribute.
"""

from typing import Any

from sandbox.github.call import Call
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.node_access import need_to_write, pull_request_of
from sandbox.github.pull_requests import refusals
from sandbox.github.pull_requests.merge_state import merge_state
from sandbox.github.pull_requests.pull_request import MergeWish, PullRequest
from sandbox.github.pull_requests.wishing import wish_of


def enable(call: Call, wanted: dict[str, Any]) -> tuple[HostedRepository, PullRequest]:
    """Carry enablePullRequestAutoMerge out.

    Raises:
        TypedError: GitHub would refuse.
    """
    hosted, pull = pull_request_of(call, wanted["pullRequestId"])
    need_to_write(call, "contents", "pull_requests")
    if not pull.is_open:
        raise refusals.unprocessable("Can't enable auto-merge for this pull request.")
    if wanted.get("expectedHeadOid") not in (None, pull.head_oid):
        raise refusals.head_modified()
    wish = wish_of(call, wanted)
    if reasons := _against(hosted, pull, wish):
        raise refusals.no_auto_merge(*reasons)
    with hosted.pulls.lock:
        pull.auto_merge, pull.updated_at = wish, wish.at
    return hosted, pull


def disable(call: Call, id_: str) -> tuple[HostedRepository, PullRequest]:
    """Carry disablePullRequestAutoMerge out.

    Raises:
        TypedError: GitHub would refuse.
    """
    hosted, pull = pull_request_of(call, id_)
    need_to_write(call, "contents", "pull_requests")
    if pull.auto_merge is None:
        raise refusals.unprocessable("Can't disable auto-merge for this pull request.")
    with hosted.pulls.lock:
        pull.auto_merge, pull.updated_at = None, call.github.clock()
    return hosted, pull


def _against(hosted: HostedRepository, pull: PullRequest, wish: MergeWish) -> list[str]:
    """What there is against it, in GitHub's words."""
    if not hosted.settings.allow_auto_merge:
        return ["Auto merge is not allowed for this repository"]
    reasons = []
    is_method_chosen = not hosted.has_merge_queue(pull.base)
    if is_method_chosen and wish.method not in hosted.merge_methods(pull.base):
        reasons.append(refusals.auto_merge_method(wish.method))
    if why := _against_state(hosted, pull):
        reasons.append(f"Pull request {why}")
    return reasons


def _against_state(hosted: HostedRepository, pull: PullRequest) -> str | None:
    if pull.is_draft:
        return "Pull request is a draft"
    match merge_state(hosted, pull):
        case "UNSTABLE":
            return "Pull request is in unstable status"
        case "DIRTY":
            return "Pull request is in dirty status"
        case _ if not hosted.requirements(pull.base):
            return "Protected branch rules not configured for this branch"
        case "CLEAN":
            return "Pull request is in clean status"
        case _:
            return None
