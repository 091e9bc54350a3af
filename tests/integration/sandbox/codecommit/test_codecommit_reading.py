"""Branches, files, folders, commits and blobs, read as the API Reference says."""

from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.git_repository import GitRepository, Signature

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient

MISSING = "0" * 40
SIX_MEGABYTES = 6 * 1024 * 1024


def test_a_branch_is_at_its_newest_commit(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    git.commit({"tag": "one"})
    second = git.commit({"tag": "two"})

    branch = client.get_branch(repositoryName=name, branchName="main")["branch"]
    assert branch == {"branchName": "main", "commitId": second}


def test_branches_are_made_at_a_commit_and_listed(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    first = git.commit({"tag": "one"})
    git.commit({"tag": "two"})

    client.create_branch(repositoryName=name, branchName="tagboat/web", commitId=first)

    assert git.head("tagboat/web") == first
    assert client.list_branches(repositoryName=name)["branches"] == ["main", "tagboat/web"]


@pytest.mark.parametrize("specifier", ["main", "refs/heads/main", "HEAD", None])
def test_a_file_is_read_at_the_head_of_a_branch(
    client: "CodeCommitClient", name: str, git: GitRepository, specifier: str | None
) -> None:
    git.commit({"apps/tag": "one"})
    head = git.commit({"apps/tag": b"\xff\r\n"})
    at = {"commitSpecifier": specifier} if specifier else {}

    read: Any = client.get_file(repositoryName=name, filePath="apps/tag", **at)

    entry = git.entry("apps/tag", head)
    assert entry is not None
    read.pop("ResponseMetadata")
    assert read == {
        "commitId": head,
        "blobId": entry[1],
        "filePath": "apps/tag",
        "fileMode": "NORMAL",
        "fileSize": 3,
        "fileContent": b"\xff\r\n",
    }


def test_a_file_is_read_at_an_older_commit(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    first = git.commit({"tag": "one"})
    git.commit({"tag": "two"})

    read = client.get_file(repositoryName=name, filePath="tag", commitSpecifier=first)
    assert (read["commitId"], read["fileContent"]) == (first, b"one")


@pytest.mark.parametrize("specifier", ["v1", "refs/tags/v1"])
def test_a_file_is_read_at_an_annotated_tag(
    client: "CodeCommitClient", name: str, git: GitRepository, specifier: str
) -> None:
    first = git.commit({"tag": "one"})
    git.commit({"tag": "two"})
    repository = git.open()
    repository.create_tag(
        "v1", first, repository[first].type, Signature("A", "a@example.com"), "One"
    )

    read = client.get_file(repositoryName=name, filePath="tag", commitSpecifier=specifier)
    assert (read["commitId"], read["fileContent"]) == (first, b"one")


@pytest.mark.parametrize(
    ("mode", "named"), [(0o100644, "NORMAL"), (0o100755, "EXECUTABLE"), (0o120000, "SYMLINK")]
)
def test_file_modes_have_codecommits_names(
    client: "CodeCommitClient", name: str, git: GitRepository, mode: int, named: str
) -> None:
    git.commit({"file": "x"}, mode=mode)
    assert client.get_file(repositoryName=name, filePath="/file")["fileMode"] == named


def test_a_file_of_six_megabytes_is_read_and_a_larger_one_is_not(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    git.commit({"fits": b"x" * SIX_MEGABYTES, "large": b"x" * (SIX_MEGABYTES + 1)})

    assert client.get_file(repositoryName=name, filePath="fits")["fileSize"] == SIX_MEGABYTES
    with pytest.raises(client.exceptions.FileTooLargeException):
        client.get_file(repositoryName=name, filePath="large")
    blob = git.files("main")["large"][1]
    with pytest.raises(client.exceptions.FileTooLargeException):
        client.get_blob(repositoryName=name, blobId=blob)


def test_a_folder_lists_what_is_directly_in_it(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    git.commit({"apps/web/tag": "x", "apps/readme": "r"})
    git.commit({"apps/run": "x"}, mode=0o100755)
    git.commit({"apps/link": "run"}, mode=0o120000)
    blobs = {path: blob for path, (_, blob) in git.files("main").items()}
    web = git.entry("apps/web", "main")
    assert web is not None

    folder = client.get_folder(repositoryName=name, commitSpecifier="main", folderPath="/apps")

    assert folder["commitId"] == git.head("main")
    assert folder["folderPath"] == "apps"
    assert folder["subFolders"] == [
        {"treeId": web[1], "absolutePath": "apps/web", "relativePath": "web"}
    ]
    assert folder["files"] == [
        {
            "blobId": blobs["apps/readme"],
            "absolutePath": "apps/readme",
            "relativePath": "readme",
            "fileMode": "NORMAL",
        },
        {
            "blobId": blobs["apps/run"],
            "absolutePath": "apps/run",
            "relativePath": "run",
            "fileMode": "EXECUTABLE",
        },
    ]
    assert [link["absolutePath"] for link in folder["symbolicLinks"]] == ["apps/link"]
    assert folder["subModules"] == []


@pytest.mark.parametrize("root", ["", "/"])
def test_the_root_is_a_folder(
    client: "CodeCommitClient", name: str, git: GitRepository, root: str
) -> None:
    git.commit({"apps/web/tag": "x", "readme": "r"})

    folder = client.get_folder(repositoryName=name, folderPath=root)
    assert [each["absolutePath"] for each in folder["subFolders"]] == ["apps"]
    assert [each["absolutePath"] for each in folder["files"]] == ["readme"]


def test_a_commit_says_who_when_and_why(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    first = git.commit({"tag": "one"})
    second = git.write_commit(
        first,
        put={"tag": (b"two", 0o100644)},
        message="Deploy two",
        author=Signature("Ann", "ann@example.com", 1_700_000_000, -510),
        committer=Signature("Bot", "bot@example.com", 1_700_000_001, 60),
    )

    commit = client.get_commit(repositoryName=name, commitId=second)["commit"]

    assert commit["parents"] == [first]
    assert commit["message"] == "Deploy two"
    assert commit["author"] == {
        "name": "Ann",
        "email": "ann@example.com",
        "date": "1700000000 -0830",
    }
    assert commit["committer"]["date"] == "1700000001 +0100"


def test_a_blob_is_read_by_its_id(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    git.commit({"tag": "one"})
    blob = git.files("main")["tag"][1]
    assert client.get_blob(repositoryName=name, blobId=blob)["content"] == b"one"


@pytest.mark.parametrize(
    ("operation", "parameters", "error"),
    [
        ("get_branch", {"branchName": "missing"}, "BranchDoesNotExistException"),
        ("get_branch", {}, "BranchNameRequiredException"),
        ("get_branch", {"branchName": "two..dots"}, "InvalidBranchNameException"),
        ("get_branch", {"branchName": MISSING}, "InvalidBranchNameException"),
        ("get_file", {"filePath": "missing"}, "FileDoesNotExistException"),
        ("get_file", {"filePath": "apps"}, "FileDoesNotExistException"),
        ("get_file", {"filePath": "apps/tag/deeper"}, "FileDoesNotExistException"),
        ("get_file", {"filePath": "../tag"}, "InvalidPathException"),
        ("get_file", {"filePath": "a//b"}, "InvalidPathException"),
        (
            "get_file",
            {"filePath": "apps/tag", "commitSpecifier": "missing"},
            "CommitDoesNotExistException",
        ),
        (
            "get_file",
            {"filePath": "apps/tag", "commitSpecifier": "refs/heads/missing"},
            "CommitDoesNotExistException",
        ),
        (
            "get_file",
            {"filePath": "apps/tag", "commitSpecifier": MISSING},
            "CommitDoesNotExistException",
        ),
        (
            "get_file",
            {"filePath": "apps/tag", "commitSpecifier": "main:apps"},
            "InvalidCommitException",
        ),
        ("get_folder", {"folderPath": "missing"}, "FolderDoesNotExistException"),
        ("get_folder", {"folderPath": "apps/tag"}, "FolderDoesNotExistException"),
        (
            "get_folder",
            {"folderPath": "", "commitSpecifier": "missing"},
            "CommitDoesNotExistException",
        ),
        ("get_commit", {"commitId": "main"}, "InvalidCommitIdException"),
        ("get_commit", {"commitId": MISSING}, "CommitIdDoesNotExistException"),
        ("get_blob", {"blobId": "short"}, "InvalidBlobIdException"),
        ("get_blob", {"blobId": MISSING}, "BlobIdDoesNotExistException"),
        (
            "create_branch",
            {"branchName": "new", "commitId": MISSING},
            "CommitDoesNotExistException",
        ),
        ("create_branch", {"branchName": "new", "commitId": "main"}, "InvalidCommitIdException"),
        ("create_branch", {"branchName": "main"}, "BranchNameExistsException"),
        ("create_branch", {"branchName": "main/new"}, "InvalidBranchNameException"),
        ("list_branches", {"nextToken": "made up"}, "InvalidContinuationTokenException"),
    ],
)
def test_what_cannot_be_read_is_the_modelled_error(
    client: "CodeCommitClient",
    name: str,
    git: GitRepository,
    operation: str,
    parameters: dict[str, str],
    error: str,
) -> None:
    head = git.commit({"apps/tag": "one"})
    if operation == "create_branch":
        parameters = {"commitId": head, **parameters}

    with pytest.raises(ClientError) as raised:
        getattr(client, operation)(repositoryName=name, **parameters)
    assert raised.value.response["Error"]["Code"] == error
    assert raised.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400


@pytest.mark.parametrize(
    ("operation", "parameters"),
    [
        ("get_branch", {"branchName": "main"}),
        ("get_file", {"filePath": "tag"}),
        ("get_folder", {"folderPath": ""}),
        ("get_commit", {"commitId": MISSING}),
        ("get_blob", {"blobId": MISSING}),
        ("get_differences", {"afterCommitSpecifier": "main"}),
        ("list_branches", {}),
        ("create_branch", {"branchName": "main", "commitId": MISSING}),
        ("create_commit", {"branchName": "main"}),
    ],
)
def test_every_operation_needs_a_repository_that_is_there(
    client: "CodeCommitClient", operation: str, parameters: dict[str, str]
) -> None:
    with pytest.raises(client.exceptions.RepositoryDoesNotExistException):
        getattr(client, operation)(repositoryName="nowhere", **parameters)


def test_an_empty_repository_has_no_commit_to_read(client: "CodeCommitClient", name: str) -> None:
    with pytest.raises(client.exceptions.CommitDoesNotExistException):
        client.get_file(repositoryName=name, filePath="tag")
    with pytest.raises(client.exceptions.CommitDoesNotExistException):
        client.get_file(repositoryName=name, filePath="tag", commitSpecifier="main")
    with pytest.raises(client.exceptions.BranchDoesNotExistException):
        client.get_branch(repositoryName=name, branchName="main")
