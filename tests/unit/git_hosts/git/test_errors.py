"""What git servers' answers mean: whatever one may send is an error of Tagboat's own, or none."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core import errors
from tagboat.core.errors import TagboatError
from tagboat.git_hosts.git.errors import of_answer, of_protocol, of_push
from tagboat.http_client import RawAnswer

URL = "https://git.example.com/group/infra.git"
GIT = {"content-type": "application/x-git-upload-pack-result"}


def of(status: int, data: bytes = b"", headers: Mapping[str, str] = GIT) -> TagboatError | None:
    return of_answer(RawAnswer(status, headers, data), URL)


def test_an_answer_of_git_is_no_error() -> None:
    assert of(200, b"0000") is None


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, errors.RepositoryMissing),
        (401, errors.CredentialsRefused),
        (403, errors.PermissionMissing),
        (404, errors.RepositoryMissing),
        (413, errors.CommitRefused),
        (429, errors.Throttled),
        (500, errors.HostUnavailable),
        (503, errors.HostUnavailable),
    ],
)
def test_a_status_is_an_error_that_names_the_repository(
    status: int, error: type[TagboatError]
) -> None:
    found = of(status)
    assert type(found) is error
    assert URL in str(found)


@pytest.mark.parametrize(("after", "seconds"), [("7", 7.0), ("", 60.0), ("tomorrow", 60.0)])
def test_a_pause_is_as_long_as_the_server_asks(after: str, seconds: float) -> None:
    found = of(429, headers={"retry-after": after})
    assert isinstance(found, errors.Throttled)
    assert found.retry_after == seconds


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (301, errors.RepositoryMissing),
        (401, errors.CredentialsRefused),
        (403, errors.Throttled),
        (503, errors.Throttled),
    ],
)
def test_a_pause_is_not_asked_for_by_the_status_429_alone(
    status: int, error: type[TagboatError]
) -> None:
    found = of(status, headers={"retry-after": "7"})
    assert type(found) is error
    assert getattr(found, "retry_after", 7) == 7


def test_what_a_server_says_in_plain_text_is_quoted_and_a_page_is_not() -> None:
    said = b"You are not allowed\nto push code to this project.\n"
    assert "allowed to push code" in str(of(403, said, {"content-type": "text/plain"}))
    assert "allowed to push code" not in str(of(403, said, {"content-type": "text/html"}))
    assert len(str(of(403, b"x" * 10_000, {"content-type": "text/plain"}))) < 600


@pytest.mark.parametrize("headers", [{}, {"content-type": "text/html"}])
def test_a_page_is_no_git_server(headers: Mapping[str, str]) -> None:
    assert isinstance(of(200, b"<html>", headers), errors.RepositoryMissing)


def test_what_is_gone_was_moved_and_other_errors_of_the_protocol_may_pass() -> None:
    assert isinstance(of(200, b"0048ERR upload-pack: not our ref 11"), errors.HeadMoved)
    assert isinstance(of(200, b"0011ERR too busy\n"), errors.HostUnavailable)
    assert isinstance(of_protocol("HangupException", URL), errors.HostUnavailable)


@given(st.integers(100, 599), st.binary(), st.dictionaries(st.text(), st.text()))
def test_any_answer_is_understood(status: int, data: bytes, headers: Mapping[str, str]) -> None:
    found = of(status, data, headers)
    assert isinstance(found, TagboatError)


@pytest.mark.parametrize(
    ("status", "said", "error"),
    [
        ("failed to update ref", "error: cannot lock ref 'refs/heads/main'", errors.HeadMoved),
        ("fetch first", "", errors.HeadMoved),
        ("non-fast-forward", "", errors.HeadMoved),
        ("protected branch hook declined", "GH006: Protected branch", errors.BranchProtected),
        (
            "pre-receive hook declined",
            "GitLab: You are not allowed to push code to protected branches on this project.",
            errors.BranchProtected,
        ),
        (
            "pre-receive hook declined",
            "Gitea: Not allowed to push to protected branch main",
            errors.BranchProtected,
        ),
        ("pre-receive hook declined", "Permission denied to update main", errors.BranchProtected),
        ("pre-receive hook declined", "Name an issue in the message", errors.CommitRefused),
        ("hook declined", "", errors.CommitRefused),
    ],
)
def test_a_refused_push_says_why(status: str, said: str, error: type[TagboatError]) -> None:
    found = of_push(status, said, URL, "main")
    assert type(found) is error
    assert status in str(found)
    assert said.removesuffix(".") in str(found)
