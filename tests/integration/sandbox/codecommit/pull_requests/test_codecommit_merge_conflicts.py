"""GetMergeConflicts foretells merges; MergeBranchesByThreeWay makes one without a pull request."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.git_repository import GitRepository

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return error.value.response["Error"]["Code"]


@pytest.fixture
def foretell(client: "CodeCommitClient", name: str, feature: str) -> Any:
    def foretell(option: str = "SQUASH_MERGE", **more: Any) -> Any:
        asked: Any = {
            "repositoryName": name,
            "sourceCommitSpecifier": "feature",
            "destinationCommitSpecifier": "main",
            "mergeOption": option,
            **more,
        }
        return client.get_merge_conflicts(**asked)

    return foretell


@pytest.fixture
def merge(client: "CodeCommitClient", name: str, feature: str) -> Any:
    def merge(**more: Any) -> Any:
        asked: Any = {
            "repositoryName": name,
            "sourceCommitSpecifier": "feature",
            "destinationCommitSpecifier": "main",
            **more,
        }
        return client.merge_branches_by_three_way(**asked)

    return merge


def test_branches_that_merge_have_no_conflicts(foretell: Any, base: str, feature: str) -> None:
    for option in ("FAST_FORWARD_MERGE", "SQUASH_MERGE", "THREE_WAY_MERGE"):
        found = foretell(option)
        assert found["mergeable"] is True
        assert found["conflictMetadataList"] == []
        assert (found["sourceCommitId"], found["destinationCommitId"], found["baseCommitId"]) == (
            feature,
            base,
            base,
        )


def test_a_destination_with_commits_of_its_own_is_not_fast_forwarded(
    foretell: Any, git: GitRepository
) -> None:
    git.commit({"other": "x"})
    assert foretell("FAST_FORWARD_MERGE")["mergeable"] is False
    assert foretell("FAST_FORWARD_MERGE")["conflictMetadataList"] == []
    assert foretell("SQUASH_MERGE")["mergeable"] is True


def test_a_conflict_is_described(foretell: Any, git: GitRepository) -> None:
    git.commit({"tag": "a\nb\nc\nd\ne\nf\nOURS\n"}, mode=0o100755)
    found = foretell()
    assert found["mergeable"] is False
    assert found["conflictMetadataList"] == [
        {
            "filePath": "tag",
            "fileSizes": {"source": 16, "destination": 17, "base": 14},
            "fileModes": {"source": "NORMAL", "destination": "EXECUTABLE", "base": "NORMAL"},
            "objectTypes": {"source": "FILE", "destination": "FILE", "base": "FILE"},
            "isBinaryFile": {"source": False, "destination": False, "base": False},
            "contentConflict": True,
            "fileModeConflict": True,
            "objectTypeConflict": False,
            "mergeOperations": {"source": "M", "destination": "M"},
        }
    ]


def test_a_file_deleted_on_one_side_is_described(foretell: Any, git: GitRepository) -> None:
    git.commit({"tag": None})
    (conflict,) = foretell()["conflictMetadataList"]
    assert conflict["mergeOperations"] == {"source": "M", "destination": "D"}
    assert conflict["fileSizes"] == {"source": 16, "base": 14}


def test_how_conflicts_are_met_changes_the_forecast(foretell: Any, git: GitRepository) -> None:
    git.commit({"tag": "a\nb\nc\nd\ne\nf\nOURS\n"})
    assert foretell(conflictDetailLevel="LINE_LEVEL")["mergeable"] is True
    assert foretell(conflictResolutionStrategy="ACCEPT_DESTINATION")["mergeable"] is True
    assert foretell(conflictResolutionStrategy="AUTOMERGE")["mergeable"] is True


def test_conflicts_are_listed_a_page_at_a_time(
    foretell: Any, git: GitRepository, feature: str
) -> None:
    git.commit({"tag": "ours", "readme": "ours"})
    git.commit({"readme": "theirs"}, branch="feature")
    first = foretell(maxConflictFiles=1)
    second = foretell(maxConflictFiles=1, nextToken=first["nextToken"])
    assert [page["conflictMetadataList"][0]["filePath"] for page in (first, second)] == [
        "readme",
        "tag",
    ]
    assert "nextToken" not in second


def test_a_forecast_leaves_the_branches_alone(
    foretell: Any, git: GitRepository, base: str, feature: str
) -> None:
    foretell("THREE_WAY_MERGE")
    assert (git.head("main"), git.head("feature")) == (base, feature)


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"option": ""}, "MergeOptionRequiredException"),
        ({"option": "REBASE"}, "InvalidMergeOptionException"),
        ({"sourceCommitSpecifier": "missing"}, "CommitDoesNotExistException"),
        ({"destinationCommitSpecifier": ""}, "CommitRequiredException"),
        ({"maxConflictFiles": 0}, "InvalidMaxConflictFilesException"),
        ({"nextToken": "x"}, "InvalidContinuationTokenException"),
        ({"conflictDetailLevel": "x"}, "InvalidConflictDetailLevelException"),
        ({"repositoryName": "missing"}, "RepositoryDoesNotExistException"),
    ],
)
def test_what_a_forecast_asks_is_checked(
    foretell: Any, changed: dict[str, Any], error: str
) -> None:
    with pytest.raises(ClientError) as raised:
        foretell(**changed)
    assert code(raised) == error


def test_two_branches_are_merged_into_the_destination(
    merge: Any, git: GitRepository, base: str, feature: str
) -> None:
    made = merge(commitMessage="Merge", authorName="Bot", email="bot@example.com")
    newest = git.log("main")[0]
    assert (newest.id, newest.parents) == (made["commitId"], (base, feature))
    assert (newest.message, newest.author_name) == ("Merge", "Bot")
    root = git.entry("", "main")
    assert root is not None
    assert made["treeId"] == root[1]
    assert git.fsck() == ""


def test_a_commit_is_merged_into_the_target_branch_that_is_there(
    merge: Any, git: GitRepository, base: str, feature: str
) -> None:
    made = merge(
        sourceCommitSpecifier=feature,
        destinationCommitSpecifier=base,
        targetBranch="main",
    )
    assert git.head("main") == made["commitId"]


def test_a_merged_branch_moves_the_pull_requests_of_it(
    client: "CodeCommitClient", merge: Any, git: GitRepository, pull_request: str
) -> None:
    git.commit({"other": "x"})
    made = merge(sourceCommitSpecifier="main", destinationCommitSpecifier="feature")
    found = client.get_pull_request(pullRequestId=pull_request)["pullRequest"]
    assert found["pullRequestTargets"][0]["sourceCommit"] == made["commitId"]


def test_a_conflict_is_merged_by_hand_or_for_one_side(
    client: "CodeCommitClient", merge: Any, git: GitRepository
) -> None:
    ours = git.commit({"tag": "ours"})
    with pytest.raises(client.exceptions.ManualMergeRequiredException):
        merge()
    assert git.head("main") == ours
    merge(conflictResolutionStrategy="ACCEPT_SOURCE")
    assert git.read("tag", "main").startswith(b"ONE")


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"sourceCommitSpecifier": "missing"}, "CommitDoesNotExistException"),
        ({"targetBranch": "missing"}, "BranchDoesNotExistException"),
        ({"targetBranch": "a b"}, "InvalidTargetBranchException"),
        ({"targetBranch": "feature"}, "ConcurrentReferenceUpdateException"),
        ({"destinationCommitSpecifier": "v1"}, "BranchNameIsTagNameException"),
        ({"authorName": "n" * 1025}, "NameLengthExceededException"),
    ],
)
def test_what_a_merge_of_branches_asks_is_checked(
    merge: Any, git: GitRepository, base: str, changed: dict[str, Any], error: str
) -> None:
    git.open().references.create("refs/tags/v1", base)
    with pytest.raises(ClientError) as raised:
        merge(**changed)
    assert code(raised) == error
    assert git.head("main") == base


def test_a_destination_that_is_no_branch_needs_a_target(
    client: "CodeCommitClient", merge: Any, base: str
) -> None:
    with pytest.raises(client.exceptions.BranchNameRequiredException):
        merge(destinationCommitSpecifier=base)
