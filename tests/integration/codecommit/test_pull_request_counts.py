"""How many calls pull requests take, and how many one after the other."""

from collections import Counter
from functools import partial
from threading import Barrier

import pytest
from msgspec.structs import replace

from sandbox.aws.server import AwsServer
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.core.pull_requests.standing import Standing
from tests.contract.proposing.codecommit import OnCodeCommitWithPullRequests
from tests.integration.codecommit.proposing import BOT, BRANCH, Calls, found, proposal, propose


def test_a_branch_that_nobody_made_takes_three_calls_beside_the_file(
    hosted: OnCodeCommitWithPullRequests, calls: Calls
) -> None:
    proposal(hosted)
    assert calls.since() == {"GetFile": 1, "GetMergeConflicts": 1, "ListPullRequests": 2}


def test_an_open_pull_request_takes_four_calls_beside_the_file(
    hosted: OnCodeCommitWithPullRequests, calls: Calls
) -> None:
    propose(hosted)
    calls.since()
    found(hosted)
    assert calls.since() == {
        "GetFile": 1,
        "GetMergeConflicts": 1,
        "GetCommit": 1,
        "ListPullRequests": 1,
        "GetPullRequest": 1,
    }


def test_files_and_an_open_pull_request_are_read_in_two_hops(
    hosted: OnCodeCommitWithPullRequests, aws: AwsServer
) -> None:
    propose(hosted)
    hops = [
        ["GetFile", "GetMergeConflicts", "ListPullRequests"],
        ["GetFile", "GetFile", "GetCommit", "GetPullRequest"],
    ]
    for operations in hops:
        together = Barrier(len(operations))
        for operation in operations:
            aws.interruptions.before_next(operation, partial(together.wait, timeout=20))
    snapshot = hosted.git_host.read("main", ["README.md", "a.txt", "b.txt"], proposals=[BRANCH])
    assert isinstance(snapshot.proposals[BRANCH], Standing)


@pytest.mark.parametrize(
    ("ended", "more"), [("closed", "DescribePullRequestEvents"), ("merged", "")]
)
def test_an_ended_pull_request_takes_at_most_seven_calls_beside_the_file(
    hosted: OnCodeCommitWithPullRequests, calls: Calls, ended: str, more: str
) -> None:
    name = propose(hosted).name
    if ended == "merged":
        hosted.merge(name)
    else:
        hosted.close(name)
    calls.since()
    proposal(hosted)
    assert calls.since() == {
        "GetFile": 1,
        "GetMergeConflicts": 1,
        "GetCommit": 1,
        "ListPullRequests": 2,
        "GetPullRequest": 1,
        **({more: 1} if more else {}),
    }


def test_other_people_s_pull_requests_are_looked_at_once(
    hosted: OnCodeCommitWithPullRequests, calls: Calls
) -> None:
    for number in range(3):
        hosted.push_to(f"feature/{number}", {f"{number}.txt": b"1\n"})
        name = hosted.propose_as_a_person(f"feature/{number}", "main")
        if number == 0:
            hosted.close(name)
    calls.since()
    proposal(hosted)
    assert calls.since()["GetPullRequest"] == 3
    propose(hosted)
    calls.since()
    found(hosted)
    assert calls.since()["GetPullRequest"] == 1


def test_a_closed_one_is_found_among_the_25_in_which_something_happened_last(
    hosted: OnCodeCommitWithPullRequests, calls: Calls
) -> None:
    ours = propose(hosted).name
    hosted.close(ours)
    hosted.push_to("feature", {"c.txt": b"1\n"})
    for _ in range(24):
        hosted.close(hosted.propose_as_a_person("feature", "main"))
    calls.since()
    standing = proposal(hosted).standing
    assert standing.pull_request
    assert standing.pull_request.name == ours
    assert calls.since()["GetPullRequest"] == 25
    hosted.close(hosted.propose_as_a_person("feature", "main"))
    assert proposal(hosted).standing.pull_request is None


@pytest.mark.parametrize(
    ("stands", "expected"),
    [
        ("nothing", ["CreateBranch", "CreateCommit", "CreatePullRequest"]),
        (
            "a leftover",
            ["GetBranch", "DeleteBranch", "CreateBranch", "CreateCommit", "CreatePullRequest"],
        ),
        ("a branch at the base", ["CreateCommit", "CreatePullRequest"]),
        (
            "an open one",
            ["CreateCommit", "UpdatePullRequestTitle", "UpdatePullRequestDescription"],
        ),
        (
            "a conflict",
            [
                *("MergeBranchesByThreeWay", "GetDifferences", "CreateCommit"),
                *("UpdatePullRequestTitle", "UpdatePullRequestDescription"),
            ],
        ),
    ],
)
def test_a_proposal_takes_as_few_calls_as_codecommit_lets_it(
    hosted: OnCodeCommitWithPullRequests, calls: Calls, stands: str, expected: list[str]
) -> None:
    if stands == "a branch at the base":
        hosted.make_branch(BRANCH, hosted.history()[0])
    elif stands != "nothing":
        first = propose(hosted)
        if stands == "a leftover":
            hosted.close(first.name)
        if stands == "a conflict":
            hosted.push({"a.txt": b"a person's\n"})
    wanted = proposal(hosted, {"a.txt": b"three\n"})
    calls.since()
    hosted.git_host.propose(wanted)
    assert calls.since() == Counter(expected)


@pytest.mark.parametrize(
    ("method", "operation"),
    [
        (MergeMethod.SQUASH, "MergePullRequestBySquash"),
        (MergeMethod.MERGE, "MergePullRequestByThreeWay"),
        (MergeMethod.FAST_FORWARD, "MergePullRequestByFastForward"),
    ],
)
def test_merging_takes_two_calls_and_leaves_no_branch(
    hosted: OnCodeCommitWithPullRequests, calls: Calls, method: MergeMethod, operation: str
) -> None:
    propose(hosted)
    wanted = replace(proposal(hosted, auto_merge=method), files={})
    calls.since()
    proposed = hosted.git_host.propose(wanted)
    assert calls.since() == {operation: 1, "DeleteBranch": 1}
    assert proposed.merge_commit == hosted.history()[0]
    assert hosted.git.head(BRANCH) is None
    commit = hosted.log("main")[0]
    assert (commit.message, commit.committer.name) == (wanted.message.text, BOT.name)


def test_withdrawing_takes_three_calls(hosted: OnCodeCommitWithPullRequests, calls: Calls) -> None:
    propose(hosted)
    open_one = found(hosted)
    calls.since()
    hosted.git_host.withdraw(open_one, "Superseded")
    assert calls.since() == {
        "GetPullRequest": 1,
        "PostCommentForPullRequest": 1,
        "UpdatePullRequestStatus": 1,
    }
