"""Requests that the schema, the access control or the limits do not let through."""

import json
from typing import Any, Literal

import pytest

from sandbox.github import GitHub, primary_rate_limit, secondary_rate_limit
from sandbox.github.tokens import Kind
from tests.integration.sandbox.github.conftest import Client, Reply

VIEWER = "{ viewer { login } }"


def only(reply: Reply) -> Any:
    assert reply.status == 200
    assert "data" not in reply.json
    (error,) = reply.json["errors"]
    return error


def test_an_unknown_field_is_an_error_as_github_gives_it(client: Client) -> None:
    query = '{ repository(owner: "acme", name: "infra") {\n  nope\n} }'
    assert only(client.graphql(query)) == {
        "path": ["query", "repository", "nope"],
        "extensions": {
            "code": "undefinedField",
            "typeName": "Repository",
            "fieldName": "nope",
        },
        "locations": [{"line": 2, "column": 3}],
        "message": "Field 'nope' doesn't exist on type 'Repository'",
    }


def test_paths_name_operations_fragments_and_aliases(client: Client) -> None:
    query = (
        'query Read { r: repository(owner: "acme", name: "infra") '
        '{ ref(qualifiedName: "x") { target { ... on Commit { nope } } } } }'
    )
    path = ["query Read", "r", "ref", "target", "... on Commit", "nope"]
    assert only(client.graphql(query))["path"] == path


def test_an_unknown_argument_is_an_error(client: Client) -> None:
    error = only(client.graphql("{ viewer(of: 1) { login } }"))
    assert error["message"] == "Field 'viewer' doesn't accept argument 'of'"
    assert error["extensions"]["code"] == "argumentNotAccepted"
    assert error["path"] == ["query", "viewer", "of"]


def test_a_missing_argument_is_an_error(client: Client) -> None:
    error = only(client.graphql('{ repository(owner: "acme") { id } }'))
    assert error["message"] == "Field 'repository' is missing required arguments: name"
    assert error["extensions"]["code"] == "missingRequiredArguments"


def test_a_missing_selection_is_an_error(client: Client) -> None:
    error = only(client.graphql("{ viewer }"))
    assert error["message"].startswith("Field must have selections (field 'viewer' returns User")


def test_a_wrong_variable_is_an_error_as_github_gives_it(client: Client) -> None:
    query = 'query($o: String!) { repository(owner: $o, name: "x") { id } }'
    assert only(client.graphql(query)) == {
        "extensions": {
            "value": None,
            "problems": [{"path": [], "explanation": "Expected value to not be null"}],
        },
        "locations": [{"line": 1, "column": 7}],
        "message": "Variable $o of type String! was provided invalid value",
    }


def test_a_wrong_part_of_a_variable_is_named(client: Client) -> None:
    error = only(client.commit("main", {}))
    assert error["message"].startswith(
        "Variable $input of type CreateCommitOnBranchInput! was provided invalid value "
        "for expectedHeadOid (Could not coerce value"
    )


def test_what_is_no_graphql_is_an_error(client: Client) -> None:
    assert "Syntax Error" in only(client.graphql("{ viewer"))["message"]


def test_what_is_no_json_is_refused(client: Client) -> None:
    reply = client.send("POST", client.server.graphql_url, b"{")
    assert reply.status == 400
    assert reply.json["message"] == "Problems parsing JSON"


def test_a_request_without_a_query_is_refused(client: Client) -> None:
    error = only(client.send("POST", client.server.graphql_url, json.dumps({}).encode()))
    assert error == {"message": "A query attribute must be specified and must be a string."}


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("{ viewer { bio } }", "User.bio"),
        ('{ topic(name: "robot") { name } }', "Query.topic"),
        ("{ rateLimit(dryRun: true) { limit } }", "Query.rateLimit(dryRun:)"),
        ('mutation { addStar(input: {starrableId: "x"}) { clientMutationId } }', "addStar"),
        (
            '{ repository(owner: "acme", name: "infra") { object(expression: "x") { id } } }',
            "GitObject.id",
        ),
    ],
)
def test_what_the_schema_has_and_the_sandbox_has_not_is_refused_loudly(
    client: Client, query: str, named: str
) -> None:
    reply = client.graphql(query)
    assert reply.status == 501
    assert named in reply.json["message"]


def test_an_unknown_token_is_refused(client: Client) -> None:
    for url in (client.server.graphql_url, f"{client.server.rest_url}/repos/acme/infra"):
        method = "POST" if url.endswith("graphql") else "GET"
        reply = client.send(method, url, headers={"authorization": "bearer ghp_nobody"})
        assert reply.status == 401
        docs = "https://docs.github.com/" + ("graphql" if method == "POST" else "rest")
        expected = {"message": "Bad credentials", "documentation_url": docs, "status": "401"}
        assert reply.json == expected


def test_a_revoked_token_is_refused(github: GitHub, client: Client) -> None:
    github.revoke(client.token)
    assert client.graphql(VIEWER).status == 401


def test_no_token_is_refused(client: Client) -> None:
    reply = client.graphql(VIEWER, {"authorization": ""})
    assert reply.status == 401
    assert reply.json["message"] == "This endpoint requires you to be authenticated."
    assert client.rest("/repos/acme/infra", {"authorization": ""}).status == 401


