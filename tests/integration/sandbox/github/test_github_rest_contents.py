"""One file written by REST's contents."""

import base64
from typing import Any

import pytest

from sandbox.git_repository import GitRepository
from sandbox.github import GitHub
from tests.integration.sandbox.github.conftest import REPOSITORY, Client, Reply

PATH = "web/tag"


def blob(repository: GitRepository, path: str = PATH) -> str:
    return repository.files("main")[path][1]


def put(client: Client, path: str = PATH, content: bytes = b"2\n", **more: Any) -> Reply:
    text = base64.b64encode(content).decode()
    wanted = {"message": "Change", "content": text} | more
    return client.rest_with("PUT", f"/repos/{REPOSITORY}/contents/{path}", **wanted)


def assert_refused(reply: Reply, status: int, message: str) -> None:
    assert (reply.status, reply.json["message"]) == (status, message)


def test_a_file_is_replaced_by_a_commit(
    client: Client, repository: GitRepository, head: str
) -> None:
    bot = {"name": "A Bot", "email": "bot@example.com"}
    reply = put(client, sha=blob(repository), branch="main", committer=bot)
    assert reply.status == 200
    (new, _) = repository.log("main")
    assert reply.json["commit"]["sha"] == new.id
    assert reply.json["content"]["sha"] == blob(repository)
    assert (new.parents, new.message) == ((head,), "Change")
    assert (new.author_name, new.committer_name) == ("A Bot", "A Bot")
    assert repository.read(PATH, "main") == b"2\n"
    assert repository.fsck() == ""


def test_without_people_the_token_s_owner_commits_on_the_default_branch(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    github.add_user("jane", name="Jane Doe", email="jane@example.com")
    client.token = github.add_token("jane")
    assert put(client, sha=blob(repository)).status == 200
    new = repository.log("main")[0]
    assert (new.author_name, new.committer_email) == ("Jane Doe", "jane@example.com")


@pytest.mark.parametrize("sha", ["", "0" * 40])
def test_a_new_file_is_made_whatever_it_is_to_replace(
    client: Client, repository: GitRepository, head: str, sha: str
) -> None:
    assert put(client, "new/tag", sha=sha).status == 201
    assert repository.read("new/tag", "main") == b"2\n"


def test_only_what_was_read_is_replaced(
    client: Client, repository: GitRepository, head: str
) -> None:
    wrong = "0" * 40
    assert_refused(put(client), 422, 'Invalid request.\n\n"sha" wasn\'t supplied.')
    assert_refused(put(client, sha=wrong), 409, f"{PATH} does not match {wrong}")
    assert repository.head("main") == head


def test_a_branch_has_to_be_there(client: Client, repository: GitRepository, head: str) -> None:
    reply = put(client, sha=blob(repository), branch="other")
    assert_refused(reply, 404, "Branch other not found")


def test_content_is_base64(client: Client, repository: GitRepository, head: str) -> None:
    url = f"/repos/{REPOSITORY}/contents/new"
    reply = client.rest_with("PUT", url, message="Change", content="?")
    assert_refused(reply, 422, "content is not valid Base64")


def test_two_writers_meet(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    moment = "repos/create-or-update-file-contents/move"
    github.interruptions.before_next(moment, lambda: repository.commit({"api/tag": "by hand\n"}))
    reply = put(client, sha=blob(repository))
    theirs = repository.head("main")
    assert_refused(reply, 409, f"is at {theirs} but expected {head}")
    assert repository.read("api/tag", "main") == b"by hand\n"


def test_rules_of_branches_hold(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    github.add_ruleset(REPOSITORY, "m*", violation="No.")
    sha = blob(repository)
    assert_refused(put(client, sha=sha), 409, "Repository rule violations found\n\nNo.\n\n")
    github.protect(REPOSITORY, "main", why="Changes must be made through a pull request.")
    text = "Could not update file: Changes must be made through a pull request."
    assert_refused(put(client, sha=sha), 409, text)
    assert repository.head("main") == head


def test_reading_is_not_writing(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    client.token = github.add_token("a-reader", {"contents": "read"})
    assert put(client, sha=blob(repository)).status == 403


@pytest.mark.parametrize(("path", "mode"), [("bin/run", 0o100755), ("link", 0o120000)])
def test_what_github_would_do_to_other_modes_is_not_known(
    client: Client, repository: GitRepository, head: str, path: str, mode: int
) -> None:
    repository.commit({path: "x"}, mode=mode)
    assert put(client, path, sha=blob(repository, path)).status == 501


@pytest.mark.parametrize("path", [".git/config", "web/tag/below", ".github/workflows/ci.yaml"])
def test_what_is_refused_in_words_that_are_not_known_is_not_supported(
    client: Client, repository: GitRepository, head: str, path: str
) -> None:
    assert put(client, path).status == 501
    assert repository.head("main") == head


def test_contents_are_read_as_the_media_type_was_before(
    client: Client, repository: GitRepository, head: str
) -> None:
    accept = {"accept": "application/vnd.github.v3+json"}
    reply = client.rest(f"/repos/{REPOSITORY}/contents/{PATH}?ref=main", accept)
    assert base64.b64decode(reply.json["content"]) == b"1\n"
