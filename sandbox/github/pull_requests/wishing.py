"""How a request wants a pull request merged: what its mutations have in common."""

from typing import Any

from sandbox.github.call import Call
from sandbox.github.pull_requests.pull_request import MergeWish


def wish_of(call: Call, wanted: dict[str, Any]) -> MergeWish:
    """What a MergePullRequestInput or an EnablePullRequestAutoMergeInput says."""
    return MergeWish(
        method=wanted.get("mergeMethod") or "MERGE",
        actor=call.token.account,
        at=call.github.clock(),
        headline=wanted.get("commitHeadline"),
        body=wanted.get("commitBody"),
        email=wanted.get("authorEmail"),
    )
