"""Why createCommitOnBranch is refused, as github.com says it; nothing is written then."""

from threading import Thread

import pytest

from sandbox.git_repository import GitRepository
from sandbox.github import GitHub, TypedError, server_error
from sandbox.github.tokens import Kind
from tests.integration.sandbox.github.conftest import REPOSITORY, Client, Reply

PULL_REQUEST_NEEDED = "Changes must be made through a pull request."


def assert_refused(reply: Reply, type_: str, message: str) -> None:
    assert reply.status == 200
    assert reply.json["data"] == {"createCommitOnBranch": None}
    error = reply.error
    assert error.pop("extensions", {"saml_failure": False}) == {"saml_failure": False}
    assert error == {"type": type_, "path": ["createCommitOnBranch"], "message": message}


def test_the_branch_is_elsewhere(client: Client, repository: GitRepository, head: str) -> None:
    newer = repository.commit({"web/tag": "by hand\n"})
    reply = client.commit(head, {"web/tag": b"2\n"})

    text = f'Expected branch to point to "{head}" but it did not.  Pull and try again.'
    assert_refused(reply, "STALE_DATA", text)
    assert repository.head("main") == newer


def test_the_expected_head_is_no_commit_at_all(client: Client, head: str) -> None:
    reply = client.commit("0" * 40, {"web/tag": b"2\n"})
    text = f"No commit exists with specified expectedHeadOid '{'0' * 40}'."
    assert_refused(reply, "NOT_FOUND", text)


