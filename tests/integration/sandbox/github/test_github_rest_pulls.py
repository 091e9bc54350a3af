"""Branches and pull requests made, found and changed by REST."""

from typing import Any

import pytest

from sandbox.git_repository import GitRepository
from sandbox.github import GitHub
from sandbox.github.branch_rules import Requirements
from tests.integration.sandbox.github.conftest import REPOSITORY, Client, Reply
from tests.integration.sandbox.github.pull_request_client import BOTH

REPO = f"/repos/{REPOSITORY}"
ENABLE = """
mutation($id: ID!) {
  enablePullRequestAutoMerge(input: {pullRequestId: $id, mergeMethod: SQUASH}) {
    actor { avatarUrl login resourcePath url }
  }
}
"""


@pytest.fixture
def author(github: GitHub, client: Client, repository: GitRepository, head: str) -> Client:
    """Whose token may write both, on a repository with a branch `bump` ahead of main."""
    client.token = github.add_token("robot", BOTH)
    assert repository.move_branch("bump", head, None)
    repository.commit({"web/tag": "2\n"}, branch="bump")
    return client


def branch(client: Client, name: str, at: str) -> Reply:
    return client.rest_with("POST", f"{REPO}/git/refs", ref=name, sha=at)


def create(client: Client, **more: Any) -> Reply:
    wanted = {"title": "To 2", "head": "bump", "base": "main"} | more
    return client.rest_with("POST", f"{REPO}/pulls", **wanted)


def listed(client: Client, query: str = "") -> list[int]:
    return [one["number"] for one in client.rest(f"{REPO}/pulls?{query}").json]


def test_a_branch_is_made_once(client: Client, repository: GitRepository, head: str) -> None:
    made = branch(client, "refs/heads/bump", head)
    assert (made.status, made.json["object"]["sha"]) == (201, head)
    assert repository.head("bump") == head
    again = branch(client, "refs/heads/bump", head)
    assert (again.status, again.json["message"]) == (422, "Reference already exists")
    missing = branch(client, "refs/heads/other", "0" * 40)
    assert (missing.status, missing.json["message"]) == (422, "Object does not exist")


@pytest.mark.parametrize("name", ["refs/tags/v1", "refs/heads/a..b", "refs/heads/main/below"])
def test_other_references_are_not_supported(client: Client, head: str, name: str) -> None:
    assert branch(client, name, head).status == 501


def test_a_branch_that_a_ruleset_is_about_is_not_supported(
    github: GitHub, client: Client, head: str
) -> None:
    github.add_ruleset(REPOSITORY, "b*")
    assert branch(client, "refs/heads/bump", head).status == 501


def test_a_commit_of_the_git_database_is_read(
    client: Client, repository: GitRepository, head: str
) -> None:
    found = client.rest(f"{REPO}/git/commits/{head}").json
    assert (found["sha"], found["message"], found["parents"]) == (head, "Begin", [])
    tree = repository.entry("", head)
    assert tree
    assert found["tree"]["sha"] == tree[1]
    assert client.rest(f"{REPO}/git/commits/{tree[1]}").status == 404


def test_a_pull_request_is_opened_and_found(author: Client) -> None:
    made = create(author, body="From 1 to 2", draft=True)
    assert made.status == 201
    pull = made.json
    assert (pull["number"], pull["state"], pull["draft"]) == (1, "open", True)
    assert (pull["head"]["ref"], pull["base"]["ref"]) == ("bump", "main")
    assert listed(author) == [1]
    assert listed(author, "head=acme:bump&base=main&state=open") == [1]
    assert listed(author, "head=acme:other") == []
    assert listed(author, "base=other") == []
    assert listed(author, "state=closed") == []
    assert listed(author, "per_page=1&page=2") == []


def test_the_second_between_two_branches_is_refused(author: Client) -> None:
    create(author)
    again = create(author)
    assert (again.status, again.json["message"]) == (422, "Validation Failed")
    assert again.json["errors"] == [
        {
            "resource": "PullRequest",
            "code": "custom",
            "message": "A pull request already exists for acme:bump.",
        }
    ]


def test_a_pull_request_is_changed_and_closed(author: Client) -> None:
    create(author)
    changed = author.rest_with("PATCH", f"{REPO}/pulls/1", title="To 3", body="New")
    assert (changed.status, changed.json["title"], changed.json["body"]) == (200, "To 3", "New")
    assert author.rest_with("PATCH", f"{REPO}/pulls/1", state="closed").json["state"] == "closed"
    assert listed(author) == []
    assert listed(author, "state=all") == [1]
    assert author.rest_with("PATCH", f"{REPO}/pulls/7", title="None").status == 404


def test_pull_requests_need_their_permission(github: GitHub, author: Client) -> None:
    create(author)
    author.token = github.add_token("a-writer", {"contents": "write"})
    assert create(author).status == 403
    assert author.rest_with("PATCH", f"{REPO}/pulls/1", title="Mine").status == 403
    assert author.rest(f"{REPO}/pulls").status == 403


def test_what_the_sandbox_does_not_do_it_refuses(author: Client, repository: GitRepository) -> None:
    assert create(author, head_repo="acme/fork").status == 501
    assert create(author, head="somebody:bump").status == 501
    create(author)
    assert author.rest_with("PATCH", f"{REPO}/pulls/1", base="other").status == 501
    assert author.rest(f"{REPO}/pulls?sort=updated").status == 501
    repository.commit({"a": "1"}, branch="bump-2")
    create(author, head="bump-2")
    assert author.rest(f"{REPO}/pulls?per_page=1").status == 501


def test_who_enables_auto_merge_has_a_page_and_a_picture(github: GitHub, author: Client) -> None:
    github.protect(REPOSITORY, "main", requirements=Requirements(checks=("build",)))
    github.administer(REPOSITORY).allow_auto_merge()
    pull = create(author).json
    reply = author.graphql(ENABLE, id=pull["node_id"])
    actor = reply.json["data"]["enablePullRequestAutoMerge"]["actor"]
    assert (actor["login"], actor["resourcePath"]) == ("robot", "/robot")
    assert actor["url"] == f"{author.server.url}/robot"
    assert actor["avatarUrl"].startswith(author.server.url)
