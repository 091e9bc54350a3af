"""What GitHub's answers mean; anything it may send is an error of Tagboat's own, or none."""

import time
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tagboat.core import errors
from tagboat.core.errors import TagboatError
from tagboat.git_hosts.github.errors import of_answer
from tagboat.http_client import Answer


def of(status: int, body: Any, headers: Mapping[str, str] | None = None) -> TagboatError | None:
    return of_answer(Answer(status, headers or {}, body), "owner/infra", "main")


def graphql(kind: str | None, message: str) -> TagboatError | None:
    error = {"message": message} | ({"type": kind} if kind else {})
    return of(200, {"data": None, "errors": [error]})


def test_an_answer_with_data_is_no_error() -> None:
    assert of(200, {"data": {"repository": {}}}) is None
    assert of(200, {"data": {"repository": {}}, "errors": []}) is None


RULESET = "Repository rule violations found\n\nChanges must be made through a pull request."
LOST_RACE = "Ref refs/heads/main is at aaaa but expected bbbb"


@pytest.mark.parametrize(
    ("kind", "message", "error"),
    [
        ("STALE_DATA", 'Expected branch to point to "aaaa" but it did not.', errors.HeadMoved),
        (None, LOST_RACE, errors.HeadMoved),
        ("UNPROCESSABLE", LOST_RACE, errors.HeadMoved),
        ("FORBIDDEN", LOST_RACE, errors.HeadMoved),
        ("NOT_FOUND", "No commit exists with specified expectedHeadOid 'aaaa'.", errors.HeadMoved),
        ("NOT_FOUND", "Branch not found", errors.BranchMissing),
        ("BRANCH_PROTECTION_RULE_VIOLATION", "Protected branch", errors.BranchProtected),
        ("UNPROCESSABLE", RULESET, errors.BranchProtected),
        ("RATE_LIMITED", "API rate limit exceeded for user ID 1.", errors.Throttled),
        ("RATE_LIMIT", "API rate limit already exceeded for user ID 1.", errors.Throttled),
        (None, "You have exceeded a secondary rate limit.", errors.Throttled),
        ("NOT_FOUND", "Could not resolve to a Repository", errors.RepositoryMissing),
        ("FORBIDDEN", "Resource not accessible by integration", errors.PermissionMissing),
        (None, "Resource not accessible by personal access token", errors.PermissionMissing),
        (None, "Something went wrong while executing your query.", errors.HostUnavailable),
        ("UNPROCESSABLE", "A path was requested for deletion", errors.CommitRefused),
        ("NEW_TYPE", "Something else", errors.CommitRefused),
    ],
)
def test_errors_of_graphql(
    kind: str | None, message: str, error: type[errors.TagboatError]
) -> None:
    found = graphql(kind, message)
    assert type(found) is error


@pytest.mark.parametrize(
    ("status", "headers", "message", "error"),
    [
        (500, {}, "", errors.HostUnavailable),
        (502, {}, "Bad gateway", errors.HostUnavailable),
        (401, {}, "Bad credentials", errors.CredentialsRefused),
        (403, {}, "Resource not accessible by integration", errors.PermissionMissing),
        (403, {}, "You have exceeded a secondary rate limit", errors.Throttled),
        (403, {"retry-after": "30"}, "Forbidden", errors.Throttled),
        (403, {"x-ratelimit-remaining": "0"}, "Forbidden", errors.Throttled),
        (503, {"retry-after": "30"}, "Maintenance", errors.Throttled),
        (502, {"x-ratelimit-remaining": "0"}, "Bad gateway", errors.HostUnavailable),
        (403, {"x-ratelimit-remaining": "12"}, "Forbidden", errors.PermissionMissing),
        (429, {}, "", errors.Throttled),
        (301, {"location": "https://elsewhere"}, "Moved", errors.RepositoryMissing),
        (400, {}, "Problems parsing JSON", errors.CommitRefused),
        (413, {}, "", errors.CommitRefused),
    ],
)
def test_errors_of_http(
    status: int, headers: Mapping[str, str], message: str, error: type[errors.TagboatError]
) -> None:
    assert type(of(status, {"message": message}, headers)) is error
    assert isinstance(of(status, None, headers), errors.TagboatError)


@pytest.mark.parametrize("status", [200, 403, 429])
@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after": "7", "x-ratelimit-remaining": "0", "x-ratelimit-reset": "9999999999"}, 7),
        ({"retry-after": "soon"}, 60),
        ({}, 60),
        ({"x-ratelimit-remaining": "1", "x-ratelimit-reset": "9999999999"}, 60),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "soon"}, 60),
    ],
)
def test_a_limit_says_how_long_to_wait(
    status: int, headers: Mapping[str, str], seconds: float
) -> None:
    message = "You have exceeded a secondary rate limit"
    body = {"message": message, "errors": [{"message": message}]}
    error = of(status, body, headers)
    assert isinstance(error, errors.Throttled)
    assert error.retry_after == seconds


def test_a_pause_may_end_at_a_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1_800_000_000.0)
    error = of(503, None, {"retry-after": "Fri, 15 Jan 2027 08:01:30 GMT"})
    assert isinstance(error, errors.Throttled)
    assert error.retry_after == 90


def test_the_primary_limit_ends_at_its_reset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "time", lambda: 1000.5)
    for reset, seconds in [("1060", 59.5), ("900", 1.0)]:
        error = of(403, None, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset})
        assert isinstance(error, errors.Throttled)
        assert error.retry_after == seconds


@pytest.mark.parametrize("body", [None, "text", [], {}, {"message": "Hello"}, {"data": None}])
def test_a_good_status_without_data_is_no_answer(body: Any) -> None:
    assert type(of(200, body)) is errors.HostUnavailable


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["errors", "type", "message", "data", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)
headers = st.dictionaries(
    st.sampled_from(["retry-after", "x-ratelimit-remaining", "x-ratelimit-reset"]),
    st.sampled_from(["0", "1", "", "²", "٣", "9" * 400, "-1", "1.5"]) | st.text(),
)


@given(st.sampled_from([200, 204, 301, 400, 401, 403, 429, 500]), json_values, headers)
@example(200, {"errors": {"message": "no list"}}, {})
@example(200, {"errors": ["no object"]}, {})
@example(200, {"errors": [{"type": ["list"], "message": None}]}, {})
@example(403, {"message": 5}, {})
@example(429, None, {"retry-after": "9" * 400})
def test_any_answer_is_an_error_of_tagboat_s_own_or_none(
    status: int, body: Any, headers: Mapping[str, str]
) -> None:
    error = of(status, body, headers)
    if error is None:
        assert status == 200
        assert body["data"] is not None
    if isinstance(error, errors.Throttled):
        assert error.retry_after is not None
        assert error.retry_after >= 0


def test_an_address_without_graphql_is_named_as_the_mistake() -> None:
    error = of(404, {"message": "Not Found"})
    assert type(error) is errors.RepositoryMissing
    assert "GitHubUrl" in str(error)
