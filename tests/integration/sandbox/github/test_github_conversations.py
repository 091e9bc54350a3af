"""Labels, assignees, reviewers and comments of pull requests, in GraphQL and in REST."""

from typing import Any

import pytest

from sandbox.github import GitHub
from tests.integration.sandbox.github.conftest import REPOSITORY
from tests.integration.sandbox.github.pull_request_client import (
    BOTH,
    PullRequestClient,
    assert_refused,
)
from tests.integration.sandbox.github.test_github_rest_contract import complaints

ON_IT = """pullRequest(number: 1) {
  labels(first: 9) { nodes { name } } assignees(first: 9) { nodes { login } }
  comments(first: 9) { nodes { body author { login } } }
  reviewRequests(first: 9) { nodes { requestedReviewer {
    __typename ... on User { login } ... on Team { slug } } } }
}"""
STRANGER = (
    "Reviews may only be requested from collaborators. One or more of the users or teams "
    "you specified is not a collaborator of the acme/infra repository."
)
REPO, REAL = "/repos/{owner}/{repo}", f"/repos/{REPOSITORY}"


@pytest.fixture
def opened(pulls: PullRequestClient) -> str:
    pulls.branch()
    id_: str = pulls.opened()["id"]
    return id_


def on_it(pulls: PullRequestClient) -> Any:
    found = pulls.ask(ON_IT)["pullRequest"]
    return {name: connection["nodes"] for name, connection in found.items()}


def user_id(pulls: PullRequestClient, login: str) -> str:
    query = "query($login: String!) { user(login: $login) { id } }"
    id_: str = pulls.client.graphql(query, login=login).json["data"]["user"]["id"]
    return id_


def test_labels_are_put_on_it(pulls: PullRequestClient, opened: str) -> None:
    for name in ("deploy", "robot"):
        pulls.administrator.add_label(name)
    found = pulls.ask('one: label(name: "Deploy") { id } two: label(name: "robot") { id }')
    one, two = found["one"]["id"], found["two"]["id"]
    answer = "labelable { ... on PullRequest { number } }"
    pulls.mutate("addLabelsToLabelable", answer, labelableId=opened, labelIds=[one, one])
    assert on_it(pulls)["labels"] == [{"name": "deploy"}]
    pulls.mutate("updatePullRequest", pullRequestId=opened, labelIds=[two])
    assert on_it(pulls)["labels"] == [{"name": "robot"}]
    listed = pulls.ask('labels(first: 9, query: "bot") { nodes { name } }')
    assert listed["labels"]["nodes"] == [{"name": "robot"}]
    assert pulls.ask('label(name: "nope") { id }')["label"] is None


def test_a_label_of_nowhere_is_refused(pulls: PullRequestClient, opened: str) -> None:
    reply = pulls.mutate("addLabelsToLabelable", labelableId=opened, labelIds=["LA_x"])
    text = "Could not resolve to a node with the global id of 'LA_x'"
    assert_refused(reply, "addLabelsToLabelable", text, "NOT_FOUND")


def test_collaborators_are_assigned_and_others_left_out(
    github: GitHub, pulls: PullRequestClient, opened: str
) -> None:
    pulls.administrator.add_collaborator("jane")
    github.add_user("stranger")
    ids = [user_id(pulls, "jane"), user_id(pulls, "stranger")]
    pulls.mutate("addAssigneesToAssignable", assignableId=opened, assigneeIds=ids)
    assert on_it(pulls)["assignees"] == [{"login": "jane"}]
    found = pulls.ask('assignableUsers(query: "ja", first: 5) { nodes { login } }')
    assert found["assignableUsers"]["nodes"] == [{"login": "jane"}]


def test_people_and_teams_are_asked_for_reviews(
    github: GitHub, pulls: PullRequestClient, opened: str
) -> None:
    pulls.administrator.add_collaborator("jane")
    github.add_team("acme", "infra")
    pulls.use_token(**BOTH, members="read")
    teams = 'team(slug: "infra") { id } nope: team(slug: "x") { id }'
    query = f'{{ organization(login: "acme") {{ {teams} }} }}'
    found = pulls.client.graphql(query).json["data"]["organization"]
    assert found["nope"] is None
    wanted: dict[str, Any] = {"userIds": [user_id(pulls, "jane")], "teamIds": [found["team"]["id"]]}
    pulls.mutate("requestReviews", pullRequestId=opened, **wanted)
    assert [one["requestedReviewer"] for one in on_it(pulls)["reviewRequests"]] == [
        {"__typename": "User", "login": "jane"},
        {"__typename": "Team", "slug": "infra"},
    ]
    pulls.mutate("requestReviews", pullRequestId=opened, userIds=wanted["userIds"])
    assert len(on_it(pulls)["reviewRequests"]) == 1
    pulls.administrator.approve(1, "jane")
    assert on_it(pulls)["reviewRequests"] == []


