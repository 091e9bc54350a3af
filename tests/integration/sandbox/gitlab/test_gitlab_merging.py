"""Merges are real git, and happen when GitLab would let them."""

from typing import Any

import pytest

from sandbox.git_repository import GitRepository
from sandbox.gitlab import GitLab, server_error
from tests.integration.sandbox.gitlab.conftest import MERGE_REQUESTS, PROJECT, Client

ONE = f"{MERGE_REQUESTS}/1"


@pytest.fixture
def change(gitlab: GitLab, repository: GitRepository, head: str) -> str:
    """A branch with one commit more than main, in a GitLab that is never busy."""
    gitlab.looks_until_settled = 0
    repository.move_branch("change", head, None)
    return repository.commit({"web/tag": "2\n"}, "Update web", branch="change")


def status(client: Client) -> str:
    return str(client.get(ONE).json["detailed_merge_status"])


def test_a_merge_is_a_merge_commit(
    client: Client, repository: GitRepository, head: str, change: str
) -> None:
    client.propose(remove_source_branch=True)
    reply = client.merge(sha=change)
    merged, new = reply.json, repository.log("main")[0]
    assert (reply.status, merged["state"], merged["merge_commit_sha"]) == (200, "merged", new.id)
    assert (new.parents, merged["squash_commit_sha"]) == ((head, change), None)
    assert new.message == (
        "Merge branch 'change' into 'main'\n\nUpdate web\n\nSee merge request acme/infra!1"
    )
    assert repository.read("web/tag", "main") == b"2\n"
    assert merged["merged_by"] == merged["merge_user"] == merged["author"]
    assert merged["merged_at"]
    assert repository.branches() == ["main"]
    assert status(client) == "not_open"
    assert repository.fsck() == ""


def test_a_squash_makes_one_commit_of_all(
    client: Client, repository: GitRepository, head: str, change: str
) -> None:
    repository.commit({"web/tag": "3\n"}, branch="change")
    client.propose()
    merged = client.merge(squash=True, squash_commit_message="Update web to 3").json
    squashed = merged["squash_commit_sha"]
    new, old = repository.log("main")[0], client.get(f"{MERGE_REQUESTS}/1").json
    assert new.parents == (head, squashed)
    assert [commit.message for commit in repository.log("main")[1:]] == ["Update web to 3", "Begin"]
    assert old["squash_commit_sha"] == squashed
    assert repository.read("web/tag", "main") == b"3\n"
    assert "change" in repository.branches()


def test_a_squash_of_one_commit_changes_nothing(
    client: Client, repository: GitRepository, change: str
) -> None:
    client.propose(squash=True)
    assert client.merge().json["squash_commit_sha"] == change


def test_a_fast_forward_moves_the_target(
    gitlab: GitLab, client: Client, repository: GitRepository, head: str, change: str
) -> None:
    gitlab.change(PROJECT, merge_method="ff")
    client.propose()
    merged = client.merge().json
    assert (repository.head("main"), merged["merge_commit_sha"]) == (change, None)


@pytest.mark.parametrize("method", ["ff", "rebase_merge"])
def test_a_moved_target_needs_a_rebase(
    gitlab: GitLab, client: Client, repository: GitRepository, change: str, method: Any
) -> None:
    gitlab.change(PROJECT, merge_method=method)
    client.propose()
    moved = repository.commit({"api/tag": "2\n"})
    assert status(client) == "need_rebase"
    assert (client.merge().status, client.merge().message) == (422, "Branch cannot be merged")
    rebased = client.write("PUT", f"{ONE}/rebase")
    assert (rebased.status, rebased.json) == (202, {"rebase_in_progress": True})
    client.get(ONE)
    assert client.merge().status == 200
    (original,) = (commit for commit in repository.log("main") if commit.message == "Update web")
    assert original.parents == (moved,)
    assert original.author_name == "A Person"


