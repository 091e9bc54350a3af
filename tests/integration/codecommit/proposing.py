"""What tests propose on CodeCommit, and what is asked of it meanwhile."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sandbox.aws.server import AwsServer
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.pull_requests.proposal import MergeMethod, Proposal, Proposed
from tagboat.core.pull_requests.standing import PullRequest, Standing
from tagboat.core.snapshot import File
from tests.contract.proposing.codecommit import OnCodeCommitWithPullRequests

BRANCH = "tagboat/web"
BOT = Author("A Bot", "bot@example.com")


class Calls:
    """What Tagboat's role asks of CodeCommit."""

    def __init__(self, aws: AwsServer, hosted: OnCodeCommitWithPullRequests) -> None:
        self._log, self._role = aws.log, hosted.role.name
        self._counted = len(aws.log)

    def since(self) -> dict[str, int]:
        """How often each operation was asked for, since this was asked the last time."""
        asked = self._log.since(self._counted)
        self._counted += len(asked)
        return Counter(one.operation for one in asked if one.principal == self._role)


def proposal(
    hosted: OnCodeCommitWithPullRequests,
    files: Mapping[str, bytes] = {"a.txt": b"two\n"},
    *,
    body: str = "From 1 to 2.",
    title: str = "Update web",
    auto_merge: MergeMethod | None = None,
) -> Proposal:
    snapshot = hosted.git_host.read("main", ["a.txt"], proposals=[BRANCH])
    standing = snapshot.proposals[BRANCH]
    assert isinstance(standing, Standing), standing
    return Proposal(
        standing=standing,
        base=snapshot,
        files={path: File(content) for path, content in files.items()},
        message=CommitMessage("Update web", "Tagboat-Rule: web\nTagboat-Changes: c0ffee"),
        author=BOT,
        title=title,
        body=body,
        auto_merge=auto_merge,
    )


def propose(hosted: OnCodeCommitWithPullRequests, *args: Any, **more: Any) -> Proposed:
    return hosted.git_host.propose(proposal(hosted, *args, **more))


def found(hosted: OnCodeCommitWithPullRequests) -> PullRequest:
    open_one = proposal(hosted).standing.open_pull_request
    assert open_one
    return open_one
