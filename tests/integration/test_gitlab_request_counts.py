"""What merge requests ask of a GitLab: how many requests, by Git and by REST."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from sandbox.gitlab import GitLab, GitLabServer
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.pull_requests.proposal import MergeMethod, Proposal, Proposed
from tagboat.core.pull_requests.standing import Standing
from tagboat.core.snapshot import File
from tests.contract.proposing.gitlab import GitLabMergeRequests

BRANCH = "tagboat/web"
# What a git server can do, what its branches are, and what was chosen.
ABLE, LOOK, FETCH = "info/refs git-upload-pack", "git-upload-pack", "git-upload-pack"
PUSH = ["info/refs git-receive-pack", "git-receive-pack"]
_PROJECT = "/projects/:id"
LIST = f"GET {_PROJECT}/merge_requests"
HEAD = f"GET {_PROJECT}/repository/branches/:branch"
IS_MERGED = f"GET {_PROJECT}/repository/merge_base"
OPEN = f"POST {_PROJECT}/merge_requests"
SEE = f"GET {_PROJECT}/merge_requests/:merge_request_iid"
CHANGE = f"PUT {_PROJECT}/merge_requests/:merge_request_iid"
MERGE = f"PUT {_PROJECT}/merge_requests/:merge_request_iid/merge"
NOTE = f"POST {_PROJECT}/merge_requests/:merge_request_iid/notes"


class Counted:
    """A project, and what it takes to propose to it."""

    def __init__(self, hosted: GitLabMergeRequests) -> None:
        self.hosted = hosted

    def read(self) -> tuple[Proposal, Counter[str]]:
        """What is to be proposed on what is read, and what reading took."""
        before = len(self.hosted.gitlab.log)
        snapshot = self.hosted.git_host.read("main", ["a.txt"], proposals=[BRANCH])
        standing = snapshot.proposals[BRANCH]
        assert isinstance(standing, Standing)
        proposal = Proposal(
            standing=standing,
            base=snapshot,
            files={"a.txt": File(f"{before}\n".encode())},
            message=CommitMessage("Update web", ""),
            author=Author("A Bot", "bot@example.com"),
            title="Update web",
            body="",
        )
        return proposal, Counter(self.since(before))

    def propose(self, proposal: Proposal) -> tuple[Proposed, list[str]]:
        """Propose, and what it took, in the order of the answers."""
        before = len(self.hosted.gitlab.log)
        return self.hosted.git_host.propose(proposal), self.since(before)

    def since(self, before: int) -> list[str]:
        return [one.operation for one in self.hosted.gitlab.log.since(before)]


@pytest.fixture(params=[0])
def counted(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Counted]:
    """A project on a GitLab that looks at merge requests at once, unless a test says otherwise."""
    gitlab = GitLab(tmp_path, looks_until_settled=request.param)
    with GitLabServer(gitlab) as server:
        hosted = GitLabMergeRequests(server, gitlab, "group/infra")
        hosted.push({"a.txt": b"1\n"})
        yield Counted(hosted)


def test_nothing_and_an_open_one_take_two_requests_beside_those_for_files(
    counted: Counted,
) -> None:
    proposal, asked = counted.read()
    assert asked == Counter([ABLE, LOOK, FETCH, FETCH, LIST, HEAD])
    counted.propose(proposal)
    assert counted.read()[1] == Counter([LOOK, LIST, HEAD])


def test_an_ended_one_takes_a_request_more(counted: Counted) -> None:
    proposed, _ = counted.propose(counted.read()[0])
    counted.hosted.close(proposed.name)
    assert counted.read()[1] == Counter([LOOK, LIST, HEAD, IS_MERGED])


def test_opening_one_takes_three_requests(counted: Counted) -> None:
    assert counted.propose(counted.read()[0])[1] == [*PUSH, OPEN]


def test_changing_one_takes_four_requests_and_two_more_for_a_new_function(
    counted: Counted,
) -> None:
    counted.propose(counted.read()[0])
    assert counted.propose(counted.read()[0])[1] == [*PUSH, SEE, CHANGE]
    counted.hosted.git_host = counted.hosted.again()
    proposal, _ = counted.read()
    assert counted.propose(proposal)[1] == [ABLE, FETCH, *PUSH, SEE, CHANGE]
    assert counted.propose(counted.read()[0])[1] == [*PUSH, SEE, CHANGE]


def test_resolving_a_conflict_takes_no_request_more(counted: Counted) -> None:
    counted.propose(counted.read()[0])
    counted.hosted.push({"a.txt": b"a person's\n"})
    assert counted.propose(counted.read()[0])[1] == [*PUSH, SEE, CHANGE]


def test_merging_itself_takes_a_request_more_and_two_where_nothing_is_in_the_way(
    counted: Counted,
) -> None:
    proposal, _ = counted.read()
    _, asked = counted.propose(_merging(proposal))
    assert asked == [*PUSH, OPEN, MERGE, MERGE]
    counted.hosted.require_checks()
    proposal, _ = counted.read()
    _, asked = counted.propose(_merging(proposal))
    assert asked == [*PUSH, OPEN, MERGE]


@pytest.mark.parametrize("counted", [2], indirect=True)
def test_a_gitlab_that_is_not_ready_is_looked_at_until_it_is(counted: Counted) -> None:
    proposal, _ = counted.read()
    proposed, asked = counted.propose(_merging(proposal))
    assert proposed.merge_commit
    assert asked == [*PUSH, OPEN, SEE, SEE, SEE, MERGE, MERGE]


def test_withdrawing_takes_two_requests(counted: Counted) -> None:
    counted.propose(counted.read()[0])
    opened = counted.read()[0].standing.open_pull_request
    assert opened
    before = len(counted.hosted.gitlab.log)
    counted.hosted.git_host.withdraw(opened, "Superseded")
    assert counted.since(before) == [NOTE, CHANGE]


def _merging(proposal: Proposal) -> Proposal:
    return replace(proposal, auto_merge=MergeMethod.SQUASH)