def test_a_user_agent_is_required(client: Client) -> None:
    skip = {"user-agent": "@@@SKIP_HEADER@@@"}
    for reply in (client.graphql(VIEWER, skip), client.rest("/repos/acme/infra", skip)):
        assert reply.status == 403
        assert b"Please make sure your request has a User-Agent header" in reply.body


def test_every_answer_says_what_is_left(client: Client) -> None:
    for used in (1, 2):
        reply = client.graphql(VIEWER)
        assert reply.headers["x-ratelimit-limit"] == "5000"
        assert reply.headers["x-ratelimit-used"] == str(used)
        assert reply.headers["x-ratelimit-remaining"] == str(5000 - used)
        assert reply.headers["x-ratelimit-resource"] == "graphql"
        assert int(reply.headers["x-ratelimit-reset"]) > 0
        assert reply.headers["x-github-request-id"]
    assert client.rest("/repos/acme/infra").headers["x-ratelimit-used"] == "1"
    left = client.graphql("{ rateLimit { limit cost remaining used } }").json["data"]["rateLimit"]
    assert left == {"limit": 5000, "cost": 1, "remaining": 4997, "used": 3}


def test_the_hour_s_points_can_be_used_up(github: GitHub, client: Client) -> None:
    github.rate_limits.exhaust("robot", "graphql", github.clock())
    reply = client.graphql(VIEWER)
    error = only(reply)
    assert (error["type"], error["code"]) == ("RATE_LIMIT", "graphql_rate_limit")
    assert error["message"].startswith("API rate limit already exceeded for user ID ")
    assert reply.headers["x-ratelimit-remaining"] == "0"
    assert client.rest("/repos/acme/infra").status == 200


def test_the_hour_s_points_of_rest_are_others(github: GitHub, client: Client) -> None:
    github.rate_limits.exhaust("robot", "core", github.clock())
    reply = client.rest("/repos/acme/infra")
    assert reply.status == 403
    assert reply.json["message"].startswith("API rate limit exceeded for user ID ")
    assert reply.headers["x-ratelimit-remaining"] == "0"
    assert client.graphql(VIEWER).status == 200


def test_too_much_writing_is_stopped_for_a_while(client: Client, head: str) -> None:
    replies = [client.commit("0" * 40, {}) for _ in range(81)]
    assert {reply.status for reply in replies[:80]} == {200}
    assert replies[80].status == 403
    assert replies[80].headers["retry-after"] == "60"
    assert replies[80].json["message"].startswith("You have exceeded a secondary rate limit.")


@pytest.mark.parametrize("status", [200, 403, 429])
def test_a_secondary_limit_can_be_ordered(
    github: GitHub, client: Client, status: Literal[200, 403, 429]
) -> None:
    def refuse() -> None:
        raise secondary_rate_limit(retry_after=7, status=status)

    github.interruptions.before_next("viewer", refuse)
    reply = client.graphql(VIEWER)
    assert (reply.status, reply.headers["retry-after"]) == (status, "7")
    assert b"You have exceeded a secondary rate limit" in reply.body
    assert client.graphql(VIEWER).json["data"]["viewer"]["login"] == "robot"


def test_a_primary_limit_can_be_ordered(github: GitHub, client: Client) -> None:
    def refuse() -> None:
        raise primary_rate_limit(1_800_000_000, error_type="RATE_LIMITED")

    github.interruptions.before_next("viewer", refuse)
    reply = client.graphql(VIEWER)
    assert only(reply)["type"] == "RATE_LIMITED"
    assert reply.headers["x-ratelimit-reset"] == "1800000000"
    assert reply.headers["x-ratelimit-remaining"] == "0"


def test_the_log_says_who_asked_what_of_whom(client: Client, head: str) -> None:
    client.commit(head, {"web/tag": b"2"})
    client.graphql('{ repository(owner: "acme", name: "infra") { id } rateLimit { used } }')
    client.rest("/repos/acme/infra")
    client.graphql("{")
    client.graphql(VIEWER, {"authorization": ""})

    log = client.server.github.log
    asked = [(entry.operation, entry.principal, entry.resource, entry.status) for entry in log]
    assert asked == [
        ("createCommitOnBranch", "robot", "acme/infra", 200),
        ("repository+rateLimit", "robot", "acme/infra", 200),
        ("repos/get", "robot", "acme/infra", 200),
        ("graphql", "robot", "", 200),
        ("viewer", "", "", 401),
    ]
    assert {entry.service for entry in log} == {"github"}
    assert all(entry.received > 0 for entry in log)


def test_a_token_is_not_shown_where_it_is_printed(github: GitHub, client: Client) -> None:
    assert client.token not in repr(github.token(client.token))
    assert client.token not in repr(list(github.log))


@pytest.mark.parametrize(
    ("kind", "prefix", "length"),
    [("classic", "ghp_", 40), ("fine-grained", "github_pat_", 93), ("installation", "ghs_", 518)],
)
def test_tokens_look_as_github_s_do(github: GitHub, kind: Kind, prefix: str, length: int) -> None:
    token = github.add_token("robot", kind=kind)
    assert token.startswith(prefix)
    assert len(token) == length
