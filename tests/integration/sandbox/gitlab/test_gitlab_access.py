"""Tokens, scopes, roles and limits: what a request passes before its operation."""

import pytest

from sandbox.git_repository import GitRepository
from sandbox.gitlab import GitLab, endpoint_rate_limited, rate_limited, server_error
from sandbox.gitlab.access_levels import DEVELOPER, GUEST, MAINTAINER, REPORTER
from tests.integration.sandbox.gitlab.conftest import (
    ADDRESS,
    COMMITS,
    PROJECT,
    Client,
    file_address,
)

UPDATE = {"action": "update", "file_path": "web/tag", "content": "2\n"}


def test_a_token_is_given_in_either_header(client: Client) -> None:
    bearer = {"private-token": "", "authorization": f"Bearer {client.token}"}
    assert client.get("/user").json["bot"] is True
    assert client.send("GET", "/user", headers=bearer).status == 200


def test_an_unknown_token_is_unauthorized(client: Client) -> None:
    client.token = "glpat-nobody"
    reply = client.get(ADDRESS)
    assert (reply.status, reply.json) == (401, {"message": "401 Unauthorized"})


def test_a_revoked_token_is_said_to_be(gitlab: GitLab, client: Client) -> None:
    gitlab.revoke(client.token)
    reply = client.get(ADDRESS)
    assert reply.status == 401
    assert reply.json == {
        "error": "invalid_token",
        "error_description": "Token was revoked. You have to re-authorize from the user.",
    }


def test_an_expired_token_is_said_to_be(gitlab: GitLab, client: Client) -> None:
    gitlab.expire(client.token)
    reply = client.get(ADDRESS)
    assert reply.status == 401
    assert reply.json["error_description"].startswith("Token is expired.")


def test_without_a_token_only_public_projects_can_be_read(
    gitlab: GitLab, client: Client, head: str
) -> None:
    gitlab.create_project("acme/open", visibility="public")
    client.token = ""
    assert client.get(ADDRESS).json == {"message": "404 Project Not Found"}
    assert client.get("/projects/acme%2Fopen").status == 200
    assert client.get("/user").status == 401
    assert client.commit(UPDATE).status == 401


@pytest.mark.parametrize("name", ["acme%2Fnope", "acme%2Fsecret", "1"])
def test_a_project_one_may_not_see_is_not_found(gitlab: GitLab, client: Client, name: str) -> None:
    gitlab.create_project("acme/secret")
    reply = client.get(f"/projects/{name}")
    assert (reply.status, reply.message) == (404, "404 Project Not Found")


def test_a_reading_token_may_not_write(gitlab: GitLab, client: Client, head: str) -> None:
    client.token = gitlab.add_project_token(PROJECT, ["read_api"])
    reply = client.commit(UPDATE)
    assert client.get(ADDRESS).status == 200
    assert reply.status == 403
    assert reply.json["error"] == "insufficient_scope"
    assert reply.json["scope"] == "api"


def test_a_token_for_repositories_reads_files_and_nothing_else(
    gitlab: GitLab, client: Client, head: str
) -> None:
    client.token = gitlab.add_project_token(PROJECT, ["read_repository"])
    assert client.get(file_address("web/tag"), ref="main").status == 200
    assert client.get("/personal_access_tokens/self").json["scopes"] == ["read_repository"]
    assert client.get(ADDRESS).json["error"] == "insufficient_scope"
    assert client.get(f"{ADDRESS}/repository/tree").status == 403


def test_a_guest_sees_the_project_but_no_code(gitlab: GitLab, client: Client, head: str) -> None:
    client.token = gitlab.add_project_token(PROJECT, level=GUEST)
    assert client.get(ADDRESS).status == 200
    reply = client.get(f"{ADDRESS}/repository/branches/main")
    assert (reply.status, reply.message) == (403, "403 Forbidden")


def test_a_reporter_may_not_push(gitlab: GitLab, client: Client, head: str) -> None:
    client.token = gitlab.add_project_token(PROJECT, level=REPORTER)
    assert client.get(COMMITS).status == 200
    expected = "403 Forbidden - You are not allowed to push into this branch"
    assert client.commit(UPDATE).message == expected
    assert client.write(
        "POST", f"{ADDRESS}/repository/branches", branch="x", ref="main"
    ).status == (403)


def test_a_personal_token_sees_what_its_user_sees(gitlab: GitLab, client: Client) -> None:
    client.token = gitlab.add_personal_token("jane")
    assert client.get(ADDRESS).status == 404
    gitlab.add_member(PROJECT, "jane", DEVELOPER)
    found = client.get(ADDRESS).json
    assert found["permissions"]["project_access"]["access_level"] == DEVELOPER
    assert client.get("/user").json["username"] == "jane"


def test_a_group_token_sees_the_projects_of_the_group(gitlab: GitLab, client: Client) -> None:
    for name in ("other/infra", "acme/platform/infra", "acme-too/infra"):
        gitlab.create_project(name)
    client.token = gitlab.add_group_token("acme", level=MAINTAINER)
    assert client.get("/projects/other%2Finfra").status == 404
    assert client.get("/projects/acme-too%2Finfra").status == 404
    assert client.get("/projects/acme%2Fplatform%2Finfra").status == 200
    found = client.get(ADDRESS).json["permissions"]
    assert found["project_access"] is None
    assert found["group_access"]["access_level"] == MAINTAINER


