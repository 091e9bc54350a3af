"""Merge requests are opened, found, changed and closed as on GitLab."""

import pytest

from sandbox.git_repository import GitRepository
from sandbox.gitlab import GitLab, server_error
from sandbox.gitlab.access_levels import DEVELOPER, REPORTER
from tests.integration.sandbox.gitlab.conftest import ADDRESS, MERGE_REQUESTS, PROJECT, Client

ONE = f"{MERGE_REQUESTS}/1"


@pytest.fixture
def change(repository: GitRepository, head: str) -> str:
    """A branch with one commit more than main."""
    repository.move_branch("change", head, None)
    return repository.commit({"web/tag": "2\n"}, "Update web", branch="change")


def test_a_merge_request_is_what_was_asked_for(
    gitlab: GitLab, client: Client, head: str, change: str
) -> None:
    gitlab.add_member(PROJECT, "jane", DEVELOPER)
    jane = gitlab.add_user("jane").id
    reply = client.propose(
        description="1 → 2",
        labels="deploy, web",
        assignee_ids=[jane],
        reviewer_ids=[jane, 7],
        remove_source_branch=True,
        squash=True,
    )
    made = reply.json
    assert (reply.status, made["iid"], made["state"]) == (201, 1, "opened")
    assert (made["title"], made["description"]) == ("Update web", "1 → 2")
    assert made["labels"] == ["deploy", "web"]
    assert [user["username"] for user in made["assignees"] + made["reviewers"]] == ["jane", "jane"]
    assert (made["force_remove_source_branch"], made["squash"]) == (True, True)
    assert (made["draft"], made["sha"], made["references"]["full"]) == (
        False,
        change,
        "acme/infra!1",
    )
    assert made["web_url"] == f"{client.server.url}/acme/infra/-/merge_requests/1"
    assert made["author"]["id"] == client.get("/user").json["id"]


def test_gitlab_takes_a_while_to_prepare_and_check_a_new_one(
    client: Client, head: str, change: str
) -> None:
    made = client.propose().json
    assert (made["detailed_merge_status"], made["merge_status"]) == ("preparing", "checking")
    assert (made["diff_refs"], made["changes_count"], made["prepared_at"]) == (None, None, None)
    statuses = [client.get(ONE).json["detailed_merge_status"] for _ in range(3)]
    assert statuses == ["preparing", "checking", "mergeable"]
    found = client.get(ONE).json
    assert found["merge_status"] == "can_be_merged"
    assert found["diff_refs"] == {"base_sha": head, "head_sha": change, "start_sha": head}
    assert (found["changes_count"], found["user"]) == ("1", {"can_merge": True})


def test_two_open_ones_may_not_be_of_the_same_branches(
    client: Client, repository: GitRepository, head: str, change: str
) -> None:
    repository.move_branch("stable", head, None)
    assert client.propose().status == 201
    reply = client.propose()
    assert reply.status == 409
    expected = "Another open merge request already exists for this source branch: !1"
    assert reply.message == [expected]
    assert client.propose(target="stable").json["iid"] == 2
    client.write("PUT", ONE, state_event="close")
    assert client.propose().json["iid"] == 3
    assert client.write("PUT", ONE, state_event="reopen").status == 409


def test_one_needs_two_branches(client: Client, change: str) -> None:
    reply = client.propose(source="main")
    assert reply.status == 422
    assert reply.message == ["You can't use same project/branch for source and target"]
    assert client.propose(source="nope").status == 501


@pytest.mark.parametrize(
    ("title", "expected"),
    [("", "can't be blank"), ("x" * 256, "is too long (maximum is 255 characters)")],
)
def test_a_title_that_gitlab_does_not_take(
    client: Client, change: str, title: str, expected: str
) -> None:
    reply = client.propose(title=title)
    assert (reply.status, reply.message) == (400, {"title": [expected]})


def test_quick_actions_are_refused_loudly(client: Client, change: str) -> None:
    assert client.propose(description="Hello\n/merge").status == 501
    client.propose(description="see a/merge")
    assert client.write("POST", f"{ONE}/notes", body="/close").status == 501


def test_who_only_reports_may_not_open_one(gitlab: GitLab, client: Client, change: str) -> None:
    client.token = gitlab.add_project_token(PROJECT, level=REPORTER)
    assert client.propose().message == "403 Forbidden"
    assert client.get(MERGE_REQUESTS).json == []


def test_they_are_found_by_branch_and_state(
    gitlab: GitLab, client: Client, repository: GitRepository, head: str, change: str
) -> None:
    for branch in ("one", "two"):
        repository.move_branch(branch, change, None)
        client.propose(branch)
    gitlab.close(PROJECT, 1, "jane")
    author = client.get("/user").json["id"]

    def iids(**query: object) -> list[int]:
        return [found["iid"] for found in client.get(MERGE_REQUESTS, **query).json]

    assert iids() == [2, 1]
    assert iids(sort="asc") == [1, 2]
    assert iids(state="opened") == [2]
    assert iids(source_branch="one", state="closed") == [1]
    assert iids(source_branch="one", target_branch="main", state="opened") == []
    assert iids(author_id=author, per_page=1) == [2]
    assert iids(author_username="jane") == []
    assert iids(order_by="updated_at") == [1, 2]
    assert iids(labels="deploy") == []
    assert client.get(MERGE_REQUESTS, state="open").status == 400
    listed = client.get(MERGE_REQUESTS).json[0]
    assert "diff_refs" not in listed
    assert listed["detailed_merge_status"] == "preparing"


def test_one_that_is_not_there_is_not_found(client: Client, change: str) -> None:
    reply = client.get(f"{MERGE_REQUESTS}/7")
    assert (reply.status, reply.message) == (404, "404 Not found")


