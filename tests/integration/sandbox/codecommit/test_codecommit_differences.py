"""GetDifferences: files two commits do not share, a page at a time."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.git_repository import GitRepository

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


def changes(differences: list[Any]) -> list[tuple[str, str, str]]:
    """Kind, older path and newer path."""
    return [
        (
            each["changeType"],
            each.get("beforeBlob", {}).get("path", ""),
            each.get("afterBlob", {}).get("path", ""),
        )
        for each in differences
    ]


def test_added_modified_and_deleted_files_are_told_apart(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    before = git.commit({"kept": "k", "changed": "1", "gone": "g"})
    after = git.commit({"changed": "2", "gone": None, "apps/new": "n"})

    found: Any = client.get_differences(
        repositoryName=name, beforeCommitSpecifier=before, afterCommitSpecifier="main"
    )["differences"]

    assert changes(found) == [
        ("A", "", "apps/new"),
        ("M", "changed", "changed"),
        ("D", "gone", ""),
    ]
    assert found[1]["beforeBlob"] == {
        "blobId": git.files(before)["changed"][1],
        "path": "changed",
        "mode": "100644",
    }
    assert found[1]["afterBlob"]["blobId"] == git.files(after)["changed"][1]


def test_a_changed_mode_is_a_modification(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    before = git.commit({"run": "x"})
    git.commit({"run": "x"}, mode=0o100755)

    (found,) = client.get_differences(
        repositoryName=name, beforeCommitSpecifier=before, afterCommitSpecifier="main"
    )["differences"]
    assert (found["beforeBlob"]["mode"], found["afterBlob"]["mode"]) == ("100644", "100755")


def test_without_an_older_commit_every_file_is_added(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    git.commit({"a": "1"})
    git.commit({"b/c": "2"})

    found = client.get_differences(repositoryName=name, afterCommitSpecifier="main")["differences"]
    assert changes(found) == [("A", "", "a"), ("A", "", "b/c")]


def test_equal_commits_have_no_differences(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    git.commit({"a": "1"})
    found = client.get_differences(
        repositoryName=name, beforeCommitSpecifier="main", afterCommitSpecifier="main"
    )
    assert found["differences"] == []
    assert "NextToken" not in found


@pytest.mark.parametrize(("path", "count"), [("apps/web", 2), ("apps/web/one", 1), ("/", 4)])
def test_differences_are_limited_to_a_path(
    client: "CodeCommitClient", name: str, git: GitRepository, path: str, count: int
) -> None:
    git.commit({"apps/web/one": "1", "apps/web/two": "2", "apps/web-2/one": "3", "other": "4"})

    found = client.get_differences(repositoryName=name, afterCommitSpecifier="main", afterPath=path)
    assert len(found["differences"]) == count


def test_long_lists_come_in_pages(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    git.commit({f"file-{number:02}": "x" for number in range(25)})

    pages = list(
        client.get_paginator("get_differences").paginate(
            repositoryName=name,
            afterCommitSpecifier="main",
            PaginationConfig={"PageSize": 10},
        )
    )

    assert [len(page["differences"]) for page in pages] == [10, 10, 5]
    paths = [path for page in pages for _, _, path in changes(page["differences"])]
    assert paths == [f"file-{number:02}" for number in range(25)]


def test_a_token_is_of_one_list_only(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    first = git.commit({"a": "1", "b": "2"})
    git.commit({"c": "3"})
    token = client.get_differences(repositoryName=name, afterCommitSpecifier=first, MaxResults=1)[
        "NextToken"
    ]

    with pytest.raises(client.exceptions.InvalidContinuationTokenException):
        client.get_differences(repositoryName=name, afterCommitSpecifier="main", NextToken=token)


@pytest.mark.parametrize(
    ("parameters", "error"),
    [
        ({"MaxResults": 0}, "InvalidMaxResultsException"),
        ({"NextToken": "made up"}, "InvalidContinuationTokenException"),
        ({"beforeCommitSpecifier": "missing"}, "CommitDoesNotExistException"),
        ({"afterCommitSpecifier": "missing"}, "CommitDoesNotExistException"),
        ({"afterCommitSpecifier": ""}, "CommitRequiredException"),
        ({"afterPath": "missing"}, "PathDoesNotExistException"),
        ({"afterPath": "../a"}, "InvalidPathException"),
        ({"afterPath": "a", "beforePath": "b"}, "NotImplemented"),
    ],
)
def test_what_cannot_be_compared_is_the_modelled_error(
    client: "CodeCommitClient",
    name: str,
    git: GitRepository,
    parameters: dict[str, Any],
    error: str,
) -> None:
    git.commit({"a": "1"})
    with pytest.raises(ClientError) as raised:
        client.get_differences(
            **{"repositoryName": name, "afterCommitSpecifier": "main", **parameters}
        )
    assert raised.value.response["Error"]["Code"] == error