def test_a_blocked_user_may_do_nothing(gitlab: GitLab, client: Client) -> None:
    client.token = gitlab.add_personal_token("jane")
    gitlab.blocked.add("jane")
    reply = client.get("/user")
    assert reply.status == 403
    assert reply.message == "403 Forbidden - Your account has been blocked."


def test_the_token_tells_about_itself(gitlab: GitLab, client: Client) -> None:
    found = client.get("/personal_access_tokens/self").json
    assert (found["active"], found["revoked"], found["scopes"]) == (True, False, ["api"])
    assert found["expires_at"] > found["created_at"][:10]
    assert found["user_id"] == client.get("/user").json["id"]


def test_a_user_is_found_by_name(gitlab: GitLab, client: Client) -> None:
    user = gitlab.add_user("jane", name="Jane Doe")
    (found,) = client.get("/users", username="Jane").json
    assert (found["id"], found["name"]) == (user.id, "Jane Doe")
    assert client.get("/users", username="nobody").json == []


def test_a_gitlab_says_its_version(client: Client) -> None:
    assert client.get("/version").json["version"] == client.get("/metadata").json["version"]


def test_too_many_requests_are_stopped_until_the_minute_is_over(
    gitlab: GitLab, client: Client
) -> None:
    gitlab.rate_limits.exhaust(client.get("/user").json["username"], gitlab.clock())
    reply = client.get(ADDRESS)
    assert (reply.status, reply.body) == (429, b"Retry later\n")
    assert 0 < int(reply.headers["retry-after"]) <= 60
    assert reply.headers["ratelimit-limit"] == "2000"
    assert reply.headers["ratelimit-remaining"] == "0"
    assert reply.headers["ratelimit-observed"] == "2001"
    assert int(reply.headers["ratelimit-reset"]) >= int(gitlab.clock())


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/projects/acme/infra"),
        ("GET", "/groups/acme"),
        ("PATCH", ADDRESS),
        ("POST", f"{ADDRESS}/repository/tags"),
    ],
)
def test_an_unknown_operation_is_refused_loudly(client: Client, method: str, path: str) -> None:
    reply = client.send(method, path)
    assert reply.status == 501
    assert f"{method} {path}" in reply.message


def test_an_unknown_parameter_is_refused_loudly(client: Client, head: str) -> None:
    assert client.get(ADDRESS, licence="true").status == 501
    reply = client.commit(UPDATE, message="x")
    assert (reply.status, "message" in reply.message) == (501, True)
    assert client.commit(UPDATE | {"path": "x"}).status == 501


def test_a_parameter_of_the_wrong_type_is_refused_as_gitlab_does(client: Client) -> None:
    assert client.get(COMMITS, page="x").json == {"error": "page is invalid"}
    assert client.get(file_address("x")).json == {"error": "ref is missing"}
    assert client.get(file_address("x"), ref="").json == {"error": "ref is empty"}
    tree = client.get(f"{ADDRESS}/repository/tree", pagination="all")
    assert tree.json == {"error": "pagination does not have a valid value"}


def test_a_body_is_json(client: Client) -> None:
    json_type = {"content-type": "application/json"}
    assert client.send("POST", COMMITS, b"{", json_type).status == 400
    assert client.send("POST", COMMITS, b"[]", json_type).status == 501
    assert client.send("POST", COMMITS, b"a=b", {"content-type": "text/plain"}).status == 415


def test_an_operation_can_be_interrupted_by_an_answer(gitlab: GitLab, client: Client) -> None:
    def refuse() -> None:
        raise server_error(503)

    def throttle() -> None:
        raise rate_limited(7)

    def throttle_endpoint() -> None:
        raise endpoint_rate_limited()

    for action in (throttle, throttle_endpoint, refuse):
        gitlab.interruptions.before_next("GET /projects/:id", action)
    reply = client.get(ADDRESS)
    assert (reply.status, reply.headers["retry-after"]) == (429, "7")
    reply = client.get(ADDRESS)
    assert (reply.status, reply.headers.get("retry-after")) == (429, None)
    assert client.get(ADDRESS).status == 503
    assert client.get(ADDRESS).status == 200


def test_the_log_says_who_asked_what_of_whom(gitlab: GitLab, client: Client, head: str) -> None:
    client.token = gitlab.add_personal_token("jane")
    gitlab.add_member(PROJECT, "jane", DEVELOPER)
    client.commit(UPDATE)
    client.get("/nope")
    client.send("GET", ADDRESS, headers={"private-token": ""})

    asked = [
        (entry.operation, entry.principal, entry.resource, entry.status) for entry in gitlab.log
    ]
    assert asked == [
        ("POST /projects/:id/repository/commits", "jane", PROJECT, 201),
        ("unknown", "", "", 501),
        ("GET /projects/:id", "", "", 404),
    ]
    assert {entry.service for entry in gitlab.log} == {"gitlab"}


def test_a_token_is_not_shown_where_it_is_printed(gitlab: GitLab, client: Client) -> None:
    client.get(ADDRESS)
    assert client.token.startswith("glpat-")
    assert client.token not in repr(gitlab.token(client.token))
    assert client.token not in repr(list(gitlab.log))


def test_scopes_that_there_are_not_are_refused(gitlab: GitLab, repository: GitRepository) -> None:
    with pytest.raises(ValueError):
        gitlab.add_project_token(PROJECT, ["write_api"])
