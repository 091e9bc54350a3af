"""MergePullRequestByFastForward: the destination branch moves to the source's tip, or nothing."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox import faults
from sandbox.git_repository import GitRepository
from sandbox.interruptions import Interruptions

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


@pytest.fixture
def merge(client: "CodeCommitClient", name: str, pull_request: str) -> Any:
    def merge(**more: Any) -> Any:
        asked = {"pullRequestId": pull_request, "repositoryName": name, **more}
        return client.merge_pull_request_by_fast_forward(**asked)["pullRequest"]

    return merge


def test_a_merged_pull_request_is_closed_and_says_what_it_became(
    client: "CodeCommitClient", git: GitRepository, merge: Any, base: str, feature: str
) -> None:
    merged = merge(sourceCommitId=feature)

    assert git.head("main") == git.head("feature") == feature
    assert merged["pullRequestStatus"] == "CLOSED"
    assert merged["pullRequestTargets"][0]["mergeMetadata"] == {
        "isMerged": True,
        "mergedBy": "arn:aws:iam::123456789012:root",
        "mergeCommitId": feature,
        "mergeOption": "FAST_FORWARD_MERGE",
    }
    assert merged["pullRequestTargets"][0]["destinationCommit"] == base
    found = client.get_pull_request(pullRequestId=merged["pullRequestId"])["pullRequest"]
    assert found == merged
    with pytest.raises(client.exceptions.PullRequestAlreadyClosedException):
        merge()


def test_it_is_merged_by_who_asks(acting_as: Any, name: str, pull_request: str) -> None:
    merged = acting_as(f"r-{name}").merge_pull_request_by_fast_forward(
        pullRequestId=pull_request, repositoryName=name
    )["pullRequest"]
    assert merged["pullRequestTargets"][0]["mergeMetadata"]["mergedBy"] == (
        f"arn:aws:sts::123456789012:assumed-role/r-{name}/session"
    )


def test_a_tip_that_has_moved_is_not_merged(
    client: "CodeCommitClient", git: GitRepository, merge: Any, base: str, feature: str
) -> None:
    git.commit({"tag": "by hand"}, branch="feature")
    with pytest.raises(client.exceptions.TipOfSourceReferenceIsDifferentException):
        merge(sourceCommitId=feature)
    with pytest.raises(client.exceptions.InvalidCommitIdException):
        merge(sourceCommitId="main")
    assert git.head("main") == base


def test_a_destination_with_commits_of_its_own_is_merged_by_hand(
    client: "CodeCommitClient", git: GitRepository, merge: Any, pull_request: str
) -> None:
    ours = git.commit({"other": "x"})
    with pytest.raises(client.exceptions.ManualMergeRequiredException):
        merge()
    assert git.head("main") == ours
    found = client.get_pull_request(pullRequestId=pull_request)["pullRequest"]
    assert found["pullRequestStatus"] == "OPEN"


def test_the_repository_must_be_the_pull_requests_own(
    client: "CodeCommitClient", merge: Any, name: str
) -> None:
    client.create_repository(repositoryName=f"{name}-other")
    for repository, error in [
        (f"{name}-other", client.exceptions.RepositoryNotAssociatedWithPullRequestException),
        ("missing", client.exceptions.RepositoryDoesNotExistException),
        ("a.git", client.exceptions.InvalidRepositoryNameException),
    ]:
        with pytest.raises(error):
            merge(repositoryName=repository)


def test_a_push_just_before_the_merge_wins(
    client: "CodeCommitClient",
    git: GitRepository,
    interruptions: Interruptions,
    merge: Any,
    feature: str,
) -> None:
    interruptions.before_next(
        "MergePullRequestByFastForward",
        lambda: git.commit({"tag": "by hand"}, branch="feature"),
    )
    with pytest.raises(client.exceptions.TipOfSourceReferenceIsDifferentException):
        merge(sourceCommitId=feature)


def test_a_destination_that_moves_while_it_is_merged_is_left_alone(
    client: "CodeCommitClient", git: GitRepository, merge: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    move = GitRepository.move_branch

    def pushed_in_between(*asked: Any) -> bool:
        monkeypatch.setattr(GitRepository, "move_branch", move)
        git.commit({"other": "by hand"})
        return move(*asked)

    monkeypatch.setattr(GitRepository, "move_branch", pushed_in_between)
    with pytest.raises(client.exceptions.ConcurrentReferenceUpdateException):
        merge()
    assert git.read("other", "main") == b"by hand"


def test_an_answer_is_lost_though_it_is_merged(
    git: GitRepository, interruptions: Interruptions, merge: Any, feature: str
) -> None:
    interruptions.before_next(
        "MergePullRequestByFastForward", faults.after(faults.answer("502 Bad Gateway"))
    )
    with pytest.raises(ClientError, match="502"):
        merge()
    assert git.head("main") == feature


def test_what_is_merged_already_is_refused_as_not_documented(
    client: "CodeCommitClient", name: str, base: str, propose: Any
) -> None:
    client.create_branch(repositoryName=name, branchName="same", commitId=base)
    id_ = propose(targets=[{"repositoryName": name, "sourceReference": "same"}])
    with pytest.raises(ClientError, match="of what is merged already") as raised:
        client.merge_pull_request_by_fast_forward(pullRequestId=id_, repositoryName=name)
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501
