"""A commit by REST's git data: a tree, a commit of it, and the branch moved to it."""

import base64
from typing import Any

import pytest

from sandbox.git_repository import GitRepository
from sandbox.github import GitHub, server_error
from sandbox.github.tokens import Kind
from tests.integration.sandbox.github.conftest import REPOSITORY, Client, Reply

GIT = f"/repos/{REPOSITORY}/git"
RUN = {"path": "bin/run", "mode": "100755", "type": "blob", "content": "ü\r\n"}


def tree_id(repository: GitRepository, at: str = "main") -> str:
    entry = repository.entry("", at)
    assert entry
    return entry[1]


def blob_id(repository: GitRepository, path: str) -> str:
    return repository.files("main")[path][1]


def create_tree(client: Client, base: str, *entries: dict[str, Any]) -> Reply:
    return client.rest_with("POST", f"{GIT}/trees", base_tree=base, tree=entries or [RUN])


def create_commit(client: Client, tree: str, *parents: str, **more: Any) -> Reply:
    wanted = {"message": "Change\n\nBody\n", "tree": tree, "parents": parents} | more
    return client.rest_with("POST", f"{GIT}/commits", **wanted)


def move(client: Client, to: str, branch: str = "main", **more: Any) -> Reply:
    return client.rest_with("PATCH", f"{GIT}/refs/heads/{branch}", sha=to, **more)


def change(client: Client, repository: GitRepository, head: str, **more: Any) -> str:
    """The id of a commit that no branch is at yet."""
    tree = create_tree(client, tree_id(repository, head)).json["sha"]
    made: str = create_commit(client, tree, head, **more).json["sha"]
    return made


def assert_refused(reply: Reply, message: str, status: int = 422) -> None:
    assert (reply.status, reply.json["message"]) == (status, message)


def test_a_commit_is_what_was_asked_for(
    client: Client, repository: GitRepository, head: str
) -> None:
    tag = {"path": "web/tag", "mode": "100644", "type": "blob", "content": "2\n"}
    tree = create_tree(client, tree_id(repository), RUN, tag)
    assert tree.status == 201
    assert [entry["path"] for entry in tree.json["tree"]] == ["api", "bin", "web"]
    commit = create_commit(client, tree.json["sha"], head)
    assert commit.status == 201
    assert commit.json["verification"]["verified"] is False
    assert repository.head("main") == head
    moved = move(client, commit.json["sha"], force=False)
    assert (moved.status, moved.json["ref"]) == (200, "refs/heads/main")

    (new, _) = repository.log("main")
    assert new.id == commit.json["sha"] == moved.json["object"]["sha"]
    assert (new.parents, new.message) == ((head,), "Change\n\nBody\n")
    assert repository.files("main").keys() == {"api/tag", "bin/run", "web/tag"}
    assert repository.files("main")["bin/run"][0] == 0o100755
    assert repository.read("bin/run", "main") == "ü\r\n".encode()
    assert repository.read("web/tag", "main") == b"2\n"
    assert repository.fsck() == ""


