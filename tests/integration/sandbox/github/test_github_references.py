"""References are created, moved and deleted, one by one or all or none."""

from typing import Any

import pytest

from sandbox.github import GitHub
from tests.integration.sandbox.github.conftest import REPOSITORY
from tests.integration.sandbox.github.pull_request_client import (
    PullRequestClient,
    assert_refused,
)

ZERO = "0" * 40
MAIN, CHANGE, OTHER = "refs/heads/main", "refs/heads/change", "refs/heads/other"


def ref_id(pulls: PullRequestClient, name: str) -> Any:
    return pulls.ask(f'ref(qualifiedName: "{name}") {{ id }}')["ref"]["id"]


def update(name: str, after: str, before: str | None = None, **more: Any) -> dict[str, Any]:
    found = {"name": name, "afterOid": after, **more}
    return found if before is None else found | {"beforeOid": before}


def test_a_branch_is_created_moved_and_deleted(pulls: PullRequestClient, head: str) -> None:
    wanted = {"repositoryId": pulls.repository_id, "name": OTHER, "oid": head}
    reply = pulls.mutate("createRef", "ref { name target { oid } }", **wanted)
    assert reply.json["data"]["createRef"]["ref"] == {"name": "other", "target": {"oid": head}}
    newer = pulls.branch()
    pulls.mutate("updateRef", refId=ref_id(pulls, OTHER), oid=newer)
    assert pulls.git.head("other") == newer
    pulls.mutate("deleteRef", refId=ref_id(pulls, OTHER))
    assert pulls.git.head("other") is None


def test_what_is_there_is_not_created(pulls: PullRequestClient, head: str) -> None:
    wanted = {"repositoryId": pulls.repository_id, "name": MAIN, "oid": head}
    text = 'A ref named "refs/heads/main" already exists in the repository.'
    assert_refused(pulls.mutate("createRef", **wanted), "createRef", text)


@pytest.mark.parametrize("name", ["other", "refs/heads/a..b", "refs/pull/1/head"])
def test_a_name_that_cannot_be_is_not_created(
    pulls: PullRequestClient, head: str, name: str
) -> None:
    wanted = {"repositoryId": pulls.repository_id, "name": name, "oid": head}
    reply = pulls.mutate("createRef", **wanted)
    assert_refused(reply, "createRef", f"{name} is not a valid ref name.")


def test_a_branch_below_a_branch_is_not_created(pulls: PullRequestClient, head: str) -> None:
    name = "refs/heads/main/below"
    wanted = {"repositoryId": pulls.repository_id, "name": name, "oid": head}
    assert_refused(pulls.mutate("createRef", **wanted), "createRef", "Reference cannot be updated")


def test_a_commit_that_is_not_there_is_not_named(pulls: PullRequestClient) -> None:
    wanted = {"repositoryId": pulls.repository_id, "name": OTHER, "oid": "1" * 40}
    assert_refused(pulls.mutate("createRef", **wanted), "createRef", "Object does not exist")


def test_only_force_moves_a_branch_back(pulls: PullRequestClient, head: str) -> None:
    pulls.branch()
    id_ = ref_id(pulls, CHANGE)
    reply = pulls.mutate("updateRef", refId=id_, oid=head)
    assert_refused(reply, "updateRef", "Update is not a fast forward")
    pulls.mutate("updateRef", refId=id_, oid=head, force=True)
    assert pulls.git.head("change") == head


def test_forcing_a_branch_back_closes_its_pull_request(pulls: PullRequestClient, head: str) -> None:
    change = pulls.branch()
    pulls.opened()
    updates = [update(CHANGE, head, change, force=True)]
    pulls.mutate("updateRefs", repositoryId=pulls.repository_id, refUpdates=updates)
    assert pulls.read()["state"] == "CLOSED"
    asked = """pullRequest(number: 1) { timelineItems(itemTypes: [CLOSED_EVENT], last: 1) {
      nodes { ... on ClosedEvent { actor { login } } } } }"""
    found = pulls.ask(asked)["pullRequest"]["timelineItems"]["nodes"]
    assert found == [{"actor": {"login": "robot"}}]


def test_several_move_at_once(pulls: PullRequestClient, head: str) -> None:
    change = pulls.branch()
    updates = [update(CHANGE, ZERO, change), update(OTHER, change, ZERO), update(MAIN, change)]
    pulls.mutate("updateRefs", repositoryId=pulls.repository_id, refUpdates=updates)
    assert pulls.git.branches() == ["main", "other"]
    assert (pulls.git.head("main"), pulls.git.head("other")) == (change, change)


@pytest.mark.parametrize("before", [ZERO, "1" * 40])
def test_none_moves_when_one_is_elsewhere(pulls: PullRequestClient, head: str, before: str) -> None:
    change = pulls.branch()
    updates = [update(OTHER, change, ZERO), update(MAIN, change, before)]
    reply = pulls.mutate("updateRefs", repositoryId=pulls.repository_id, refUpdates=updates)
    assert_refused(reply, "updateRefs", "Reference cannot be updated")
    assert pulls.git.branches() == ["change", "main"]
    assert pulls.git.head("main") == head


@pytest.mark.parametrize("field", ["updateRef", "deleteRef"])
def test_a_protected_branch_stays(
    github: GitHub, pulls: PullRequestClient, head: str, field: str
) -> None:
    github.protect(REPOSITORY, "main")
    more = {"oid": pulls.branch()} if field == "updateRef" else {}
    reply = pulls.mutate(field, refId=ref_id(pulls, MAIN), **more)
    text = "Changes must be made through a pull request."
    assert_refused(reply, field, text, "BRANCH_PROTECTION_RULE_VIOLATION")
    assert pulls.git.head("main") == head


def test_they_take_a_permission_for_contents(pulls: PullRequestClient, head: str) -> None:
    id_ = ref_id(pulls, MAIN)
    pulls.use_token(contents="read", pull_requests="write")
    reply = pulls.mutate("deleteRef", refId=id_)
    text = "Resource not accessible by personal access token"
    assert_refused(reply, "deleteRef", text, "FORBIDDEN")


def test_a_branch_is_merged_into_a_branch(pulls: PullRequestClient, head: str) -> None:
    change = pulls.branch()
    wanted = {"repositoryId": pulls.repository_id, "base": "main", "head": "change"}
    pulls.git.commit({"other": "x"})
    pulls.mutate("mergeBranch", "mergeCommit { oid }", **wanted)
    new = pulls.git.log("main")[0]
    assert new.parents[1] == change
    assert new.message == "Merge change into main"
    assert_refused(
        pulls.mutate("mergeBranch", **wanted), "mergeBranch", 'Failed to merge: "Already merged"'
    )
    wanted["head"] = "nope"
    text = 'Failed to merge: "Head does not exist"'
    assert_refused(pulls.mutate("mergeBranch", **wanted), "mergeBranch", text)


def test_a_branch_that_conflicts_is_not_merged(pulls: PullRequestClient) -> None:
    pulls.branch()
    newer = pulls.git.commit({"web/tag": "by hand\n"})
    wanted = {"repositoryId": pulls.repository_id, "base": "main", "head": "change"}
    text = 'Failed to merge: "Merge conflict"'
    assert_refused(pulls.mutate("mergeBranch", **wanted), "mergeBranch", text)
    assert pulls.git.head("main") == newer