def test_one_that_is_not_prepared_is_not_ready(gitlab: GitLab, client: Client, change: str) -> None:
    gitlab.looks_until_settled = 2
    client.propose()
    for wishes in ({}, {"auto_merge": True}):
        gitlab.merge_request(PROJECT, 1).unsettled.appendleft("preparing")
        reply = client.merge(**wishes)
        assert (reply.status, reply.message) == (405, "405 Method Not Allowed")
    client.get(ONE)
    assert client.merge().status == 200


def test_another_head_is_not_merged(
    client: Client, repository: GitRepository, head: str, change: str
) -> None:
    client.propose()
    newer = repository.commit({"web/tag": "3\n"}, branch="change")
    reply = client.merge(sha=change)
    assert reply.status == 409
    assert reply.message == f"SHA does not match HEAD of source branch: {newer}"
    assert repository.head("main") == head


def test_conflicts_are_not_merged(client: Client, repository: GitRepository, change: str) -> None:
    client.propose()
    moved = repository.commit({"web/tag": "7\n"})
    found = client.get(ONE).json
    assert (found["detailed_merge_status"], found["merge_status"]) == (
        "conflict",
        "cannot_be_merged",
    )
    assert found["has_conflicts"] is True
    assert client.merge().status == 422
    assert client.merge(auto_merge=True).status == 405
    assert client.write("PUT", f"{ONE}/rebase").status == 202
    assert client.get(ONE).json["merge_error"].startswith("Rebase failed:")
    assert repository.head("main") == moved


def test_who_may_not_merge_is_unauthorized(
    gitlab: GitLab, client: Client, repository: GitRepository, head: str, change: str
) -> None:
    gitlab.protect(PROJECT, "main")
    client.propose()
    assert client.get(ONE).json["user"] == {"can_merge": False}
    reply = client.merge()
    assert (reply.status, reply.message) == (401, "401 Unauthorized")
    assert repository.head("main") == head


def test_who_may_merge_need_not_be_able_to_push(
    gitlab: GitLab, client: Client, change: str
) -> None:
    gitlab.protect(PROJECT, "main", push=0, merge=30)
    client.propose()
    assert client.merge().status == 200


def test_a_draft_is_not_merged(client: Client, change: str) -> None:
    client.propose(title="Draft: Update web")
    assert (status(client), client.merge().status) == ("draft_status", 405)
    client.write("PUT", ONE, title="Update web")
    assert client.merge().status == 200


def test_one_without_commits_is_not_merged(
    client: Client, repository: GitRepository, head: str, change: str
) -> None:
    repository.move_branch("same", head, None)
    client.propose("same")
    assert (status(client), client.merge().status) == ("commits_status", 405)


@pytest.mark.parametrize(
    ("pipeline", "expected"),
    [
        (None, "ci_must_pass"),
        ("pending", "ci_still_running"),
        ("running", "ci_still_running"),
        ("failed", "ci_must_pass"),
        ("skipped", "ci_must_pass"),
        ("success", "mergeable"),
    ],
)
def test_a_pipeline_that_must_succeed_is_waited_for(
    gitlab: GitLab, client: Client, change: str, pipeline: Any, expected: str
) -> None:
    gitlab.change(PROJECT, only_allow_merge_if_pipeline_succeeds=True)
    client.propose()
    if pipeline:
        gitlab.set_pipeline(PROJECT, change, pipeline)
        assert client.get(ONE).json["head_pipeline"]["status"] == pipeline
    assert status(client) == expected
    assert client.merge().status == (200 if expected == "mergeable" else 405)


@pytest.mark.parametrize("parameter", ["auto_merge", "merge_when_pipeline_succeeds"])
def test_what_waits_for_its_pipeline_is_merged_when_that_succeeds(
    gitlab: GitLab, client: Client, repository: GitRepository, change: str, parameter: str
) -> None:
    gitlab.change(PROJECT, pipelines_start_as="running")
    client.propose()
    wishes: dict[str, Any] = {
        "should_remove_source_branch": True,
        "merge_commit_message": "At last",
    }
    waiting = client.merge(**{parameter: True}, **wishes).json
    assert (waiting["state"], waiting["merge_when_pipeline_succeeds"]) == ("opened", True)
    assert waiting["should_remove_source_branch"] is True
    assert waiting["merge_user"] == waiting["author"]
    assert waiting["merged_by"] is None

    gitlab.set_pipeline(PROJECT, change, "success")
    found = client.get(ONE).json
    assert (found["state"], found["merge_commit_sha"]) == ("merged", repository.head("main"))
    assert repository.log("main")[0].message == "At last"
    assert repository.branches() == ["main"]


