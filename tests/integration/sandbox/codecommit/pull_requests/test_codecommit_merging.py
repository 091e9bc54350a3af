"""MergePullRequestBySquash and ByThreeWay: real merges, or the error and nothing."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox import faults
from sandbox.git_repository import GitRepository
from sandbox.interruptions import Interruptions

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient

MERGES = ("merge_pull_request_by_squash", "merge_pull_request_by_three_way")


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return error.value.response["Error"]["Code"]


@pytest.fixture(params=MERGES)
def merge(
    request: pytest.FixtureRequest, client: "CodeCommitClient", name: str, pull_request: str
) -> Any:
    def merge(**more: Any) -> Any:
        asked = {"pullRequestId": pull_request, "repositoryName": name, **more}
        return getattr(client, request.param)(**asked)["pullRequest"]

    return merge


def test_a_squash_is_one_commit_on_the_destination(
    client: "CodeCommitClient", name: str, git: GitRepository, pull_request: str, feature: str
) -> None:
    git.commit({"more": "x"}, "Second", branch="feature")
    ours = git.commit({"other": "y"})
    merged = client.merge_pull_request_by_squash(
        pullRequestId=pull_request,
        repositoryName=name,
        commitMessage="Change the tag (#1)\n",
        authorName="Auto Update Bot",
        email="bot@example.com",
    )["pullRequest"]

    newest = git.log("main")[0]
    assert newest.parents == (ours,)
    assert newest.message == "Change the tag (#1)\n"
    assert (newest.author_name, newest.author_email) == ("Auto Update Bot", "bot@example.com")
    assert (newest.committer_name, newest.committer_email) == (
        "Auto Update Bot",
        "bot@example.com",
    )
    assert sorted(git.files("main")) == ["more", "other", "readme", "tag"]
    assert git.read("tag", "main").startswith(b"ONE")
    assert merged["pullRequestStatus"] == "CLOSED"
    assert merged["pullRequestTargets"][0]["mergeMetadata"] == {
        "isMerged": True,
        "mergedBy": "arn:aws:iam::123456789012:root",
        "mergeCommitId": newest.id,
        "mergeOption": "SQUASH_MERGE",
    }
    assert git.fsck() == ""


def test_a_three_way_merge_has_both_tips_as_parents_even_where_a_fast_forward_would_do(
    client: "CodeCommitClient",
    name: str,
    git: GitRepository,
    pull_request: str,
    base: str,
    feature: str,
) -> None:
    merged = client.merge_pull_request_by_three_way(
        pullRequestId=pull_request, repositoryName=name
    )["pullRequest"]
    newest = git.log("main")[0]
    assert newest.parents == (base, feature)
    assert newest.author_name == "root"
    assert git.files("main") == git.files("feature")
    metadata = merged["pullRequestTargets"][0]["mergeMetadata"]
    assert (metadata["mergeCommitId"], metadata["mergeOption"]) == (newest.id, "THREE_WAY_MERGE")
    assert git.fsck() == ""


def test_a_file_that_both_sides_changed_is_a_conflict_unless_lines_are_asked_for(
    client: "CodeCommitClient", git: GitRepository, pull_request: str, merge: Any
) -> None:
    ours = git.commit({"tag": "a\nb\nc\nd\ne\nf\nOURS\n"})
    with pytest.raises(client.exceptions.ManualMergeRequiredException):
        merge()
    assert git.head("main") == ours
    found = client.get_pull_request(pullRequestId=pull_request)["pullRequest"]
    assert found["pullRequestStatus"] == "OPEN"
    merge(conflictDetailLevel="LINE_LEVEL")
    assert git.read("tag", "main") == b"ONE\nb\nc\nd\ne\nf\nOURS\n"


def test_the_same_change_on_both_sides_is_no_conflict(git: GitRepository, merge: Any) -> None:
    git.commit({"tag": "ONE\nb\nc\nd\ne\nf\ng\n", "other": "x"})
    git.commit({"more": "y"}, branch="feature")
    merge()
    assert sorted(git.files("main")) == ["more", "other", "readme", "tag"]


def test_lines_that_both_sides_changed_are_a_conflict(
    client: "CodeCommitClient", git: GitRepository, merge: Any
) -> None:
    git.commit({"tag": "OURS\nb\nc\nd\ne\nf\ng\n"})
    for how in (
        {},
        {"conflictDetailLevel": "LINE_LEVEL"},
        {"conflictResolutionStrategy": "AUTOMERGE"},
    ):
        with pytest.raises(client.exceptions.ManualMergeRequiredException):
            merge(**how)


@pytest.mark.parametrize(
    ("how", "tag"),
    [
        ({"conflictResolutionStrategy": "ACCEPT_SOURCE"}, b"ONE\nb\nc\nd\ne\nf\ng\n"),
        ({"conflictResolutionStrategy": "ACCEPT_DESTINATION"}, b"OURS\nb\nc\nd\ne\nf\nG\n"),
        (
            {
                "conflictResolutionStrategy": "ACCEPT_SOURCE",
                "conflictDetailLevel": "LINE_LEVEL",
            },
            b"ONE\nb\nc\nd\ne\nf\nG\n",
        ),
    ],
)
def test_one_side_may_win_conflicts(
    git: GitRepository, merge: Any, how: dict[str, str], tag: bytes
) -> None:
    git.commit({"tag": "OURS\nb\nc\nd\ne\nf\nG\n", "other": "x"})
    git.commit({"more": "y"}, branch="feature")
    merge(**how)
    assert git.read("tag", "main") == tag
    assert {"more", "other"} <= git.files("main").keys()
    assert git.fsck() == ""


@pytest.mark.parametrize("wins", ["ACCEPT_SOURCE", "ACCEPT_DESTINATION"])
def test_the_side_that_wins_may_have_deleted_the_file(
    git: GitRepository, merge: Any, wins: str
) -> None:
    git.commit({"tag": None, "other": "x"})
    git.commit({"more": "y"}, branch="feature")
    with pytest.raises(ClientError, match="ManualMergeRequired"):
        merge()
    merge(conflictResolutionStrategy=wins)
    assert ("tag" in git.files("main")) is (wins == "ACCEPT_SOURCE")


def test_lines_apart_are_merged_automatically(git: GitRepository, merge: Any) -> None:
    git.commit({"tag": "a\nb\nc\nd\ne\nf\nOURS\n"})
    merge(conflictResolutionStrategy="AUTOMERGE")
    assert git.read("tag", "main") == b"ONE\nb\nc\nd\ne\nf\nOURS\n"


def test_binary_files_are_not_merged_by_line(
    client: "CodeCommitClient", git: GitRepository, merge: Any
) -> None:
    git.commit({"tag": b"\x00ours\n"})
    git.commit({"tag": b"\x00theirs\n"}, branch="feature")
    with pytest.raises(client.exceptions.ManualMergeRequiredException):
        merge(conflictDetailLevel="LINE_LEVEL")


def test_a_file_where_the_other_side_has_a_folder_is_a_conflict(
    client: "CodeCommitClient", git: GitRepository, merge: Any
) -> None:
    git.commit({"apps": "a file"})
    git.commit({"apps/web": "in a folder"}, branch="feature")
    with pytest.raises(client.exceptions.ManualMergeRequiredException):
        merge()
    with pytest.raises(ClientError, match="between a file and a folder") as raised:
        merge(conflictResolutionStrategy="ACCEPT_SOURCE")
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_branches_without_a_common_commit_do_not_merge(
    client: "CodeCommitClient", name: str, git: GitRepository, propose: Any
) -> None:
    git.commit({"x": "y"}, branch="orphan")
    id_ = propose(targets=[{"repositoryName": name, "sourceReference": "orphan"}])
    for operation in (*MERGES, "merge_pull_request_by_fast_forward"):
        with pytest.raises(client.exceptions.ManualMergeRequiredException):
            getattr(client, operation)(pullRequestId=id_, repositoryName=name)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"conflictDetailLevel": "WORD_LEVEL"}, "InvalidConflictDetailLevelException"),
        (
            {"conflictResolutionStrategy": "OURS"},
            "InvalidConflictResolutionStrategyException",
        ),
        ({"commitMessage": "m" * (256 * 1024 + 1)}, "CommitMessageLengthExceededException"),
        ({"authorName": "n" * 1025}, "NameLengthExceededException"),
        ({"email": "a\nb"}, "InvalidEmailException"),
        ({"sourceCommitId": "0" * 40}, "TipOfSourceReferenceIsDifferentException"),
        ({"sourceCommitId": "main"}, "InvalidCommitIdException"),
        ({"repositoryName": "missing"}, "RepositoryDoesNotExistException"),
        ({"keepEmptyFolders": True}, "NotImplemented"),
        (
            {"conflictResolution": {"deleteFiles": [{"filePath": "tag"}]}},
            "NotImplemented",
        ),
    ],
)
def test_what_is_asked_is_checked(
    git: GitRepository, merge: Any, base: str, changed: dict[str, Any], error: str
) -> None:
    with pytest.raises(ClientError) as raised:
        merge(**changed)
    assert code(raised) == error
    assert git.head("main") == base


def test_a_closed_pull_request_is_not_merged(
    client: "CodeCommitClient", pull_request: str, merge: Any
) -> None:
    client.update_pull_request_status(pullRequestId=pull_request, pullRequestStatus="CLOSED")
    with pytest.raises(client.exceptions.PullRequestAlreadyClosedException):
        merge()


def test_a_squash_that_would_change_nothing_is_refused_as_not_documented(
    client: "CodeCommitClient", name: str, git: GitRepository, pull_request: str
) -> None:
    git.commit({"tag": "ONE\nb\nc\nd\ne\nf\ng\n"})
    with pytest.raises(ClientError, match="would change nothing") as raised:
        client.merge_pull_request_by_squash(pullRequestId=pull_request, repositoryName=name)
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 501


@pytest.mark.parametrize("operation", ["MergePullRequestBySquash", "MergePullRequestByThreeWay"])
def test_an_answer_is_lost_though_it_is_merged(
    client: "CodeCommitClient",
    name: str,
    pull_request: str,
    interruptions: Interruptions,
    operation: str,
) -> None:
    interruptions.before_next(operation, faults.after(faults.answer("502 Bad Gateway")))
    calls = dict(
        zip(("MergePullRequestBySquash", "MergePullRequestByThreeWay"), MERGES, strict=True)
    )
    with pytest.raises(ClientError, match="502"):
        getattr(client, calls[operation])(pullRequestId=pull_request, repositoryName=name)
    found = client.get_pull_request(pullRequestId=pull_request)["pullRequest"]
    assert found["pullRequestTargets"][0]["mergeMetadata"]["isMerged"]
