"""CreateCommit and PutFile: one commit on the named head, or the modelled error and nothing."""

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, cast

import pygit2
import pytest
from botocore.exceptions import ClientError

from sandbox.git_repository import GitRepository, Signature

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient
    from mypy_boto3_codecommit.type_defs import PutFileEntryTypeDef

MISSING = "0" * 40
MEGABYTE = 1024 * 1024


def put(path: str, content: bytes = b"new", **more: Any) -> "PutFileEntryTypeDef":
    return cast("PutFileEntryTypeDef", {"filePath": path, "fileContent": content, **more})


def code(error: pytest.ExceptionInfo[ClientError]) -> str:
    return error.value.response["Error"]["Code"]


@pytest.fixture
def head(git: GitRepository) -> str:
    git.commit({"run.sh": "#!/bin/sh\n"}, mode=0o100755)
    return git.commit({"apps/web/tag": "one\n", "readme": "r\n"})


def test_a_commit_is_made_on_the_head(
    client: "CodeCommitClient", name: str, git: GitRepository, head: str
) -> None:
    made = client.create_commit(
        repositoryName=name,
        branchName="main",
        parentCommitId=head,
        authorName="Auto Update Bot",
        email="bot@example.com",
        commitMessage="[Auto] Update apps/web/tag to two\n\nBecause it was pushed.\n",
        putFiles=[put("apps/web/tag", b"two\r\n"), put("apps/api/tag", b"new\n")],
        deleteFiles=[{"filePath": "readme"}],
    )

    newest = git.log("main")[0]
    assert (newest.id, newest.parents) == (made["commitId"], (head,))
    assert newest.message == "[Auto] Update apps/web/tag to two\n\nBecause it was pushed.\n"
    assert (newest.author_name, newest.author_email) == ("Auto Update Bot", "bot@example.com")
    assert (newest.committer_name, newest.committer_email) == (
        "Auto Update Bot",
        "bot@example.com",
    )
    assert git.read("apps/web/tag", "main") == b"two\r\n"
    assert sorted(git.files("main")) == ["apps/api/tag", "apps/web/tag", "run.sh"]
    assert git.fsck() == ""


def test_the_answer_says_which_files_changed_and_how(
    client: "CodeCommitClient", name: str, git: GitRepository, head: str
) -> None:
    before = git.files("main")
    made = client.create_commit(
        repositoryName=name,
        branchName="main",
        parentCommitId=head,
        putFiles=[
            put("apps/api/tag", fileMode="EXECUTABLE"),
            put("apps/web/tag", b"two"),
            put("readme", b"r\n"),
        ],
        deleteFiles=[{"filePath": "run.sh"}],
    )

    after = git.files("main")
    root = git.entry("", "main")
    assert root is not None
    assert made["treeId"] == root[1]
    assert made["filesAdded"] == [
        {
            "absolutePath": "apps/api/tag",
            "blobId": after["apps/api/tag"][1],
            "fileMode": "EXECUTABLE",
        }
    ]
    assert made["filesUpdated"] == [
        {"absolutePath": "apps/web/tag", "blobId": after["apps/web/tag"][1], "fileMode": "NORMAL"}
    ]
    assert made["filesDeleted"] == [
        {"absolutePath": "run.sh", "blobId": before["run.sh"][1], "fileMode": "EXECUTABLE"}
    ]


def test_the_first_commit_needs_no_parent_and_makes_the_branch(
    client: "CodeCommitClient", name: str, git: GitRepository
) -> None:
    made = client.create_commit(
        repositoryName=name, branchName="trunk", putFiles=[put("apps/web/tag")]
    )

    assert git.head("trunk") == made["commitId"]
    assert git.log("trunk")[0].parents == ()
    described = client.get_repository(repositoryName=name)["repositoryMetadata"]
    assert described["defaultBranch"] == "trunk"
    assert git.fsck() == ""


def test_a_commit_without_author_and_message_has_defaults_that_git_accepts(
    client: "CodeCommitClient", name: str, git: GitRepository, head: str
) -> None:
    client.create_commit(
        repositoryName=name, branchName="main", parentCommitId=head, putFiles=[put("readme")]
    )
    newest = git.log("main")[0]
    assert newest.author_name == "root"
    assert newest.message
    assert git.fsck() == ""


def test_file_modes_are_kept_set_and_never_guessed(
    client: "CodeCommitClient", name: str, git: GitRepository, head: str
) -> None:
    kept = client.create_commit(
        repositoryName=name,
        branchName="main",
        parentCommitId=head,
        putFiles=[put("run.sh", fileMode="EXECUTABLE")],
    )
    assert git.files("main")["run.sh"][0] == 0o100755

    unset = client.create_commit(
        repositoryName=name,
        branchName="main",
        parentCommitId=kept["commitId"],
        setFileModes=[{"filePath": "run.sh", "fileMode": "NORMAL"}],
    )
    assert git.files("main")["run.sh"][0] == 0o100644
    assert git.read("run.sh", "main") == b"new"
    assert [each["fileMode"] for each in unset["filesUpdated"]] == ["NORMAL"]


