"""What is asked of GitLab's REST API, and with which token."""

import pytest

from tagboat.core import errors
from tagboat.git_hosts.gitlab.requests import read_as
from tagboat.git_hosts.gitlab.shapes import ShownUser
from tagboat.git_hosts.gitlab.token import GitToken
from tests.unit.git_hosts.gitlab.scripted import API, URL, Token, no, ok, requests


def test_a_project_is_named_by_its_path_and_the_token_is_a_bearer() -> None:
    asks, http = requests(ok([]))
    asks.ask("GET", "projects/:id/merge_requests", query={"source_branch": "a/ü b", "page": 1})
    assert http.asked == [f"GET {API}/merge_requests?source_branch=a%2F%C3%BC+b&page=1"]
    assert http.headers == [{"Authorization": "Bearer old"}]


def test_a_list_in_a_query_is_repeated() -> None:
    asks, http = requests(ok([]))
    asks.ask("GET", "users", query={"refs[]": ["a", "b"]})
    assert http.asked == [f"GET {URL}/api/v4/users?refs%5B%5D=a&refs%5B%5D=b"]


def test_a_refused_token_is_read_again_once() -> None:
    asks, http = requests(no(401), ok([]))
    asks.ask("GET", "users")
    assert [headers["Authorization"] for headers in http.headers] == ["Bearer old", "Bearer new"]


def test_a_token_that_stays_refused_is_an_error() -> None:
    asks, _ = requests(no(401, "401 Unauthorized"), no(401, "401 Unauthorized"))
    with pytest.raises(errors.CredentialsRefused, match="401 Unauthorized"):
        asks.ask("GET", "users")


def test_after_a_missing_permission_the_token_is_read_anew() -> None:
    asks, http = requests(no(403), ok([]))
    with pytest.raises(errors.PermissionMissing):
        asks.ask("GET", "users")
    asks.ask("GET", "users")
    assert http.headers[-1] == {"Authorization": "Bearer new"}


def test_an_expected_status_is_no_error() -> None:
    asks, _ = requests(no(405), no(405))
    assert asks.ask("PUT", "users", expected=[405]).status == 405
    with pytest.raises(errors.HostError):
        asks.ask("PUT", "users")


def test_what_the_project_lacks_is_none_and_a_missing_project_is_an_error() -> None:
    asks, _ = requests(no(404, "404 Branch Not Found"), no(404, "404 Project Not Found"))
    assert asks.find("projects/:id/repository/branches/a") is None
    with pytest.raises(errors.RepositoryMissing):
        asks.find("projects/:id/repository/branches/a")


@pytest.mark.parametrize("body", [None, "text", [], {"id": "1"}, {"username": "a"}])
def test_an_answer_of_another_shape_is_not_gitlab_s(body: object) -> None:
    with pytest.raises(errors.HostUnavailable, match="something else"):
        read_as(ok(body), ShownUser)


def test_a_git_server_gets_the_token_as_the_password_of_a_user() -> None:
    token = GitToken(Token())
    assert (token.get(), token.renew()) == ("oauth2:old", "oauth2:new")