def test_one_can_be_changed(gitlab: GitLab, client: Client, change: str) -> None:
    client.propose(labels="deploy")
    changed = client.write(
        "PUT",
        ONE,
        title="Draft: Update web to 3",
        description="new",
        add_labels="web",
        remove_labels=["deploy"],
        remove_source_branch=True,
    ).json
    assert (changed["title"], changed["description"]) == ("Draft: Update web to 3", "new")
    assert (changed["draft"], changed["labels"]) == (True, ["web"])
    assert changed["force_remove_source_branch"] is True
    nothing = client.write("PUT", ONE)
    assert nothing.status == 400
    assert nothing.json["error"].endswith("at least one parameter must be provided")


def test_one_can_get_another_target(
    client: Client, repository: GitRepository, head: str, change: str
) -> None:
    stable = repository.commit({"new": "1"}, branch="stable")
    client.propose()
    client.propose(target="stable")
    assert client.write("PUT", ONE, target_branch="stable").status == 409
    assert client.write("PUT", ONE, target_branch="nope").status == 501
    client.write("PUT", f"{MERGE_REQUESTS}/2", state_event="close")
    assert client.write("PUT", ONE, target_branch="stable").json["target_branch"] == "stable"
    while client.get(ONE).json["detailed_merge_status"] in ("preparing", "checking"):
        pass
    assert client.get(ONE).json["diff_refs"]["start_sha"] == stable


def test_a_person_s_close_says_whose_it_was(gitlab: GitLab, client: Client, change: str) -> None:
    client.propose()
    gitlab.close(PROJECT, 1, "jane")
    found = client.get(ONE).json
    assert (found["state"], found["closed_by"]["username"]) == ("closed", "jane")
    assert found["closed_at"]
    reopened = client.write("PUT", ONE, state_event="reopen").json
    assert (reopened["state"], reopened["closed_by"]) == ("opened", None)


def test_a_push_to_the_source_branch_is_seen(
    gitlab: GitLab, client: Client, repository: GitRepository, change: str
) -> None:
    gitlab.looks_until_settled = 0
    client.propose()
    newer = repository.commit({"web/tag": "3\n"}, branch="change")
    found = client.get(ONE).json
    assert (found["sha"], found["detailed_merge_status"]) == (newer, "checking")
    assert client.get(ONE).json["detailed_merge_status"] == "mergeable"
    listed = client.get(f"{ONE}/commits").json
    assert [commit["id"] for commit in listed] == [newer, change]


def test_a_deleted_source_branch_closes_it(client: Client, change: str) -> None:
    client.propose()
    assert client.send("DELETE", f"{ADDRESS}/repository/branches/change").status == 204
    found = client.get(ONE).json
    assert (found["state"], found["sha"]) == ("closed", change)
    assert found["closed_by"]["id"] == client.get("/user").json["id"]
    assert client.write("PUT", ONE, state_event="reopen").json["state"] == "closed"


def test_one_whose_commits_a_person_pushed_to_the_target_is_merged(
    client: Client, repository: GitRepository, head: str, change: str
) -> None:
    client.propose()
    repository.move_branch("main", change, head)
    assert client.get(ONE).json["state"] == "merged"


def test_notes(gitlab: GitLab, client: Client, change: str) -> None:
    client.propose()
    reply = client.write("POST", f"{ONE}/notes", body="Superseded by !2")
    assert (reply.status, reply.json["body"]) == (201, "Superseded by !2")
    assert [note["id"] for note in client.get(f"{ONE}/notes").json] == [reply.json["id"]]
    assert gitlab.merge_request(PROJECT, 1).notes[0].body == "Superseded by !2"
    assert client.get(ONE).json["user_notes_count"] == 1


def test_approvals(gitlab: GitLab, client: Client, change: str) -> None:
    gitlab.change(PROJECT, approvals_required=1)
    client.propose()
    before = client.get(f"{ONE}/approvals").json
    assert (before["approved"], before["approvals_left"]) == (False, 1)
    gitlab.approve(PROJECT, 1, "jane")
    after = client.get(f"{ONE}/approvals").json
    assert (after["approved"], after["approvals_left"]) == (True, 0)
    assert after["approved_by"][0]["user"]["username"] == "jane"


def test_one_can_be_made_and_nobody_told(gitlab: GitLab, client: Client, change: str) -> None:
    def cut() -> None:
        raise server_error()

    operation = "POST /projects/:id/merge_requests/answer"
    gitlab.interruptions.before_next(operation, cut)
    assert client.propose().status == 502
    assert [found["iid"] for found in client.get(MERGE_REQUESTS).json] == [1]


def test_a_branch_can_be_created_and_removed(
    client: Client, repository: GitRepository, head: str
) -> None:
    address = f"{ADDRESS}/repository/branches"
    made = client.write("POST", address, branch="a/b", ref=head)
    assert (made.status, made.json["commit"]["id"]) == (201, head)
    assert client.write("POST", address, branch="a/b", ref="main").message == (
        "Branch already exists"
    )
    assert client.write("POST", address, branch="x", ref="nope").message == (
        "Failed to create branch 'x': invalid reference name 'nope'"
    )
    assert client.write("POST", address, branch="a", ref="main").status == 400
    assert client.write("POST", address, branch="a..b", ref="main").message == (
        "Branch name is invalid"
    )
    assert client.send("DELETE", f"{address}/a%2Fb").status == 204
    assert repository.branches() == ["main"]
    assert client.send("DELETE", f"{address}/a%2Fb").message == "404 Branch Not Found"
    assert client.send("DELETE", f"{address}/main").message == (
        "The default branch of a project cannot be deleted."
    )
