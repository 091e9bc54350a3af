"""POST repository/commits writes real commits, and refuses in GitLab's words."""

import base64
from typing import Any

import pytest

from sandbox.git_repository import GitRepository
from sandbox.gitlab import GitLab, server_error
from sandbox.gitlab.access_levels import MAINTAINER
from tests.integration.sandbox.gitlab.conftest import COMMITS, PROJECT, Client

CREATE_COMMIT = "POST /projects/:id/repository/commits"


def update(path: str = "web/tag", content: str = "2\n", **more: object) -> dict[str, Any]:
    return {"action": "update", "file_path": path, "content": content} | more


def create(path: str, content: str = "new\n", **more: object) -> dict[str, Any]:
    return {"action": "create", "file_path": path, "content": content} | more


def test_a_commit_is_what_was_asked_for(
    client: Client, repository: GitRepository, head: str
) -> None:
    who = {"author_name": "Auto Update Bot", "author_email": "bot@example.com"}
    reply = client.commit(update(), commit_message="Update web\n\n1 → 2", **who)

    (new, _) = repository.log("main")
    assert reply.status == 201
    assert (reply.json["id"], reply.json["parent_ids"]) == (new.id, [head])
    assert reply.json["stats"] == {"additions": 1, "deletions": 1, "total": 2}
    assert new.message == "Update web\n\n1 → 2"
    assert (new.author_name, new.author_email) == ("Auto Update Bot", "bot@example.com")
    assert new.committer_name == "tagboat"
    assert repository.read("web/tag", "main") == b"2\n"
    assert repository.files("main").keys() == {"api/tag", "web/tag"}
    assert repository.fsck() == ""


def test_the_token_s_user_is_the_author_of_what_names_none(
    gitlab: GitLab, client: Client, repository: GitRepository, head: str
) -> None:
    gitlab.add_user("jane", name="Jane Doe", email="jane@example.com")
    gitlab.add_member(PROJECT, "jane", MAINTAINER)
    client.token = gitlab.add_personal_token("jane")
    client.commit(update())
    new = repository.log("main")[0]
    assert (new.author_name, new.author_email) == ("Jane Doe", "jane@example.com")


def test_all_actions_make_one_commit(client: Client, repository: GitRepository, head: str) -> None:
    binary = base64.b64encode(b"\0\xff").decode()
    reply = client.commit(
        create("größe/new", binary, encoding="base64"),
        {"action": "move", "file_path": "web/image_tag", "previous_path": "web/tag"},
        {"action": "delete", "file_path": "api/tag"},
        {"action": "chmod", "file_path": "web/image_tag", "execute_filemode": True},
    )
    assert reply.status == 201
    files = repository.files("main")
    assert {path: mode for path, (mode, _) in files.items()} == {
        "größe/new": 0o100644,
        "web/image_tag": 0o100755,
    }
    assert repository.read("größe/new", "main") == b"\0\xff"
    assert repository.read("web/image_tag", "main") == b"1\n"
    assert len(repository.log("main")) == 2


def test_an_update_keeps_the_file_s_mode(client: Client, repository: GitRepository) -> None:
    repository.commit({"run.sh": "1"}, mode=0o100755)
    client.commit(update("run.sh"))
    assert repository.files("main")["run.sh"][0] == 0o100755


def test_an_update_that_changes_nothing_makes_an_empty_commit(
    client: Client, repository: GitRepository, head: str
) -> None:
    assert client.commit(update(content="1\n")).status == 201
    assert len(repository.log("main")) == 2
    assert repository.files("main") == repository.files(head)


def test_a_first_commit_makes_the_branch(client: Client, repository: GitRepository) -> None:
    assert client.commit(create("a")).json["parent_ids"] == []
    assert repository.read("a", "main") == b"new\n"


def test_a_branch_can_be_started_from_another(
    client: Client, repository: GitRepository, head: str
) -> None:
    newer = repository.commit({"api/tag": "2\n"})
    one = client.commit(update(), branch="one", start_branch="main").json
    two = client.commit(update(), branch="two", start_sha=head).json
    assert (one["parent_ids"], two["parent_ids"]) == ([newer], [head])
    assert repository.head("main") == newer


