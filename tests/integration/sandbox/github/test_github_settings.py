"""What GitHub tells of a repository's settings and rules to those who are no administrators."""

from typing import Any

import pytest

from sandbox.git_repository import GitRepository
from sandbox.github import GitHub
from sandbox.github.branch_rules import Requirements
from tests.integration.sandbox.github.conftest import REPOSITORY, Client

SETTINGS = """{ repository(owner: "acme", name: "infra") {
  isArchived autoMergeAllowed squashMergeAllowed mergeCommitAllowed rebaseMergeAllowed
} }"""
RULE = """{ repository(owner: "acme", name: "infra") { ref(qualifiedName: "refs/heads/main") {
  refUpdateRule {
    pattern viewerCanPush requiredApprovingReviewCount requiredStatusCheckContexts
  } } } }"""


def repository_of(client: Client, query: str) -> dict[str, Any]:
    found: dict[str, Any] = client.graphql(query).json["data"]["repository"]
    return found


def test_settings_are_those_that_its_people_chose(github: GitHub, client: Client) -> None:
    at_first = {
        "isArchived": False,
        "autoMergeAllowed": False,
        "squashMergeAllowed": True,
        "mergeCommitAllowed": True,
        "rebaseMergeAllowed": True,
    }
    assert repository_of(client, SETTINGS) == at_first
    people = github.administer(REPOSITORY)
    people.allow_auto_merge()
    people.allow_merge_methods("SQUASH")
    chosen = {"autoMergeAllowed": True, "mergeCommitAllowed": False, "rebaseMergeAllowed": False}
    assert repository_of(client, SETTINGS) == at_first | chosen


@pytest.mark.parametrize(
    ("kind", "permissions", "told"),
    [
        ("fine-grained", {"contents": "write"}, "WRITE"),
        ("fine-grained", {"contents": "read"}, "READ"),
        ("installation", {"contents": "write"}, None),
    ],
)
def test_an_app_is_not_told_what_it_may_do(
    github: GitHub, client: Client, kind: Any, permissions: dict[str, str], told: str | None
) -> None:
    client.token = github.add_token("robot", permissions, kind=kind)
    query = '{ repository(owner: "acme", name: "infra") { viewerPermission } }'
    assert repository_of(client, query) == {"viewerPermission": told}


def test_protection_shows_what_it_asks_for(github: GitHub, client: Client, head: str) -> None:
    def rule() -> object:
        return repository_of(client, RULE)["ref"]["refUpdateRule"]

    assert rule() is None
    github.protect(REPOSITORY, "main", requirements=Requirements(checks=("build",), approvals=2))
    # That a pull request is needed is no matter of who may push.
    assert rule() == {
        "pattern": "main",
        "viewerCanPush": True,
        "requiredApprovingReviewCount": 2,
        "requiredStatusCheckContexts": ["build"],
    }
    github.protect(REPOSITORY, "main", why="You're not authorized to push to this branch.")
    assert rule() == {
        "pattern": "main",
        "viewerCanPush": False,
        "requiredApprovingReviewCount": None,
        "requiredStatusCheckContexts": None,
    }
    github.protect(REPOSITORY, "main", why="You're not authorized to push.", bypass=["robot"])
    shown: Any = rule()
    assert shown["viewerCanPush"] is True


@pytest.mark.parametrize(("bypass", "told"), [([], "never"), (["Robot"], "always")])
def test_a_ruleset_says_whether_who_asks_may_bypass_it(
    github: GitHub, client: Client, repository: GitRepository, bypass: list[str], told: str
) -> None:
    github.add_ruleset(REPOSITORY, "release/*", bypass=bypass)
    (rule,) = client.rest(f"/repos/{REPOSITORY}/rules/branches/release/1").json
    found = client.rest(f"/repos/{REPOSITORY}/rulesets/{rule['ruleset_id']}").json
    assert (found["current_user_can_bypass"], found["enforcement"]) == (told, "active")
    assert [one["type"] for one in found["rules"]] == ["pull_request"]
    assert client.rest(f"/repos/{REPOSITORY}/rulesets/2").status == 404


def test_an_answer_tells_when_a_person_s_token_ends(github: GitHub, client: Client) -> None:
    name = "github-authentication-token-expiration"
    path = f"/repos/{REPOSITORY}"
    assert name not in client.rest(path).headers
    client.token = github.add_token("robot", expires_at=4_070_908_800)
    assert client.rest(path).headers[name] == "2099-01-01 00:00:00 UTC"
    assert client.graphql("{ viewer { login } }").headers[name] == "2099-01-01 00:00:00 UTC"
    client.token = github.add_token("robot", expires_at=4_070_908_800, kind="installation")
    assert name not in client.rest(path).headers
    client.token = github.add_token("robot", expires_at=0)
    assert client.rest(path).status == 401