@pytest.mark.parametrize(
    ("login", "message"),
    [
        ("robot", "Review cannot be requested from pull request author."),
        (
            "stranger",
            STRANGER,
        ),
    ],
)
def test_neither_the_author_nor_a_stranger_is_asked(
    github: GitHub, pulls: PullRequestClient, opened: str, login: str, message: str
) -> None:
    github.add_user("stranger")
    ids = [user_id(pulls, login)]
    reply = pulls.mutate("requestReviews", pullRequestId=opened, userIds=ids)
    assert_refused(reply, "requestReviews", message)
    asked = f"{REAL}/pulls/1/requested_reviewers"
    rest = pulls.client.rest_with("POST", asked, reviewers=[login])
    assert (rest.status, rest.json["message"]) == (422, message)


def test_teams_are_seen_with_a_permission_only(github: GitHub, pulls: PullRequestClient) -> None:
    github.add_team("acme", "infra")
    query = '{ organization(login: "acme") { team(slug: "infra") { id } } }'
    assert pulls.client.graphql(query).error["type"] == "FORBIDDEN"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ('{ user(login: "nope") { id } }', "Could not resolve to a User with the login of 'nope'."),
        (
            '{ organization(login: "robot") { id } }',
            "Could not resolve to an Organization with the login of 'robot'.",
        ),
    ],
)
def test_nobody_has_that_login(pulls: PullRequestClient, query: str, message: str) -> None:
    error = pulls.client.graphql(query).error
    assert (error["type"], error["message"]) == ("NOT_FOUND", message)


def test_somebody_comments(pulls: PullRequestClient, opened: str) -> None:
    answer = "commentEdge { node { id body } } subject { ... on PullRequest { number } }"
    reply = pulls.mutate("addComment", answer, subjectId=opened, body="Superseded by #2")
    assert reply.json["data"]["addComment"]["commentEdge"]["node"]["body"] == "Superseded by #2"
    assert on_it(pulls)["comments"] == [{"body": "Superseded by #2", "author": {"login": "robot"}}]
    reply = pulls.mutate("addComment", subjectId=opened, body=" ")
    assert_refused(reply, "addComment", "Body can't be blank")


def test_rest_does_the_same_and_makes_labels(
    github: GitHub, pulls: PullRequestClient, opened: str
) -> None:
    pulls.administrator.add_collaborator("jane")
    github.add_team("acme", "infra")
    labels = pulls.client.rest_with("POST", f"{REAL}/issues/1/labels", labels=["new", "New"])
    assert [label["name"] for label in labels.json] == ["new"]
    path = f"{REPO}/issues/{{issue_number}}"
    assert complaints(f"{path}/labels", labels.json, "post") == []
    assigned = pulls.client.rest_with("POST", f"{REAL}/issues/1/assignees", assignees=["jane", "x"])
    assert [one["login"] for one in assigned.json["assignees"]] == ["jane"]
    assert complaints(f"{path}/assignees", assigned.json, "post", 201) == []
    commented = pulls.client.rest_with("POST", f"{REAL}/issues/1/comments", body="Hello")
    assert complaints(f"{path}/comments", commented.json, "post", 201) == []
    wanted = {"reviewers": ["jane"], "team_reviewers": ["infra"]}
    asked = pulls.client.rest_with("POST", f"{REAL}/pulls/1/requested_reviewers", **wanted)
    path = f"{REPO}/pulls/{{pull_number}}/requested_reviewers"
    assert complaints(path, asked.json, "post", 201) == []
    found = on_it(pulls)
    assert found["comments"] == [{"body": "Hello", "author": {"login": "robot"}}]
    assert len(found["reviewRequests"]) == 2


def test_rest_takes_a_permission_for_issues_or_pull_requests(
    pulls: PullRequestClient, opened: str
) -> None:
    for permission, status in (("contents", 403), ("issues", 200), ("pull_requests", 200)):
        pulls.use_token(**{permission: "write"})
        reply = pulls.client.rest_with("POST", f"{REAL}/issues/1/labels", labels=["new"])
        assert reply.status == status
    missing = pulls.client.rest_with("POST", f"{REAL}/issues/9/labels", labels=["new"])
    assert missing.status == 404