def test_an_executable_put_without_a_mode_is_refused(
    client: "CodeCommitClient", name: str, git: GitRepository, head: str
) -> None:
    with pytest.raises(ClientError, match=r"run\.sh, which is EXECUTABLE, without a fileMode"):
        client.create_commit(
            repositoryName=name, branchName="main", parentCommitId=head, putFiles=[put("run.sh")]
        )
    assert git.head("main") == head


def test_a_stale_parent_is_outdated_and_nothing_is_overwritten(
    client: "CodeCommitClient", name: str, git: GitRepository, head: str
) -> None:
    by_hand = git.commit({"apps/web/tag": "by hand\n"})

    with pytest.raises(client.exceptions.ParentCommitIdOutdatedException):
        client.create_commit(
            repositoryName=name,
            branchName="main",
            parentCommitId=head,
            putFiles=[put("apps/web/tag")],
        )
    assert git.head("main") == by_hand


def test_a_commit_of_another_branch_is_no_parent(
    client: "CodeCommitClient", name: str, git: GitRepository, head: str
) -> None:
    aside = git.write_commit(
        head,
        put={"readme": (b"aside", 0o100644)},
        message="Aside",
        author=Signature("A", "a@example.com"),
        committer=Signature("A", "a@example.com"),
    )
    git.move_branch("aside", aside, None)

    with pytest.raises(client.exceptions.ParentCommitDoesNotExistException):
        client.create_commit(
            repositoryName=name, branchName="main", parentCommitId=aside, putFiles=[put("readme")]
        )


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"parentCommitId": None}, "ParentCommitIdRequiredException"),
        ({"parentCommitId": "main"}, "InvalidParentCommitIdException"),
        ({"parentCommitId": ""}, "InvalidParentCommitIdException"),
        ({"parentCommitId": MISSING}, "ParentCommitDoesNotExistException"),
        ({"branchName": "missing"}, "BranchDoesNotExistException"),
        ({"branchName": "a b"}, "InvalidBranchNameException"),
        ({"branchName": "v1"}, "BranchNameIsTagNameException"),
        ({"putFiles": []}, "FileEntryRequiredException"),
        (
            {"putFiles": [put(f"f{number}") for number in range(101)]},
            "MaximumFileEntriesExceededException",
        ),
        (
            {
                "putFiles": [put(f"f{number}") for number in range(100)],
                "deleteFiles": [{"filePath": "readme"}],
            },
            "MaximumFileEntriesExceededException",
        ),
        ({"putFiles": [put("readme", b"r\n")]}, "NoChangeException"),
        (
            {"putFiles": [], "setFileModes": [{"filePath": "run.sh", "fileMode": "EXECUTABLE"}]},
            "NoChangeException",
        ),
        ({"putFiles": [put("a"), put("a", b"b")]}, "SamePathRequestException"),
        ({"deleteFiles": [{"filePath": "readme"}]}, "SamePathRequestException"),
        ({"putFiles": [put("a"), put("a/b")]}, "PutFileEntryConflictException"),
        ({"putFiles": [{"filePath": "a"}]}, "SourceFileOrContentRequiredException"),
        (
            {"putFiles": [put("a", sourceFile={"filePath": "readme"})]},
            "FileContentAndSourceFileSpecifiedException",
        ),
        ({"putFiles": [put("a", fileMode="100644")]}, "InvalidFileModeException"),
        ({"putFiles": [put("apps")]}, "FileNameConflictsWithDirectoryNameException"),
        ({"putFiles": [put("readme/deeper")]}, "DirectoryNameConflictsWithFileNameException"),
        ({"putFiles": [put("")]}, "PathRequiredException"),
        ({"putFiles": [put("/readme")]}, "InvalidPathException"),
        ({"putFiles": [put("apps/")]}, "InvalidPathException"),
        ({"putFiles": [put("../readme")]}, "InvalidPathException"),
        ({"putFiles": [put(".git/config")]}, "InvalidPathException"),
        ({"putFiles": [put("x" * 4097)]}, "InvalidPathException"),
        ({"putFiles": [put("d/" * 21 + "f")]}, "InvalidPathException"),
        (
            {"putFiles": [put("a", b"x" * (6 * MEGABYTE + 1))]},
            "FileContentSizeLimitExceededException",
        ),
        (
            {"putFiles": [put("a", b"x" * (4 * MEGABYTE)), put("b", b"x" * (4 * MEGABYTE))]},
            "FileContentSizeLimitExceededException",
        ),
        ({"putFiles": [], "deleteFiles": [{"filePath": "missing"}]}, "FileDoesNotExistException"),
        ({"putFiles": [], "deleteFiles": [{"filePath": "apps"}]}, "FileDoesNotExistException"),
        (
            {"putFiles": [], "setFileModes": [{"filePath": "missing", "fileMode": "NORMAL"}]},
            "FileDoesNotExistException",
        ),
        ({"commitMessage": "x" * (256 * 1024 + 1)}, "CommitMessageLengthExceededException"),
        ({"authorName": "x" * 1025}, "NameLengthExceededException"),
        ({"email": "x" * 257}, "InvalidEmailException"),
        ({"email": "a<b>@example.com"}, "InvalidEmailException"),
        ({"putFiles": [{"filePath": "a", "sourceFile": {"filePath": "readme"}}]}, "NotImplemented"),
        ({"putFiles": [put("a", fileMode="SYMLINK")]}, "NotImplemented"),
        ({"keepEmptyFolders": True}, "NotImplemented"),
    ],
)
def test_a_commit_that_cannot_be_made_is_the_modelled_error_and_moves_nothing(
    client: "CodeCommitClient",
    name: str,
    git: GitRepository,
    head: str,
    request_: dict[str, Any],
    error: str,
) -> None:
    git.open().create_reference_direct("refs/tags/v1", head, force=False)
    asked = {
        "repositoryName": name,
        "branchName": "main",
        "parentCommitId": head,
        "putFiles": [put("readme")],
        **request_,
    }

    with pytest.raises(ClientError) as raised:
        client.create_commit(**{key: value for key, value in asked.items() if value is not None})

    assert code(raised) == error
    assert git.head("main") == head
    assert git.branches() == ["main"]