def test_the_branch_moves_after_github_looked(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    moment = "createCommitOnBranch/update-ref"
    github.interruptions.before_next(moment, lambda: repository.commit({"web/tag": "by hand\n"}))
    reply = client.commit(head, {"web/tag": b"2\n"})

    newer = repository.head("main")
    text = f"Ref refs/heads/main is at {newer} but expected {head}"
    assert_refused(reply, "FORBIDDEN", text)
    assert repository.read("web/tag", "main") == b"by hand\n"
    assert repository.fsck() == ""


def test_of_many_writers_on_one_head_one_wins(
    client: Client, repository: GitRepository, head: str
) -> None:
    replies: list[Reply] = []

    def write(number: int) -> None:
        replies.append(client.commit(head, {f"file-{number}": b"x"}))

    threads = [Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    won = [reply for reply in replies if "errors" not in reply.json]
    lost = [reply.error["type"] for reply in replies if "errors" in reply.json]
    assert (len(won), len(lost)) == (1, 7)
    assert set(lost) <= {"STALE_DATA", "FORBIDDEN"}
    assert len(repository.log("main")) == 2
    assert repository.fsck() == ""


def test_the_branch_is_not_there(client: Client, head: str) -> None:
    other = {"repositoryNameWithOwner": REPOSITORY, "branchName": "other"}
    assert_refused(client.commit(head, {}, branch=other), "NOT_FOUND", "Branch not found")


@pytest.mark.parametrize("name", ["acme/nope", "acme/secret"])
def test_the_repository_is_not_there(github: GitHub, client: Client, head: str, name: str) -> None:
    github.create_repository("acme/secret").commit({"file": "x"})
    reply = client.commit(head, {}, branch={"repositoryNameWithOwner": name, "branchName": "main"})
    text = f"Could not resolve to a Repository with the name '{name}'."
    assert_refused(reply, "NOT_FOUND", text)


def test_an_id_names_no_branch(client: Client, head: str) -> None:
    reply = client.commit(head, {}, branch={"id": "REF_kwDONothing"})
    text = "Could not resolve to a node with the global id of 'REF_kwDONothing'"
    assert_refused(reply, "NOT_FOUND", text)


def test_a_file_to_delete_is_not_there(
    client: Client, repository: GitRepository, head: str
) -> None:
    reply = client.commit(head, {"web/tag": b"2\n"}, "web/nothing")
    text = f"A path was requested for deletion which does not exist as of commit oid `{head}`"
    assert_refused(reply, "NOT_FOUND", text)
    assert repository.head("main") == head


def test_a_path_is_named_twice(client: Client, repository: GitRepository, head: str) -> None:
    reply = client.commit(head, {"web/tag": b"2\n"}, "web/tag")
    text = "The path `web/tag` was specified more than once"
    assert_refused(reply, "UNPROCESSABLE", text)
    assert repository.head("main") == head


def test_the_branch_is_protected(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    github.protect(REPOSITORY, "main")
    reply = client.commit(head, {"web/tag": b"2\n"})
    assert_refused(reply, "BRANCH_PROTECTION_RULE_VIOLATION", PULL_REQUEST_NEEDED)
    assert repository.head("main") == head


def test_a_ruleset_forbids_it(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    violation = "3 of 3 required status checks are expected."
    github.add_ruleset(REPOSITORY, "m*", violation=violation)
    reply = client.commit(head, {"web/tag": b"2\n"})
    assert_refused(reply, "FORBIDDEN", f"Repository rule violations found\n\n{violation}\n\n")
    assert repository.head("main") == head


def test_protection_of_another_branch_does_not_matter(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    github.protect(REPOSITORY, "production")
    github.add_ruleset(REPOSITORY, "release/*")
    client.commit(head, {"web/tag": b"2\n"})
    assert repository.head("main") != head


@pytest.mark.parametrize(
    ("kind", "who"),
    [("fine-grained", "personal access token"), ("installation", "integration")],
)
def test_the_token_may_only_read(
    github: GitHub, client: Client, repository: GitRepository, head: str, kind: Kind, who: str
) -> None:
    client.token = github.add_token("robot", {"contents": "read"}, kind=kind)
    reply = client.commit(head, {"web/tag": b"2\n"})
    assert_refused(reply, "FORBIDDEN", f"Resource not accessible by {who}")
    assert repository.head("main") == head


@pytest.mark.parametrize(
    ("kind", "who", "what"),
    [
        ("fine-grained", "a Personal Access Token", "`workflows` permission"),
        ("installation", "a GitHub App", "`workflows` permission"),
        ("classic", "a Personal Access Token", "`workflow` scope"),
    ],
)
def test_workflows_need_a_permission_of_their_own(
    github: GitHub, client: Client, head: str, kind: Kind, who: str, what: str
) -> None:
    client.token = github.add_token("robot", kind=kind)
    path = ".github/workflows/deploy.yaml"
    reply = client.commit(head, {path: b"on: push\n"})
    text = f"refusing to allow {who} to create or update workflow `{path}` without {what}"
    assert_refused(reply, "FORBIDDEN", text)


def test_workflows_are_written_with_the_permission(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    client.token = github.add_token("robot", {"contents": "write", "workflows": "write"})
    client.commit(head, {".github/workflows/deploy.yaml": b"on: push\n"})
    assert repository.head("main") != head


@pytest.mark.parametrize("path", ["", "/web", "a//b", "../b", ".git/config", "web", "web/tag/x"])
def test_what_github_answers_to_an_impossible_path_is_not_guessed(
    client: Client, repository: GitRepository, head: str, path: str
) -> None:
    assert client.commit(head, {path: b"x"}).status == 501
    assert repository.head("main") == head


def test_any_refusal_can_be_ordered(github: GitHub, client: Client, head: str) -> None:
    def refuse() -> None:
        raise TypedError("SOMETHING_NEW", "No.")

    github.interruptions.before_next("createCommitOnBranch", refuse)
    assert_refused(client.commit(head, {}), "SOMETHING_NEW", "No.")


def test_the_answer_of_a_commit_can_get_lost(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    def fail() -> None:
        raise server_error(502)

    github.interruptions.before_next("createCommitOnBranch/answer", fail)
    reply = client.commit(head, {"web/tag": b"2\n"})
    assert reply.status == 502
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert repository.read("web/tag", "main") == b"2\n"


def test_nothing_follows_a_request_that_ended(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    def fail() -> None:
        raise server_error(502)

    query = """
    mutation($it: CreateCommitOnBranchInput!) {
      one: createCommitOnBranch(input: $it) { commit { oid } }
      two: createCommitOnBranch(input: $it) { commit { oid } }
    }
    """
    branch = {"repositoryNameWithOwner": REPOSITORY, "branchName": "main"}
    wanted = {"branch": branch, "expectedHeadOid": head, "message": {"headline": "x"}}
    github.interruptions.before_next("createCommitOnBranch", fail)
    assert client.graphql(query, it=wanted).status == 502
    assert repository.head("main") == head
