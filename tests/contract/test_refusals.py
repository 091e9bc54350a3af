"""What a host does not allow is an error that says so, and nothing is written."""

from datetime import UTC, datetime

import pytest

from tagboat.core import errors
from tagboat.core.globs import compile_glob
from tests.contract.commits import commit
from tests.contract.hosted.base import Answering, WithToken
from tests.contract.hosted.in_memory import InMemory

FILES = {"a.txt": b"1\n"}
LONG_AGO = datetime(1999, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("executable", [False, True])
def test_a_protected_branch_is_named_as_one(answering: Answering, executable: bool) -> None:
    answering.protect()
    snapshot = answering.git_host.read("main", ["README.md"])
    with pytest.raises(errors.BranchProtected, match="main"):
        commit(answering.git_host, snapshot, FILES, executable=executable)
    assert answering.history() == [snapshot.head]


@pytest.mark.parametrize("executable", [False, True])
def test_credentials_that_may_only_read_can_read(answering: Answering, executable: bool) -> None:
    reader = answering.read_only()
    snapshot = reader.read("main", ["README.md"])
    assert snapshot.file("README.md").content == b"infra\n"
    assert reader.find("main", [compile_glob("*")], at=snapshot.head) == ["README.md"]
    histories = reader.history(["README.md"], at=snapshot.head, since=LONG_AGO)
    assert [one.commit for one in histories["README.md"]] == [snapshot.head]
    with pytest.raises(errors.PermissionMissing):
        commit(reader, snapshot, FILES, executable=executable)
    assert answering.history() == [snapshot.head]


@pytest.mark.parametrize("executable", [False, True])
def test_expired_credentials_are_named_as_such(answering: Answering, executable: bool) -> None:
    snapshot = answering.git_host.read("main", ["README.md"])
    answering.expire_credentials()
    with pytest.raises(errors.CredentialsRefused):
        answering.git_host.read("main", ["README.md"])
    if not isinstance(answering, InMemory):  # Its read was the one that failed.
        with pytest.raises(errors.CredentialsRefused):
            answering.git_host.history(["README.md"], at=snapshot.head, since=LONG_AGO)
    with pytest.raises(errors.CredentialsRefused):
        commit(answering.git_host, snapshot, FILES, executable=executable)
    assert answering.history() == [snapshot.head]


@pytest.mark.parametrize("executable", [False, True])
@pytest.mark.parametrize("moment", ["before the read", "before the commit"])
def test_a_token_that_was_rotated_is_fetched_anew(
    with_token: WithToken, moment: str, executable: bool
) -> None:
    if moment == "before the read":
        with_token.rotate_token()
    snapshot = with_token.git_host.read("main", ["README.md"])
    if moment == "before the commit":
        with_token.rotate_token()
    made = commit(with_token.git_host, snapshot, FILES, executable=executable)
    assert with_token.history() == [made, snapshot.head]
