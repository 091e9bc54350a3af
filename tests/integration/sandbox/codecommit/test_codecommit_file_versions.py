"""ListFileCommitHistory: a file's versions on all sides, a page at a time."""

from typing import TYPE_CHECKING, Any

import pygit2
import pytest
from botocore.exceptions import ClientError

from sandbox.git_repository import GitRepository

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient

LINES = "a line\n" * 30


def versions(client: "CodeCommitClient", name: str, path: str = "tag", **more: Any) -> list[Any]:
    answer: Any = client.list_file_commit_history(repositoryName=name, filePath=path, **more)
    return list(answer["revisionDag"])


def ids(found: list[Any]) -> list[str]:
    return [one["commit"]["commitId"] for one in found]


def merge(git: GitRepository, ours: str, theirs: str, files_of: str) -> str:
    """Merge a commit into another, and have main there, with the files of one of them."""
    repository = git.open()
    person = pygit2.Signature("A Person", "person@example.com")
    tree = repository[files_of].peel(pygit2.Tree).id
    made = repository.create_commit(None, person, person, "Merge", tree, [ours, theirs])
    assert git.move_branch("main", str(made), ours)
    return str(made)


def test_a_version_has_its_commit_its_content_and_what_came_next(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    first = git.commit({"apps/tag": "1"}, "One", author="Ada <ada@example.com>")
    git.commit({"other": "1"})
    second = git.commit({"apps/tag": "2"})

    newest, oldest = versions(client, name, "apps/tag", commitSpecifier="refs/heads/main")

    assert ids([newest, oldest]) == [second, first]
    assert oldest.pop("commit") == client.get_commit(repositoryName=name, commitId=first)["commit"]
    assert oldest == {
        "blobId": git.files(first)["apps/tag"][1],
        "path": "apps/tag",
        "revisionChildren": [second],
    }
    assert newest["revisionChildren"] == []


def test_versions_are_those_up_to_a_commit(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    first = git.commit({"tag": "1"})
    git.commit({"tag": "2"})
    assert ids(versions(client, name, commitSpecifier=first)) == [first]
    assert versions(client, name, "no-such-file") == []


def test_a_commit_that_takes_the_file_away_is_no_version(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    first = git.commit({"tag": "1"})
    git.commit({"tag": None, "other": "1"})
    again = git.commit({"tag": "1"})
    assert ids(versions(client, name)) == [again, first]


def test_a_file_is_followed_to_its_old_name(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    first = git.commit({"old": LINES})
    moved = git.commit({"old": None, "new": LINES})
    found = versions(client, name, "new")
    assert ids(found) == [moved, first]
    assert [one["path"] for one in found] == ["new", "old"]


def test_versions_of_a_side_that_a_merge_did_not_take_are_there_too(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    begun = git.commit({"tag": "1"})
    ours = git.commit({"tag": "2"})
    assert git.move_branch("side", begun, None)
    theirs = git.commit({"tag": "3"}, branch="side")
    merged = merge(git, ours, theirs, files_of=ours)
    last = git.commit({"tag": "4"})

    found = versions(client, name)

    assert set(ids(found)) == {begun, ours, theirs, merged, last}
    children = {one["commit"]["commitId"]: set(one["revisionChildren"]) for one in found}
    assert children == {
        begun: {ours, theirs},
        ours: {merged},
        theirs: {merged},
        merged: {last},
        last: set(),
    }


def test_versions_come_in_pages(client: "CodeCommitClient", name: str, git: GitRepository) -> None:
    made = [git.commit({"tag": f"{number}"}) for number in range(5)][::-1]
    found, token = list[str](), ""
    for size in (2, 2, 1):
        more: Any = {"nextToken": token} if token else {}
        answer = client.list_file_commit_history(
            repositoryName=name, filePath="tag", maxResults=2, **more
        )
        assert len(answer["revisionDag"]) == size
        found += ids(list(answer["revisionDag"]))
        token = answer.get("nextToken", "")
    assert (found, token) == (made, "")


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"repositoryName": "no-such-repository"}, "RepositoryDoesNotExistException"),
        ({"commitSpecifier": "0" * 40}, "CommitDoesNotExistException"),
        ({"commitSpecifier": "a..b"}, "InvalidCommitException"),
        ({"maxResults": 0}, "InvalidMaxResultsException"),
        ({"nextToken": "guessed"}, "InvalidContinuationTokenException"),
        ({"filePath": "../tag"}, "NotImplemented"),
        ({"filePath": "/"}, "NotImplemented"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(
    client: "CodeCommitClient",
    name: str,
    git: GitRepository,
    parameters: dict[str, Any],
    code: str,
) -> None:
    git.commit({"tag": "1"})
    asked: dict[str, Any] = {"repositoryName": name, "filePath": "tag"} | parameters
    with pytest.raises(ClientError) as caught:
        client.list_file_commit_history(**asked)
    assert caught.value.response["Error"]["Code"] == code