def test_the_author_is_the_token_s_owner_or_who_is_named(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    github.add_user("jane", name="Jane Doe", email="jane@example.com")
    client.token = github.add_token("jane")
    bot = {"author": {"name": "Bot", "email": "bot@example.com"}}
    for named, who in [
        ({}, ("Jane Doe", "jane@example.com")),
        (bot, ("Bot", "bot@example.com")),
    ]:
        move(client, change(client, repository, repository.log("main")[0].id, **named))
        new = repository.log("main")[0]
        assert (new.author_name, new.author_email) == who
        assert (new.committer_name, new.committer_email) == who


def test_a_branch_only_moves_forward(client: Client, repository: GitRepository, head: str) -> None:
    ours = change(client, repository, head)
    theirs = repository.commit({"web/tag": "by hand\n"})
    assert_refused(move(client, ours), "Update is not a fast forward")
    assert_refused(move(client, head), "Update is not a fast forward")
    assert move(client, theirs).status == 200
    assert repository.head("main") == theirs


def test_the_branch_moves_after_github_looked(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    ours = change(client, repository, head)
    moment = "git/update-ref/move"
    github.interruptions.before_next(moment, lambda: repository.commit({"web/tag": "by hand\n"}))
    assert_refused(move(client, ours), "Reference cannot be updated")
    assert repository.read("web/tag", "main") == b"by hand\n"
    assert repository.fsck() == ""


def test_the_answer_of_a_move_can_get_lost(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    def fail() -> None:
        raise server_error(502)

    github.interruptions.before_next("git/update-ref/answer", fail)
    ours = change(client, repository, head)
    assert move(client, ours).status == 502
    assert repository.head("main") == ours


def test_rules_of_branches_hold(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    ours = change(client, repository, head)
    github.add_ruleset(REPOSITORY, "m*", violation="No.")
    assert_refused(move(client, ours), "Repository rule violations found\n\nNo.\n\n")
    github.protect(REPOSITORY, "main", why="Changes must be made through a pull request.")
    assert_refused(move(client, ours), "Changes must be made through a pull request.")
    assert repository.head("main") == head


def test_what_is_not_there(client: Client, repository: GitRepository, head: str) -> None:
    none, base = "0" * 40, tree_id(repository)
    assert_refused(create_tree(client, head), "base_tree is not a valid tree oid")
    assert_refused(create_tree(client, none), "base_tree is not a valid tree oid")
    assert_refused(create_commit(client, head, head), "Tree SHA does not exist")
    text = "Parent SHA does not exist or is not a commit object"
    assert_refused(create_commit(client, base, base), text)
    assert_refused(move(client, none), "Object does not exist")
    assert_refused(move(client, base), "Object does not exist")
    assert_refused(move(client, head, "other"), "Reference does not exist")
    assert_refused(client.rest(f"{GIT}/blobs/{none}"), "Not Found", 404)
    assert_refused(client.rest(f"{GIT}/blobs/{head}"), "Not Found", 404)
    assert_refused(client.rest(f"{GIT}/blobs/main"), "Not Found", 404)


@pytest.mark.parametrize(
    ("kind", "who"),
    [("fine-grained", "personal access token"), ("installation", "integration")],
)
def test_the_token_may_only_read(
    github: GitHub, client: Client, repository: GitRepository, head: str, kind: Kind, who: str
) -> None:
    ours = change(client, repository, head)
    client.token = github.add_token("robot", {"contents": "read"}, kind=kind)
    text = f"Resource not accessible by {who}"
    assert_refused(create_tree(client, tree_id(repository)), text, 403)
    assert_refused(create_commit(client, tree_id(repository), head), text, 403)
    assert_refused(move(client, ours), text, 403)
    assert client.rest(f"{GIT}/blobs/{blob_id(repository, 'web/tag')}").status == 200


@pytest.mark.parametrize(
    "entry",
    [
        RUN | {"mode": "120000"},
        RUN | {"type": "tree"},
        RUN | {"sha": None},
        RUN | {"more": "x"},
        {"path": "web/tag", "mode": "100644", "type": "blob", "sha": None},
        RUN | {"path": "../run"},
        RUN | {"path": "web"},
        RUN | {"path": ".github/workflows/deploy.yaml"},
    ],
)
def test_a_tree_that_the_sandbox_does_not_know_is_refused(
    client: Client, repository: GitRepository, head: str, entry: dict[str, Any]
) -> None:
    assert create_tree(client, tree_id(repository), entry).status == 501


def test_what_is_not_supported_is_refused(
    client: Client, repository: GitRepository, head: str
) -> None:
    tree, bot = tree_id(repository), {"name": "Bot", "email": "bot@example.com"}
    assert client.rest_with("POST", f"{GIT}/trees", tree=[RUN]).status == 501
    assert create_tree(client, tree, RUN, RUN).status == 501
    assert create_commit(client, tree, head, signature="-----BEGIN").status == 501
    assert create_commit(client, tree, head, date="today").status == 501
    dated = bot | {"date": "2026-01-01T00:00:00Z"}
    assert create_commit(client, tree, head, author=dated).status == 501
    assert move(client, head, force=True).status == 501
    assert client.rest_with("PATCH", f"{GIT}/refs/tags/v1", sha=head).status == 501
    assert client.rest_with("PATCH", f"{GIT}/refs/heads/main").status == 501
    raw = {"accept": "application/vnd.github.raw+json"}
    assert client.rest(f"{GIT}/blobs/{blob_id(repository, 'web/tag')}", raw).status == 501
    assert repository.head("main") == head


def test_a_body_has_to_be_json(client: Client, head: str) -> None:
    reply = client.send("POST", f"{client.server.rest_url}{GIT}/trees", b"{")
    assert_refused(reply, "Problems parsing JSON", 400)
    assert client.send("GET", f"{client.server.rest_url}{GIT}/trees/main", b"{}").status == 501


def test_a_blob_comes_whole_in_lines_of_base64(client: Client, repository: GitRepository) -> None:
    contents = bytes(range(256)) * 8_000
    repository.commit({"large": contents})
    found = client.rest(f"{GIT}/blobs/{blob_id(repository, 'large')}").json
    assert (found["encoding"], found["size"]) == ("base64", len(contents))
    assert {len(line) for line in found["content"].splitlines()[:-1]} == {60}
    assert base64.b64decode(found["content"]) == contents