def test_a_branch_is_only_overwritten_by_force(
    client: Client, repository: GitRepository, head: str
) -> None:
    repository.commit({"x": "1"}, branch="side")
    refused = client.commit(update(), branch="side", start_sha=head)
    assert refused.status == 400
    assert refused.message == (
        "A branch called 'side' already exists. Switch to that branch in order to make changes"
    )
    assert client.commit(update(), branch="side", start_sha=head, force=True).status == 201
    assert [commit.id for commit in repository.log("side")][1:] == [head]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"actions": [update("nope")]}, "A file with this name doesn't exist"),
        ({"actions": [create("web/tag")]}, "A file with this name already exists"),
        (
            {"actions": [{"action": "delete", "file_path": "nope"}]},
            "A file with this name doesn't exist",
        ),
        ({"actions": [create("../x")]}, "Path cannot include directory traversal"),
        ({"actions": [create(".git/x")]}, "invalid path: '.git/x'"),
        ({"branch": "nope"}, "You can only create or edit files when you are on a branch"),
        ({"branch": "x", "start_sha": "main"}, "Invalid start_sha 'main'"),
        ({"branch": "x", "start_sha": "0" * 40}, f"Cannot find start_sha '{'0' * 40}'"),
        (
            {"branch": "x..y", "start_branch": "main"},
            "Something went wrong when we tried to create 'x..y' for you: Branch name is invalid",
        ),
        (
            {"branch": "x", "start_branch": "main", "start_sha": "0" * 40},
            "400 Bad request - start_branch, start_sha are mutually exclusive",
        ),
        ({"actions": []}, "400 Bad request - actions is required"),
        ({"commit_message": ""}, "400 Bad request - commit_message is required"),
        (
            {"actions": [{"action": "update", "file_path": "web/tag"}]},
            "400 Bad request - actions[0][content] is required for update action",
        ),
        (
            {"actions": [{"action": "rename", "file_path": "web/tag"}]},
            (
                "400 Bad request - actions[0][action] must be one of: "
                "create, update, move, delete, chmod"
            ),
        ),
    ],
)
def test_what_cannot_be_done_is_refused_in_gitlab_s_words(
    client: Client, repository: GitRepository, head: str, wanted: dict[str, Any], expected: str
) -> None:
    usual = {"branch": "main", "commit_message": "Change", "actions": [update()]}
    reply = client.write("POST", COMMITS, **(usual | wanted))
    assert (reply.status, reply.message) == (400, expected)
    assert repository.head("main") == head
    assert repository.branches() == ["main"]


def test_a_file_is_guarded_by_the_commit_it_was_seen_at(
    client: Client, repository: GitRepository, head: str
) -> None:
    other = repository.commit({"api/tag": "2\n"})
    assert client.commit(update(content="2\n", last_commit_id=other)).status == 201
    for seen in (head, other):
        reply = client.commit(update(content="3\n", last_commit_id=seen))
        assert reply.status == 400
        assert reply.message == "The file has changed since you started editing it: web/tag"
    now = str(repository.head("main"))
    assert client.commit(update(content="3\n", last_commit_id=now)).status == 201


def test_a_commit_that_did_not_have_the_file_guards_nothing(
    client: Client, repository: GitRepository, head: str
) -> None:
    repository.commit({"new": "1"})
    assert client.commit(update("new", last_commit_id=head)).status == 201


def test_a_protected_branch_takes_no_commit(
    gitlab: GitLab, client: Client, repository: GitRepository, head: str
) -> None:
    gitlab.protect(PROJECT, "main")
    reply = client.commit(update())
    assert reply.status == 403
    assert reply.message == "403 Forbidden - You are not allowed to push into this branch"
    assert client.commit(update(), branch="side", start_branch="main").status == 201
    client.token = gitlab.add_project_token(PROJECT, level=MAINTAINER)
    assert client.commit(update()).status == 201


def test_a_push_in_the_middle_of_a_commit_wins(
    gitlab: GitLab, client: Client, repository: GitRepository, head: str
) -> None:
    pushed: list[str] = []

    def push() -> None:
        pushed.append(repository.commit({"api/tag": "2\n"}))

    gitlab.interruptions.before_next(f"{CREATE_COMMIT}/move", push)
    reply = client.commit(update())
    expected = "Could not update refs/heads/main. Please refresh and try again."
    assert (reply.status, reply.message) == (400, expected)
    assert repository.head("main") == pushed[0]


def test_a_push_before_a_commit_is_kept(
    gitlab: GitLab, client: Client, repository: GitRepository, head: str
) -> None:
    gitlab.interruptions.before_next(CREATE_COMMIT, lambda: repository.commit({"api/tag": "2\n"}))
    assert client.commit(update()).status == 201
    assert repository.read("api/tag", "main") == b"2\n"


def test_a_commit_can_be_made_and_nobody_told(
    gitlab: GitLab, client: Client, repository: GitRepository, head: str
) -> None:
    def cut() -> None:
        raise server_error()

    gitlab.interruptions.before_next(f"{CREATE_COMMIT}/answer", cut)
    assert client.commit(update()).status == 502
    assert repository.read("web/tag", "main") == b"2\n"


def test_what_gitlab_would_answer_is_not_known_is_refused_loudly(
    client: Client, repository: GitRepository, head: str
) -> None:
    repository.commit({"link": "web/tag"}, mode=0o120000)
    for action in (
        create("web"),
        create("web/tag/x"),
        create("/x"),
        create("x", "%", encoding="base64"),
        update("link"),
    ):
        assert client.commit(action).status == 501
    assert client.commit(update(), start_project="other/infra").status == 501
