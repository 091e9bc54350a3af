"""What GitHub's REST answers mean; anything it may send is an error of Tagboat's own, or none."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tagboat.core import errors
from tagboat.core.errors import TagboatError
from tagboat.git_hosts.github.rest_errors import of_answer
from tagboat.http_client import Answer


def of(status: int, body: Any, headers: Mapping[str, str] | None = None) -> TagboatError | None:
    return of_answer(Answer(status, headers or {}, body), "owner/infra", "main")


@pytest.mark.parametrize("status", [200, 201])
def test_a_body_is_no_error(status: int) -> None:
    assert of(status, {"sha": "1"}) is None


@pytest.mark.parametrize("body", [None, "text", [], 1])
def test_a_good_status_without_an_object_is_no_answer(body: Any) -> None:
    assert type(of(200, body)) is errors.HostUnavailable


RULESET = "Repository rule violations found\n\nChanges must be made through a pull request.\n\n"


@pytest.mark.parametrize(
    ("status", "headers", "message", "error"),
    [
        (422, {}, "Update is not a fast forward", errors.HeadMoved),
        (422, {}, "Reference cannot be updated", errors.HeadMoved),
        (422, {}, RULESET, errors.BranchProtected),
        (422, {}, "Changes must be made through a pull request.", errors.BranchProtected),
        (422, {}, 'Required status check "build" is expected.', errors.BranchProtected),
        (422, {}, "At least 1 approving review is required by reviewers", errors.BranchProtected),
        (422, {}, "Commits must have verified signatures.", errors.BranchProtected),
        (409, {}, "Protected branch update failed for refs/heads/main", errors.BranchProtected),
        (422, {}, "Reference does not exist", errors.BranchMissing),
        (422, {}, "base_tree is not a valid tree oid", errors.CommitRefused),
        (409, {}, "Git Repository is empty.", errors.CommitRefused),
        (404, {}, "Not Found", errors.RepositoryMissing),
        (301, {"location": "https://elsewhere"}, "Moved Permanently", errors.RepositoryMissing),
        (401, {}, "Bad credentials", errors.CredentialsRefused),
        (403, {}, "Resource not accessible by integration", errors.PermissionMissing),
        (403, {}, "You have exceeded a secondary rate limit", errors.Throttled),
        (403, {"x-ratelimit-remaining": "0"}, "Forbidden", errors.Throttled),
        (502, {}, "Bad gateway", errors.HostUnavailable),
    ],
)
def test_errors_of_rest(
    status: int, headers: Mapping[str, str], message: str, error: type[errors.TagboatError]
) -> None:
    assert type(of(status, {"message": message}, headers)) is error
    assert isinstance(of(status, None, headers), errors.TagboatError)


def test_a_limit_says_how_long_to_wait() -> None:
    error = of(429, {"message": "slow down"}, {"retry-after": "7"})
    assert isinstance(error, errors.Throttled)
    assert error.retry_after == 7


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (
            [{"resource": "Label", "field": "name", "code": "missing"}],
            "Invalid (Label name: missing)",
        ),
        ([{"resource": "Label", "code": "custom", "message": "too long"}], "Invalid (too long)"),
        (["a is wrong", "b too"], "Invalid (a is wrong; b too)"),
        ([], "Invalid"),
        ("a text", "Invalid"),
    ],
)
def test_a_refusal_says_what_is_wrong(wrong: Any, said: str) -> None:
    error = of(422, {"message": "Invalid", "errors": wrong})
    assert str(error) == f"GitHub refuses: {said}"


keys = st.sampled_from(["message", "errors", "resource", "field", "code"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner),
    max_leaves=8,
)


@given(st.sampled_from([200, 201, 202, 204, 301, 400, 401, 403, 404, 409, 422, 500]), json_values)
@example(422, {"message": None})
@example(404, [])
def test_any_answer_is_an_error_of_tagboat_s_own_or_none(status: int, body: Any) -> None:
    error = of(status, body)
    if error is None:
        assert status in (200, 201)
        assert isinstance(body, dict)
