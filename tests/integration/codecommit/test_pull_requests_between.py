"""What happens between a read of a pull request and a write: nothing is lost by it."""

import pytest
from msgspec.structs import replace

from sandbox.aws.server import AwsServer
from tagboat.core import errors
from tagboat.core.pull_requests.proposal import MergeMethod
from tests.contract.proposing.codecommit import OnCodeCommitWithPullRequests
from tests.integration.codecommit.proposing import BRANCH, found, proposal, propose


def test_a_push_right_before_a_leftover_is_deleted_is_put_back(
    hosted: OnCodeCommitWithPullRequests, aws: AwsServer
) -> None:
    hosted.close(propose(hosted).name)
    wanted = proposal(hosted, {"a.txt": b"three\n"})
    pushed: list[str] = []
    aws.interruptions.before_next(
        "DeleteBranch", lambda: pushed.append(hosted.push_to(BRANCH, {"b.txt": b"theirs\n"}))
    )
    with pytest.raises(errors.HeadMoved, match=BRANCH):
        hosted.git_host.propose(wanted)
    assert hosted.git.head(BRANCH) == pushed[0]


def test_a_push_right_after_the_merge_keeps_its_branch(
    hosted: OnCodeCommitWithPullRequests, aws: AwsServer
) -> None:
    pushed: list[str] = []
    aws.interruptions.before_next(
        "DeleteBranch", lambda: pushed.append(hosted.push_to(BRANCH, {"b.txt": b"theirs\n"}))
    )
    proposed = propose(hosted, auto_merge=MergeMethod.SQUASH)
    assert proposed.merge_commit == hosted.history()[0]
    assert hosted.git.head(BRANCH) == pushed[0]
    assert BRANCH in proposed.notes[0]


def test_a_push_right_before_the_merge_is_not_merged(
    hosted: OnCodeCommitWithPullRequests, aws: AwsServer
) -> None:
    aws.interruptions.before_next(
        "MergePullRequestBySquash", lambda: hosted.push_to(BRANCH, {"b.txt": b"theirs\n"})
    )
    with pytest.raises(errors.HeadMoved, match=BRANCH):
        propose(hosted, auto_merge=MergeMethod.SQUASH)
    assert hosted.content("a.txt") == b"one\n"
    assert found(hosted).head.message == "A person's"


def test_one_that_was_closed_in_the_meantime_is_read_again(
    hosted: OnCodeCommitWithPullRequests, aws: AwsServer
) -> None:
    name = propose(hosted).name
    wanted = proposal(hosted, {"a.txt": b"three\n"})
    aws.interruptions.before_next("UpdatePullRequestTitle", lambda: hosted.close(name))
    with pytest.raises(errors.RetryableError, match=f"{BRANCH} ended"):
        hosted.git_host.propose(wanted)


def test_a_proposal_that_is_repeated_opens_no_second_pull_request(
    hosted: OnCodeCommitWithPullRequests,
) -> None:
    wanted = proposal(hosted)
    first = hosted.git_host.propose(wanted)
    hosted.git.move_branch(BRANCH, wanted.base.head, hosted.git.head(BRANCH))
    standing = replace(wanted.standing, head=proposal(hosted).standing.head, pull_request=None)
    assert hosted.git_host.propose(replace(wanted, standing=standing)).name == first.name


def test_the_same_is_proposed_anew_once_it_has_ended(hosted: OnCodeCommitWithPullRequests) -> None:
    first = propose(hosted)
    hosted.close(first.name)
    second = propose(hosted)
    assert second.name != first.name
    assert found(hosted).name == second.name


def test_a_failure_after_the_base_was_merged_is_mended_by_the_next_try(
    hosted: OnCodeCommitWithPullRequests, aws: AwsServer
) -> None:
    propose(hosted)
    hosted.push({"a.txt": b"a person's\n"})
    hosted.fail_next("CreateCommit", "ThrottlingException")
    with pytest.raises(errors.RetryableError):
        propose(hosted, {"a.txt": b"three\n"})
    between = found(hosted)
    assert between.head.author == between.head.committer
    assert "Tagboat-Rule: web" in between.head.message
    assert "Tagboat-Changes: none-yet\n" in between.head.message
    propose(hosted, {"a.txt": b"three\n"})
    assert hosted.content_on(BRANCH, "a.txt") == b"three\n"
    assert "Tagboat-Changes: c0ffee\n" in found(hosted).head.message


def test_files_that_are_there_already_change_what_is_said_only(
    hosted: OnCodeCommitWithPullRequests,
) -> None:
    propose(hosted)
    head = hosted.git.head(BRANCH)
    propose(hosted, title="Another title")
    assert hosted.git.head(BRANCH) == head
    assert hosted.pull_requests()[0].title == "Another title"


@pytest.mark.parametrize("branch", ["there", "gone"])
def test_branches_too_far_apart_to_compare_are_read_without_saying_whether_they_conflict(
    hosted: OnCodeCommitWithPullRequests, aws: AwsServer, branch: str
) -> None:
    if branch == "there":
        propose(hosted)
    hosted.push({"a.txt": b"a person's\n"})
    hosted.fail_next("GetMergeConflicts", "TipsDivergenceExceededException")
    standing = proposal(hosted).standing
    assert (standing.head and standing.head.id) == hosted.git.head(BRANCH)
    assert not standing.merged
    assert not (standing.open_pull_request and standing.open_pull_request.conflicts)


def test_a_standing_that_may_not_be_read_is_an_error_of_its_own(
    hosted: OnCodeCommitWithPullRequests,
) -> None:
    hosted.role.may({"Effect": "Allow", "Action": "codecommit:GetFile", "Resource": "*"})
    snapshot = hosted.git_host.read("main", ["a.txt"], proposals=[BRANCH])
    assert snapshot.file("a.txt").content == b"one\n"
    assert isinstance(snapshot.proposals[BRANCH], errors.PermissionMissing)
