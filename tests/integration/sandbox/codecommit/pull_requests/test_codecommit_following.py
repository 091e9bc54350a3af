"""Open pull requests follow their branches, whoever moves them."""

from typing import TYPE_CHECKING, Any

import pygit2
import pytest

from sandbox.aws.codecommit.pull_requests.following import tips_of
from sandbox.git_branch_removal import remove_branch
from sandbox.git_repository import GitRepository, Signature

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


def shown(client: "CodeCommitClient", id_: str) -> Any:
    return client.get_pull_request(pullRequestId=id_)["pullRequest"]


def only_target(client: "CodeCommitClient", id_: str) -> Any:
    (target,) = shown(client, id_)["pullRequestTargets"]
    return target


def test_a_push_to_the_source_branch_is_another_revision(
    client: "CodeCommitClient", git: GitRepository, base: str, pull_request: str
) -> None:
    before = shown(client, pull_request)
    pushed = git.commit({"tag": "more\n"}, branch="feature")
    after = shown(client, pull_request)
    assert after["revisionId"] != before["revisionId"]
    assert after["lastActivityDate"] >= before["lastActivityDate"]
    assert only_target(client, pull_request)["sourceCommit"] == pushed
    assert only_target(client, pull_request)["mergeBase"] == base
    assert shown(client, pull_request)["revisionId"] == after["revisionId"]


def test_a_push_to_the_destination_branch_is_no_other_revision(
    client: "CodeCommitClient", git: GitRepository, base: str, pull_request: str
) -> None:
    before = shown(client, pull_request)
    pushed = git.commit({"other": "x\n"})
    after = shown(client, pull_request)
    assert after["revisionId"] == before["revisionId"]
    target = only_target(client, pull_request)
    assert (target["destinationCommit"], target["mergeBase"]) == (pushed, base)


def test_a_closed_pull_request_does_not_follow(
    client: "CodeCommitClient", git: GitRepository, feature: str, pull_request: str
) -> None:
    client.update_pull_request_status(pullRequestId=pull_request, pullRequestStatus="CLOSED")
    git.commit({"tag": "more\n"}, branch="feature")
    assert only_target(client, pull_request)["sourceCommit"] == feature


@pytest.mark.parametrize("branch", ["feature", "stable"])
def test_a_pull_request_whose_branch_is_deleted_is_closed(
    client: "CodeCommitClient", name: str, git: GitRepository, base: str, propose: Any, branch: str
) -> None:
    client.create_branch(repositoryName=name, branchName="stable", commitId=base)
    target = {
        "repositoryName": name,
        "sourceReference": "feature",
        "destinationReference": "stable",
    }
    id_ = propose(targets=[target])
    client.delete_branch(repositoryName=name, branchName=branch)
    assert shown(client, id_)["pullRequestStatus"] == "CLOSED"
    assert only_target(client, id_)["mergeMetadata"] == {"isMerged": False}


def test_a_branch_that_is_deleted_and_made_anew_through_the_api_closes_it(
    client: "CodeCommitClient", name: str, feature: str, pull_request: str
) -> None:
    client.delete_branch(repositoryName=name, branchName="feature")
    client.create_branch(repositoryName=name, branchName="feature", commitId=feature)
    assert shown(client, pull_request)["pullRequestStatus"] == "CLOSED"


def test_a_branch_that_is_deleted_by_git_and_made_anew_through_the_api_closes_it(
    client: "CodeCommitClient", name: str, git: GitRepository, feature: str, pull_request: str
) -> None:
    assert remove_branch(git, "feature", feature)
    client.create_branch(repositoryName=name, branchName="feature", commitId=feature)
    assert shown(client, pull_request)["pullRequestStatus"] == "CLOSED"


def test_a_branch_that_moved_is_not_removed(git: GitRepository, base: str, feature: str) -> None:
    assert not remove_branch(git, "feature", base)
    assert git.head("feature") == feature


def test_a_pushed_deletion_closes_it(
    client: "CodeCommitClient", git: GitRepository, feature: str, pull_request: str
) -> None:
    assert remove_branch(git, "feature", feature)
    assert shown(client, pull_request)["pullRequestStatus"] == "CLOSED"


def test_a_pushed_fast_forward_merge_closes_it_as_merged(
    client: "CodeCommitClient", git: GitRepository, base: str, feature: str, pull_request: str
) -> None:
    assert git.move_branch("main", feature, base)
    git.commit({"later": "x"})
    assert shown(client, pull_request)["pullRequestStatus"] == "CLOSED"
    target = only_target(client, pull_request)
    assert target["mergeMetadata"] == {
        "isMerged": True,
        "mergedBy": "arn:aws:iam::123456789012:root",
        "mergeCommitId": feature,
        "mergeOption": "FAST_FORWARD_MERGE",
    }
    assert target["destinationCommit"] == base


def test_a_pushed_merge_commit_leaves_it_open(
    client: "CodeCommitClient", git: GitRepository, feature: str, pull_request: str
) -> None:
    ours = git.commit({"other": "x\n"})
    repository, by = git.open(), Signature("A Person", "person@example.com")
    merged = repository.create_commit(
        None, by, by, "Merge", repository[feature].peel(pygit2.Tree).id, [ours, feature]
    )
    assert git.move_branch("main", str(merged), ours)
    assert shown(client, pull_request)["pullRequestStatus"] == "OPEN"
    assert tips_of(repository, feature, str(merged)).base == feature


def test_a_commit_through_the_api_is_followed_too(
    client: "CodeCommitClient", name: str, feature: str, pull_request: str
) -> None:
    made = client.create_commit(
        repositoryName=name,
        branchName="feature",
        parentCommitId=feature,
        putFiles=[{"filePath": "tag", "fileContent": b"more"}],
    )
    assert only_target(client, pull_request)["sourceCommit"] == made["commitId"]
