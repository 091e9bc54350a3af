"""CodeCommit, held to botocore's model: every request and answer here is one that it allows."""

from collections.abc import Sequence
from datetime import UTC, datetime
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.globs import compile_glob
from tagboat.core.snapshot import File, Snapshot
from tagboat.git_hosts.codecommit import errors as codecommit_errors
from tagboat.git_hosts.codecommit import parallel
from tagboat.git_hosts.codecommit.host import RECENT, CodeCommit
from tests.own_messages import OWN, OWN_MESSAGE

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient

HEAD = "c0ffee0000000000000000000000000000000000"
TIME_OF_HEAD = datetime(2026, 11, 26, 1, 33, 15, tzinfo=UTC)
AUTHOR = Author("Bot", "bot@example.com")
MESSAGE = CommitMessage("Update a", "Tagboat-Rule: web")


@pytest.fixture(autouse=True)
def _time_of_head(client: "CodeCommitClient", monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked for beside the files, so that no order of the two could be told."""
    monkeypatch.setattr(client, "get_commit", get_commit)


def get_commit(**asked: str) -> dict[str, Any]:
    assert asked == {"repositoryName": "infra", "commitId": HEAD}
    return {"commit": {"committer": {"date": "1795656795 +0200"}}}


def get_file(path: str, at: str = "refs/heads/main") -> dict[str, str]:
    return {"repositoryName": "infra", "commitSpecifier": at, "filePath": path}


def file_at_head(path: str, content: bytes, mode: str = "NORMAL") -> dict[str, Any]:
    return {
        "commitId": HEAD,
        "blobId": "b10b",
        "filePath": path,
        "fileMode": mode,
        "fileSize": len(content),
        "fileContent": content,
    }


def fail(stub: Stubber, operation: str, code: str, message: str = "", status: int = 400) -> None:
    stub.add_client_error(operation, code, message, http_status_code=status)


def test_the_first_file_tells_the_head_and_the_others_are_read_there(
    host: CodeCommit, stub: Stubber
) -> None:
    stub.add_response("get_file", file_at_head("a", b"1"), get_file("a"))
    stub.add_response("get_file", file_at_head("b", b"2", "EXECUTABLE"), get_file("b", HEAD))
    stub.add_response("get_file", file_at_head("c", b"3", "SYMLINK"), get_file("c", HEAD))
    snapshot = host.read("main", ["a", "b", "c", "a"])
    assert (snapshot.branch, snapshot.head) == ("main", HEAD)
    assert snapshot.file("a") == File(b"1")
    assert snapshot.file("b") == File(b"2", executable=True)
    assert isinstance(snapshot.files["c"], errors.NotAFile)
    assert snapshot.committed_at == TIME_OF_HEAD


def test_the_time_of_the_head_is_not_worth_a_hop_of_its_own(
    host: CodeCommit, stub: Stubber
) -> None:
    stub.add_response("get_file", file_at_head("a", b"1"), get_file("a"))
    assert host.read("main", ["a"]).committed_at is None


def test_the_time_is_told_of_a_commit_that_nothing_else_is_asked_of(host: CodeCommit) -> None:
    assert host.read("main", (), at=HEAD).committed_at == TIME_OF_HEAD


def test_a_commit_of_its_own_changes_nothing_of_what_is_known(
    host: CodeCommit, stub: Stubber
) -> None:
    snapshot = host.read("main", (), at=HEAD)
    stub.add_response("create_commit", {"commitId": "own", "treeId": "tree"})
    assert host.commit(snapshot, {"a": File(b"1")}, OWN_MESSAGE, AUTHOR) == "own"
    assert host.read("main", (), at="own").committed_at == TIME_OF_HEAD
    stub.add_response("get_file", file_at_head("a", b"1") | {"commitId": "own"}, get_file("a"))
    assert host.read("main", ["a"]).committed_at == TIME_OF_HEAD


@pytest.fixture
def asked(client: "CodeCommitClient", monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The commits that are asked for, of a branch with one of Tagboat's each second."""
    asked: list[int] = []

    def own(*, commitId: str, **_: str) -> dict[str, Any]:  # noqa: N803
        asked.append(number := int(commitId))
        committer = {"date": f"{number} +0000"}
        parents = [f"{number - 1}"]
        return {"commit": {"committer": committer, "message": OWN, "parents": parents}}

    monkeypatch.setattr(client, "get_commit", own)
    return asked


def test_commits_of_tagboat_s_own_are_followed_back_no_further_than_is_worth_it(
    client: "CodeCommitClient", asked: list[int]
) -> None:
    host = CodeCommit(client, "infra", lambda: datetime.fromtimestamp(102, UTC))
    for head, expected in [("100", range(100, 90, -1)), ("102", [102, 101]), ("101", [])]:
        asked.clear()
        found = host.read("main", (), at=head).committed_at
        assert found == datetime(1970, 1, 1, 0, 1, 31, tzinfo=UTC)
        assert asked == list(expected)


@pytest.mark.parametrize(("later", "expected"), [(0, [100, 99, 98]), (1, [100, 99]), (9, [100])])
def test_nor_further_than_the_pushes_that_come_now_may_be_old(
    client: "CodeCommitClient", asked: list[int], later: int, expected: list[int]
) -> None:
    """A cold start on a head of its own, which nobody has moved for a while, takes no more hops."""
    now = datetime.fromtimestamp(99 + later, UTC) + RECENT
    snapshot = CodeCommit(client, "infra", lambda: now).read("main", (), at="100")
    assert snapshot.committed_at == datetime.fromtimestamp(expected[-1], UTC)
    assert asked == expected


def test_files_are_read_at_a_commit_that_is_known(host: CodeCommit, stub: Stubber) -> None:
    stub.add_response("get_file", file_at_head("a", b"1"), get_file("a", HEAD))
    assert host.read("main", ["a"], at=HEAD).files == {"a": File(b"1")}


def test_a_missing_file_does_not_tell_the_head(host: CodeCommit, stub: Stubber) -> None:
    fail(stub, "get_file", "FileDoesNotExistException")
    fail(stub, "get_file", "FileTooLargeException")
    stub.add_response("get_file", file_at_head("c", b"3"), get_file("c"))
    snapshot = host.read("main", ["a", "b", "c"])
    assert snapshot.head == HEAD
    assert isinstance(snapshot.files["a"], errors.FileMissing)
    assert isinstance(snapshot.files["b"], errors.FileTooLarge)


def test_nothing_but_missing_files_has_no_head(host: CodeCommit, stub: Stubber) -> None:
    fail(stub, "get_file", "FileDoesNotExistException")
    assert host.read("main", ["a"]).head == ""


def test_a_path_that_codecommit_does_not_take_fails_its_target_only(
    host: CodeCommit, stub: Stubber
) -> None:
    stub.add_response("get_file", file_at_head("a", b"1"), get_file("a"))
    fail(stub, "get_file", "InvalidPathException", "The specified path is not valid.")
    snapshot = host.read("main", ["a", "b"])
    assert isinstance(snapshot.files["b"], errors.UnsafePath)
    assert "The specified path is not valid." in str(snapshot.files["b"])


def test_more_files_than_are_read_at_once(
    client: "CodeCommitClient", host: CodeCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(client, "get_commit", get_commit)
    monkeypatch.setattr(
        client,
        "get_file",
        lambda *, filePath, **_: file_at_head(filePath, filePath.encode()),  # noqa: N803
    )
    paths = [f"f{number}" for number in range(35)]
    snapshot = host.read("main", paths)
    assert snapshot.files == {path: File(path.encode()) for path in paths}


def test_no_read_begins_once_others_were_not_answered(
    client: "CodeCommitClient", host: CodeCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(client, "get_commit", get_commit)
    asked: list[str] = []
    together = Barrier(parallel.AT_ONCE, timeout=10)

    def hang(*, filePath: str, **_: str) -> None:  # noqa: N803
        asked.append(filePath)
        together.wait()
        raise ReadTimeoutError(endpoint_url="https://codecommit")

    monkeypatch.setattr(client, "get_file", hang)
    with pytest.raises(errors.HostUnavailable):
        host.read("main", [f"f{number}" for number in range(4 * parallel.AT_ONCE)], at=HEAD)
    assert len(asked) == parallel.AT_ONCE


def get_folder(path: str) -> dict[str, str]:
    return {"repositoryName": "infra", "commitSpecifier": HEAD, "folderPath": path}


def folder(path: str, *files: str, **others: list[str]) -> dict[str, Any]:
    """What is in a folder; CodeCommit leaves out the lists that it has nothing for."""

    def entries(names: Sequence[str]) -> list[dict[str, str]]:
        return [{"absolutePath": f"{path}/{name}", "relativePath": name} for name in names]

    lists = {"files": list(files), **others}
    shown = {kind: entries(names) for kind, names in lists.items() if names}
    return {"commitId": HEAD, "folderPath": path, **shown}


def test_files_are_found_in_the_folders_that_can_hold_them(host: CodeCommit, stub: Stubber) -> None:
    apps = folder("apps", "tag", subFolders=["web", "api"], subModules=["vendor"])
    stub.add_response("get_folder", apps, get_folder("apps"))
    api = folder("apps/api", "tag", "other", subFolders=["deep"])
    stub.add_response("get_folder", api, get_folder("apps/api"))
    web = folder("apps/web", symbolicLinks=["tag"])
    stub.add_response("get_folder", web, get_folder("apps/web"))
    assert host.find("main", [compile_glob("apps/*/tag")], at=HEAD) == ["apps/api/tag"]


def test_the_root_is_the_folder_without_a_name(host: CodeCommit, stub: Stubber) -> None:
    stub.add_response("get_folder", folder("", "a", subFolders=["b"]), get_folder(""))
    assert host.find("main", [compile_glob("?")], at=HEAD) == ["a"]


@pytest.mark.parametrize("code", ["FolderDoesNotExistException", "InvalidPathException"])
def test_a_folder_that_is_not_there_holds_nothing(
    host: CodeCommit, stub: Stubber, code: str
) -> None:
    fail(stub, "get_folder", code)
    assert host.find("main", [compile_glob("apps/*")], at=HEAD) == []


def test_folders_of_one_level_are_listed_at_once(
    client: "CodeCommitClient", host: CodeCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()
    together = Barrier(parallel.AT_ONCE, timeout=10)
    names = [f"{number}" for number in range(parallel.AT_ONCE)]

    def answer(*, folderPath: str, **_: str) -> dict[str, Any]:  # noqa: N803
        if folderPath == "apps":
            return folder("apps", subFolders=names)
        together.wait()
        return folder(folderPath, "tag")

    monkeypatch.setattr(client, "get_folder", answer)
    found = host.find("main", [compile_glob("apps/*/tag")], at=HEAD)
    assert found == [f"apps/{name}/tag" for name in names]


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("CommitDoesNotExistException", errors.HeadMoved),
        ("RepositoryDoesNotExistException", errors.RepositoryMissing),
        ("AccessDeniedException", errors.PermissionMissing),
        ("ThrottlingException", errors.Throttled),
    ],
)
def test_what_codecommit_says_of_a_search_is_an_error_of_tagboat_s_own(
    host: CodeCommit, stub: Stubber, code: str, error: type[errors.TagboatError]
) -> None:
    fail(stub, "get_folder", code, "with an explicit deny")
    with pytest.raises(errors.TagboatError) as caught:
        host.find("main", [compile_glob("*")], at=HEAD)
    assert type(caught.value) is error


def test_a_commit_that_is_gone_means_that_the_head_moved(host: CodeCommit, stub: Stubber) -> None:
    fail(stub, "get_file", "CommitDoesNotExistException")
    with pytest.raises(errors.HeadMoved, match=f"infra no longer has the commit {HEAD}"):
        host.read("main", ["a"], at=HEAD)


def test_a_replica_that_lags_behind_has_not_the_commit_yet(host: CodeCommit, stub: Stubber) -> None:
    """Found by `make chaos`: the branch was said to be missing, which nobody tries again."""
    stub.add_response("get_file", file_at_head("a", b"1"), get_file("a"))
    fail(stub, "get_file", "CommitDoesNotExistException")
    with pytest.raises(errors.HeadMoved, match=f"infra no longer has the commit {HEAD}"):
        host.read("main", ["a", "b"])


def test_a_commit_is_made_on_the_head_that_was_read(host: CodeCommit, stub: Stubber) -> None:
    stub.add_response(
        "create_commit",
        {"commitId": "new", "treeId": "tree"},
        {
            "repositoryName": "infra",
            "branchName": "main",
            "parentCommitId": HEAD,
            "authorName": "Bot",
            "email": "bot@example.com",
            "commitMessage": "Update a\n\nTagboat-Rule: web\n",
            "putFiles": [
                {"filePath": "a", "fileMode": "NORMAL", "fileContent": b"1"},
                {"filePath": "b", "fileMode": "EXECUTABLE", "fileContent": b"2"},
            ],
        },
    )
    files = {"a": File(b"1"), "b": File(b"2", executable=True)}
    assert host.commit(Snapshot("main", HEAD, {}), files, MESSAGE, AUTHOR) == "new"


def commit(host: CodeCommit) -> None:
    host.commit(Snapshot("main", HEAD, {}), {"a": File(b"1")}, MESSAGE, AUTHOR)


DENIED = "User: arn:… is not authorized to perform: codecommit:CreateCommit on resource: arn:…"


@pytest.mark.parametrize(
    ("code", "status", "message", "error"),
    [
        ("ParentCommitIdOutdatedException", 400, "", errors.HeadMoved),
        ("ConcurrentReferenceUpdateException", 400, "", errors.HeadMoved),
        ("NoChangeException", 400, "", errors.HeadMoved),
        ("BranchDoesNotExistException", 400, "", errors.BranchMissing),
        ("RepositoryDoesNotExistException", 400, "", errors.RepositoryMissing),
        ("ThrottlingException", 400, "Rate exceeded", errors.Throttled),
        ("400", 400, "Bad Request", errors.Throttled),
        ("InternalFailure", 500, "", errors.HostUnavailable),
        ("ServiceUnavailable", 503, "", errors.HostUnavailable),
        ("EncryptionIntegrityChecksFailedException", 500, "", errors.HostUnavailable),
        ("ExpiredTokenException", 400, "", errors.CredentialsRefused),
        ("UnrecognizedClientException", 400, "", errors.CredentialsRefused),
        ("AccessDeniedException", 400, DENIED, errors.PermissionMissing),
        (
            "AccessDeniedException",
            400,
            f"{DENIED} with an explicit deny in an identity-based policy",
            errors.BranchProtected,
        ),
        ("MaximumFileEntriesExceededException", 400, "", errors.CommitRefused),
        ("FileContentSizeLimitExceededException", 400, "", errors.CommitRefused),
        ("CommitMessageLengthExceededException", 400, "", errors.CommitRefused),
        ("PathDoesNotExistException", 400, "", errors.CommitRefused),
    ],
)
def test_what_codecommit_says_of_a_commit_is_an_error_of_tagboat_s_own(
    host: CodeCommit,
    stub: Stubber,
    code: str,
    status: int,
    message: str,
    error: type[errors.TagboatError],
) -> None:
    fail(stub, "create_commit", code, message, status)
    with pytest.raises(errors.TagboatError) as caught:
        commit(host)
    assert type(caught.value) is error
    assert message in str(caught.value)
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("CommitDoesNotExistException", errors.BranchMissing),
        ("RepositoryDoesNotExistException", errors.RepositoryMissing),
        ("AccessDeniedException", errors.PermissionMissing),
        ("ThrottlingException", errors.Throttled),
    ],
)
def test_what_codecommit_says_of_a_read_is_an_error_of_tagboat_s_own(
    host: CodeCommit, stub: Stubber, code: str, error: type[errors.TagboatError]
) -> None:
    fail(stub, "get_file", code, "with an explicit deny")
    with pytest.raises(errors.TagboatError) as caught:
        host.read("main", ["a"])
    assert type(caught.value) is error


def test_an_error_of_a_file_read_in_parallel_is_translated_too(
    host: CodeCommit, stub: Stubber
) -> None:
    stub.add_response("get_file", file_at_head("a", b"1"), get_file("a"))
    fail(stub, "get_file", "ThrottlingException")
    with pytest.raises(errors.Throttled):
        host.read("main", ["a", "b"])


def test_no_answer_is_worth_another_try(
    client: "CodeCommitClient", host: CodeCommit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(**_: object) -> None:
        raise ReadTimeoutError(endpoint_url="https://codecommit")

    monkeypatch.setattr(client, "create_commit", cut)
    with pytest.raises(errors.HostUnavailable, match="CodeCommit did not answer"):
        commit(host)


def test_the_codes_are_those_of_the_model(client: "CodeCommitClient") -> None:
    known = {error.name for error in client.meta.service_model.error_shapes}
    named = codecommit_errors._HEAD_MOVED | codecommit_errors._BRANCH_MISSING
    assert named - known == set()