def test_a_file_inside_a_submodule_is_refused(
    client: "CodeCommitClient", name: str, git: GitRepository, head: str
) -> None:
    repository = git.open()
    builder = repository.TreeBuilder(repository[head].peel(pygit2.Tree))
    builder.insert("module", head, 0o160000)
    person = Signature("A", "a@example.com")
    with_module = str(
        repository.create_commit(None, person, person, "Add a module", builder.write(), [head])
    )
    git.move_branch("main", with_module, head)

    with pytest.raises(client.exceptions.FilePathConflictsWithSubmodulePathException):
        client.create_commit(
            repositoryName=name,
            branchName="main",
            parentCommitId=with_module,
            putFiles=[put("module/file")],
        )
    folder = client.get_folder(repositoryName=name, folderPath="")
    assert folder["subModules"] == [
        {"commitId": head, "absolutePath": "module", "relativePath": "module"}
    ]


def test_of_many_commits_on_one_head_exactly_one_is_made(
    client: "CodeCommitClient", name: str, git: GitRepository, head: str
) -> None:
    def commit(number: int) -> str:
        try:
            client.create_commit(
                repositoryName=name,
                branchName="main",
                parentCommitId=head,
                putFiles=[put(f"file-{number}")],
            )
        except client.exceptions.ParentCommitIdOutdatedException:
            return "outdated"
        return "made"

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(commit, range(24)))

    assert outcomes.count("made") == 1
    assert outcomes.count("outdated") == 23
    assert [commit.id for commit in git.log("main")][1] == head
    assert git.fsck() == ""


def test_put_file_commits_one_file(
    client: "CodeCommitClient", name: str, git: GitRepository, head: str
) -> None:
    made = client.put_file(
        repositoryName=name,
        branchName="main",
        parentCommitId=head,
        filePath="readme",
        fileContent=b"new",
        commitMessage="Read it",
        name="Ann",
        email="ann@example.com",
    )

    newest = git.log("main")[0]
    assert (newest.id, newest.author_name, newest.message) == (made["commitId"], "Ann", "Read it")
    assert git.files("main")["readme"][1] == made["blobId"]


@pytest.mark.parametrize(
    ("request_", "error"),
    [
        ({"fileContent": b"r\n"}, "SameFileContentException"),
        ({"fileContent": b""}, "FileContentRequiredException"),
        ({"fileContent": b"x" * (6 * MEGABYTE + 1)}, "FileContentSizeLimitExceededException"),
        ({"parentCommitId": MISSING}, "ParentCommitDoesNotExistException"),
        ({"filePath": "apps"}, "FileNameConflictsWithDirectoryNameException"),
    ],
)
def test_a_file_that_cannot_be_put_is_the_modelled_error(
    client: "CodeCommitClient",
    name: str,
    git: GitRepository,
    head: str,
    request_: dict[str, Any],
    error: str,
) -> None:
    asked: dict[str, Any] = {
        "repositoryName": name,
        "branchName": "main",
        "parentCommitId": head,
        "filePath": "readme",
        "fileContent": b"new",
        **request_,
    }
    with pytest.raises(ClientError) as raised:
        client.put_file(**asked)
    assert code(raised) == error
    assert git.head("main") == head
