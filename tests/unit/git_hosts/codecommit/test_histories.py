"""The history of files on CodeCommit, held to botocore's model."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.stub import Stubber

from tagboat.core import errors
from tagboat.core.file_history import MOST_REVISIONS, Revision
from tagboat.core.snapshot import File
from tagboat.git_hosts.codecommit.histories import MOST_PAGES
from tagboat.git_hosts.codecommit.host import CodeCommit

EVENING = datetime(2026, 2, 3, 18, 0, tzinfo=UTC)


def commit_of(minute: int, *, parents: Sequence[str] = ()) -> dict[str, Any]:
    second = int((EVENING + timedelta(minutes=minute)).timestamp())
    return {
        "commitId": f"c{minute}",
        "parents": list(parents),
        "message": f"At {minute}\n",
        "author": {"name": "Ada", "date": f"{second - 900} +0000"},
        "committer": {"name": "Bob", "date": f"{second} -0800"},
    }


def version(minute: int, blob: str = "", *, children: Sequence[str] = (), path: str = "a") -> Any:
    content = {"blobId": blob, "path": path} if blob else {}
    return {"commit": commit_of(minute), "revisionChildren": list(children)} | content


def expect_commit(stub: Stubber, minute: int) -> None:
    asked = {"repositoryName": "infra", "commitId": f"c{minute}"}
    stub.add_response("get_commit", {"commit": commit_of(minute)}, asked)


def expect_page(
    stub: Stubber,
    *versions: dict[str, Any],
    at: int,
    path: str = "a",
    token: str = "",
    following: str = "",
) -> None:
    asked: dict[str, Any] = {"repositoryName": "infra", "commitSpecifier": f"c{at}"}
    asked |= {"filePath": path, "maxResults": MOST_REVISIONS}
    asked |= {"nextToken": token} if token else {}
    answer: dict[str, Any] = {"revisionDag": list(versions)}
    answer |= {"nextToken": following} if following else {}
    stub.add_response("list_file_commit_history", answer, asked)


def expect_file(
    stub: Stubber, minute: int, content: bytes, *, path: str = "a", mode: str = "NORMAL"
) -> None:
    answer = {
        "commitId": f"c{minute}",
        "blobId": content.decode(),
        "filePath": path,
        "fileMode": mode,
        "fileSize": len(content),
        "fileContent": content,
    }
    asked = {"repositoryName": "infra", "commitSpecifier": f"c{minute}", "filePath": path}
    stub.add_response("get_file", answer, asked)


def ask(host: CodeCommit, *, at: int, since: int = 0) -> Sequence[Revision]:
    found = host.history(["a"], at=f"c{at}", since=EVENING + timedelta(minutes=since))
    assert list(found) == ["a"]
    return found["a"]


def test_a_version_is_a_commit_with_the_file_at_it(host: CodeCommit, stub: Stubber) -> None:
    expect_commit(stub, 9)
    expect_page(stub, version(5, "new", children=()), version(2, "old", children=["c5"]), at=9)
    expect_file(stub, 5, b"new", mode="EXECUTABLE")
    expect_file(stub, 2, b"old", mode="SYMLINK")
    newest, oldest = ask(host, at=9)
    assert newest == Revision(
        commit="c5",
        at=EVENING + timedelta(minutes=5),
        author="Ada",
        message="At 5\n",
        file=File(b"new", executable=True),
    )
    assert (oldest.commit, oldest.file) == ("c2", None)


def test_of_a_commit_that_is_older_nothing_else_is_asked(host: CodeCommit, stub: Stubber) -> None:
    expect_commit(stub, 3)
    assert ask(host, at=3, since=4) == ()


def test_a_commit_that_is_gone_means_that_the_head_moved(host: CodeCommit, stub: Stubber) -> None:
    stub.add_client_error("get_commit", "CommitIdDoesNotExistException", http_status_code=400)
    with pytest.raises(errors.HeadMoved, match="c3"):
        ask(host, at=3)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("AccessDeniedException", errors.PermissionMissing),
        ("ThrottlingException", errors.Throttled),
        ("EncryptionKeyUnavailableException", errors.HostUnavailable),
        ("TipsDivergenceExceededException", errors.CommitRefused),
    ],
)
def test_a_refusal_says_what_it_is(
    host: CodeCommit, stub: Stubber, code: str, error: type[errors.TagboatError]
) -> None:
    expect_commit(stub, 3)
    stub.add_client_error("list_file_commit_history", code, http_status_code=400)
    with pytest.raises(error):
        ask(host, at=3)


def test_a_version_that_has_no_content_took_the_file_away(host: CodeCommit, stub: Stubber) -> None:
    """No such version is documented; if AWS has one, it is understood."""
    expect_commit(stub, 3)
    expect_page(stub, version(3), version(2, "old", children=["c3"]), at=3)
    stub.add_client_error("get_file", "FileDoesNotExistException", http_status_code=400)
    expect_file(stub, 2, b"old")
    assert [(one.commit, one.file) for one in ask(host, at=3)] == [
        ("c3", None),
        ("c2", File(b"old")),
    ]


def test_versions_of_an_old_name_are_not_the_file_s(host: CodeCommit, stub: Stubber) -> None:
    expect_commit(stub, 3)
    renamed = version(2, "one", children=["c3"], path="before")
    expect_page(stub, version(3, "one", path="/a"), renamed, at=3)
    expect_file(stub, 3, b"one")
    assert [one.commit for one in ask(host, at=3)] == ["c3"]


def test_pages_are_read_until_they_are_old_enough(host: CodeCommit, stub: Stubber) -> None:
    expect_commit(stub, 9)
    expect_page(stub, version(9, "9"), version(8, "8", children=["c9"]), at=9, following="2")
    more = [version(7, "7", children=["c8"]), version(-1, "0", children=["c7"])]
    expect_page(stub, *more, at=9, token="2", following="3")
    for minute, content in ((9, b"9"), (8, b"8"), (7, b"7"), (-1, b"0")):
        expect_file(stub, minute, content)
    assert [one.commit for one in ask(host, at=9)] == ["c9", "c8", "c7", "c-1"]


def test_pages_are_not_read_without_end(host: CodeCommit, stub: Stubber) -> None:
    expect_commit(stub, 9)
    for number in range(MOST_PAGES):
        expect_page(stub, at=9, token=str(number) if number else "", following=str(number + 1))
    assert ask(host, at=9) == []
