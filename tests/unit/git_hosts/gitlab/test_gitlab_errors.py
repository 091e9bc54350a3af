"""What GitLab's answers mean; anything it may send is an error of Tagboat's own, or none."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tagboat.core import errors
from tagboat.core.errors import TagboatError
from tagboat.git_hosts.gitlab.errors import advised, is_missing, of_answer, text_of
from tagboat.http_client import Answer

SCOPE = {
    "error": "insufficient_scope",
    "error_description": "The request requires higher privileges than provided.",
    "scope": "api",
}


def of(status: int, body: Any = None, **headers: str) -> TagboatError | None:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return of_answer(Answer(status, named, body), "group/infra")


@pytest.mark.parametrize("status", [200, 201])
def test_a_good_status_is_no_error(status: int) -> None:
    assert of(status, {"id": 1}) is None


@pytest.mark.parametrize(
    ("status", "said", "error"),
    [
        (301, None, errors.RepositoryMissing),
        (400, "title is missing", errors.HostError),
        (401, "401 Unauthorized", errors.CredentialsRefused),
        (403, "403 Forbidden", errors.PermissionMissing),
        (404, "404 Project Not Found", errors.RepositoryMissing),
        (404, "404 Commit Not Found", errors.RepositoryMissing),
        (405, "405 Method Not Allowed", errors.HostError),
        (409, ["Another open merge request already exists: !5"], errors.HeadMoved),
        (422, "Branch cannot be merged", errors.HostError),
        (429, None, errors.Throttled),
        (500, None, errors.HostUnavailable),
        (502, "<html>", errors.HostUnavailable),
    ],
)
def test_errors_of_rest(status: int, said: object, error: type[TagboatError]) -> None:
    found = of(status, {"message": said} if said else None)
    assert type(found) is error


@pytest.mark.parametrize("status", [301, 404])
def test_a_missing_project_is_named_with_the_parameters_to_mend(status: int) -> None:
    found = str(of(status, {"message": "404 Project Not Found"}))
    assert "group/infra" in found
    assert "InfraRepository" in found
    assert "GitLabUrl" in found


def test_a_scope_that_does_not_suffice_is_named_with_the_one_that_does() -> None:
    found = of(403, SCOPE)
    assert isinstance(found, errors.PermissionMissing)
    assert "'api'" in str(found)


def test_a_role_that_does_not_suffice_is_named_with_the_one_that_does() -> None:
    assert "Developer" in str(of(403, {"message": "403 Forbidden"}))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7", "ratelimit_reset": "1"}, 7),
        ({"ratelimit_remaining": "0", "ratelimit_reset": "1"}, 1),
        ({"retry_after": "soon"}, 60),
        ({}, 60),
    ],
)
def test_a_pause_is_as_long_as_gitlab_asks_for(headers: dict[str, str], seconds: float) -> None:
    found = of(429, None, **headers)
    assert isinstance(found, errors.Throttled)
    assert found.retry_after == seconds


@given(
    st.integers(100, 599),
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    ),
)
@example(403, {"message": {"base": ["a", "b"]}})
@example(400, {"error": "title is missing, source_branch is missing"})
def test_every_answer_means_something(status: int, body: Any) -> None:
    found = of(status, body)
    assert (found is None) == (status in (200, 201))
    assert text_of(Answer(status, {}, body))


def test_what_is_missing_is_told_apart_from_a_project_that_is() -> None:
    assert is_missing(Answer(404, {}, {"message": "404 Branch Not Found"}))
    assert not is_missing(Answer(404, {}, {"message": "404 Project Not Found"}))
    assert not is_missing(Answer(200, {}, {}))


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (errors.BranchProtected, "deliver: pull_request"),
        (errors.BranchProtected, "Allowed to push and merge"),
        (errors.PermissionMissing, "write_repository"),
        (errors.RepositoryMissing, "GitLabUrl"),
    ],
)
def test_git_s_errors_come_with_gitlab_s_advice(error: type[TagboatError], advice: str) -> None:
    instead = "Or 'deliver: pull_request'."
    with pytest.raises(error, match=advice) as caught, advised("g/p", "main", instead=instead):
        raise error("as git says it.")
    assert "as git says it." in str(caught.value)


def test_other_errors_stay_as_they_are() -> None:
    with pytest.raises(errors.HeadMoved, match=r"^moved$"), advised("g/p", "main"):
        raise errors.HeadMoved("moved")