def test_a_failed_pipeline_merges_nothing(
    gitlab: GitLab, client: Client, repository: GitRepository, head: str, change: str
) -> None:
    gitlab.change(PROJECT, pipelines_start_as="running")
    client.propose()
    client.merge(auto_merge=True)
    gitlab.set_pipeline(PROJECT, change, "failed")
    found = client.get(ONE).json
    assert (found["state"], found["merge_when_pipeline_succeeds"]) == ("opened", True)
    assert found["detailed_merge_status"] == "ci_must_pass"
    assert repository.head("main") == head


def test_a_push_takes_the_automatic_merge_back(
    gitlab: GitLab, client: Client, repository: GitRepository, head: str, change: str
) -> None:
    gitlab.change(PROJECT, pipelines_start_as="running")
    client.propose()
    client.merge(auto_merge=True)
    newer = repository.commit({"web/tag": "3\n"}, branch="change")
    gitlab.set_pipeline(PROJECT, newer, "success")
    found = client.get(ONE).json
    assert (found["state"], found["merge_when_pipeline_succeeds"]) == ("opened", False)
    assert repository.head("main") == head


def test_what_waits_for_an_approval_is_merged_when_it_comes(
    gitlab: GitLab, client: Client, change: str
) -> None:
    gitlab.change(PROJECT, approvals_required=1)
    client.propose()
    assert (status(client), client.merge().status) == ("not_approved", 405)
    assert client.merge(auto_merge=True).status == 200
    gitlab.approve(PROJECT, 1, "jane")
    assert client.get(ONE).json["state"] == "merged"


def test_there_must_be_something_to_wait_for(gitlab: GitLab, client: Client, change: str) -> None:
    client.propose()
    assert client.merge(auto_merge=True).status == 405
    gitlab.set_pipeline(PROJECT, change, "success")
    assert client.merge(auto_merge=True).json["state"] == "merged"


def test_a_closed_one_is_not_merged(gitlab: GitLab, client: Client, change: str) -> None:
    gitlab.change(PROJECT, pipelines_start_as="running")
    client.propose()
    client.merge(auto_merge=True)
    gitlab.close(PROJECT, 1, "jane")
    gitlab.set_pipeline(PROJECT, change, "success")
    assert client.get(ONE).json["state"] == "closed"
    assert client.merge().status == 405


def test_a_person_s_merge_says_whose_it_was(gitlab: GitLab, client: Client, change: str) -> None:
    client.propose()
    gitlab.merge(PROJECT, 1, "jane")
    found = client.get(ONE).json
    assert (found["state"], found["merge_user"]["username"]) == ("merged", "jane")


def test_a_project_that_must_squash_says_so(gitlab: GitLab, client: Client, change: str) -> None:
    gitlab.change(PROJECT, squash_option="always")
    client.propose(squash=False)
    assert client.merge().status == 422
    assert client.get(ONE).json["merge_error"].startswith("This project requires squashing")
    assert client.merge(squash=True).status == 200


def test_a_merge_can_be_done_and_nobody_told(gitlab: GitLab, client: Client, change: str) -> None:
    def cut() -> None:
        raise server_error()

    operation = "PUT /projects/:id/merge_requests/:merge_request_iid/merge/answer"
    gitlab.interruptions.before_next(operation, cut)
    client.propose()
    assert client.merge().status == 502
    assert client.get(ONE).json["state"] == "merged"
    assert client.merge().status == 405


def test_a_protected_source_branch_is_kept(
    gitlab: GitLab, client: Client, repository: GitRepository, change: str
) -> None:
    gitlab.protect(PROJECT, "change", push=30)
    client.propose(remove_source_branch=True)
    client.merge()
    assert "change" in repository.branches()
