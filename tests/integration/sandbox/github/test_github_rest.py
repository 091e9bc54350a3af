"""The few REST operations, held to GitHub's own description of its API."""

import base64

import pytest

from sandbox.git_repository import GitRepository
from sandbox.github import GitHub, secondary_rate_limit
from tests.integration.sandbox.github.conftest import REPOSITORY, Client

REPO = f"/repos/{REPOSITORY}"


def test_a_repository(client: Client, head: str) -> None:
    found = client.rest(REPO).json
    assert (found["full_name"], found["default_branch"]) == (REPOSITORY, "main")
    assert found["permissions"] == {"admin": False, "push": True, "pull": True}


@pytest.mark.parametrize("name", ["nope", "secret"])
def test_a_repository_one_may_not_see_is_not_found(
    github: GitHub, client: Client, name: str
) -> None:
    github.create_repository("acme/secret")
    reply = client.rest(f"/repos/acme/{name}")
    assert reply.status == 404
    assert reply.json["message"] == "Not Found"


def test_a_file_comes_in_base64_in_lines(client: Client, repository: GitRepository) -> None:
    contents = b"tag: 1.0\n" * 20
    repository.commit({"web/größe.yaml": contents})
    found = client.rest(f"{REPO}/contents/web/größe.yaml").json
    lines = found["content"].splitlines()
    assert (found["type"], found["encoding"], found["size"]) == ("file", "base64", 180)
    assert {len(line) for line in lines[:-1]} == {60}
    assert base64.b64decode(found["content"]) == contents


def test_a_file_comes_as_it_is(client: Client, repository: GitRepository) -> None:
    old = repository.commit({"file": b"\0old"})
    repository.commit({"file": b"\0new"})
    raw = {"accept": "application/vnd.github.raw+json"}
    assert client.rest(f"{REPO}/contents/file", raw).body == b"\0new"
    assert client.rest(f"{REPO}/contents/file?ref={old}", raw).body == b"\0old"


def test_a_file_of_more_than_a_megabyte_comes_without_content(
    client: Client, repository: GitRepository
) -> None:
    repository.commit({"large": b"x" * (1024 * 1024 + 1)})
    found = client.rest(f"{REPO}/contents/large").json
    assert (found["content"], found["encoding"]) == ("", "none")


def test_a_folder_is_a_list(client: Client, head: str) -> None:
    (found,) = client.rest(f"{REPO}/contents/web").json
    assert (found["path"], found["type"]) == ("web/tag", "file")


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("contents/nothing", "Not Found"),
        ("contents/web/tag?ref=nothing", "No commit found for the ref nothing"),
        ("git/ref/heads/nothing", "Not Found"),
        ("git/trees/nothing", "Not Found"),
        ("branches/nothing", "Branch not found"),
    ],
)
def test_what_is_missing_is_not_found(client: Client, head: str, path: str, message: str) -> None:
    reply = client.rest(f"{REPO}/{path}")
    assert (reply.status, reply.json["message"]) == (404, message)


def test_a_reference(client: Client, repository: GitRepository) -> None:
    head = repository.commit({"file": "1"}, branch="feature/a")
    found = client.rest(f"{REPO}/git/ref/heads/feature/a").json
    assert found["ref"] == "refs/heads/feature/a"
    assert (found["object"]["type"], found["object"]["sha"]) == ("commit", head)


def test_an_empty_repository_is_a_conflict(client: Client) -> None:
    for path in ("git/ref/heads/main", "git/trees/main"):
        reply = client.rest(f"{REPO}/{path}")
        assert (reply.status, reply.json["message"]) == (409, "Git Repository is empty.")


def test_a_tree_lists_files_and_folders(client: Client, repository: GitRepository) -> None:
    repository.commit({"web/tag": "1"})
    repository.commit({"run": "x"}, mode=0o100755)
    found = client.rest(f"{REPO}/git/trees/main?recursive=1").json
    listed = [(entry["path"], entry["mode"], entry["type"]) for entry in found["tree"]]
    assert found["truncated"] is False
    assert listed == [
        ("run", "100755", "blob"),
        ("web", "040000", "tree"),
        ("web/tag", "100644", "blob"),
    ]
    assert len(client.rest(f"{REPO}/git/trees/main").json["tree"]) == 2


def test_a_branch_with_a_slash(github: GitHub, client: Client, repository: GitRepository) -> None:
    head = repository.commit({"file": "1"}, "Begin", branch="feature/a")
    github.protect(REPOSITORY, "feature/a")
    found = client.rest(f"{REPO}/branches/feature/a").json
    assert (found["name"], found["protected"]) == ("feature/a", True)
    assert (found["commit"]["sha"], found["commit"]["commit"]["message"]) == (head, "Begin")


def test_asking_for_the_limits_costs_nothing(client: Client) -> None:
    client.rest(REPO)
    for _ in range(2):
        found = client.rest("/rate_limit").json
        assert found["resources"]["core"]["used"] == 1
        assert found["resources"]["graphql"]["used"] == 0


def test_contents_need_a_permission(github: GitHub, client: Client, head: str) -> None:
    client.token = github.add_token("robot", {"issues": "read"}, kind="installation")
    reply = client.rest(f"{REPO}/contents/web/tag")
    assert reply.status == 403
    assert reply.json["message"] == "Resource not accessible by integration"


def test_an_unknown_api_version_is_refused(client: Client) -> None:
    reply = client.rest(REPO, {"x-github-api-version": "1999-01-01"})
    assert (reply.status, reply.json["message"]) == (400, "Bad Request")
    assert '"2026-03-10" (most recent) and "2022-11-28"' in reply.json["errors"]


@pytest.mark.parametrize(("asked", "selected"), [("", "2022-11-28"), ("2026-03-10", "2026-03-10")])
def test_a_known_api_version_is_selected(client: Client, asked: str, selected: str) -> None:
    reply = client.rest(REPO, {"x-github-api-version": asked})
    assert reply.headers["x-github-api-version-selected"] == selected


@pytest.mark.parametrize(
    ("path", "named"),
    [
        (f"{REPO}/issues", "issues/list-for-repo"),
        (f"{REPO}/branches/main/protection", "repos/get-branch-protection"),
        (f"{REPO}/contents/web/tag?page=2", "'page' was unexpected"),
    ],
)
def test_what_github_has_and_the_sandbox_has_not_is_refused_loudly(
    client: Client, head: str, path: str, named: str
) -> None:
    reply = client.rest(path)
    assert reply.status == 501
    assert named in reply.json["message"]


def test_what_github_has_not_is_not_found(client: Client) -> None:
    for path in ("/nothing", f"{REPO}/nothing"):
        assert client.rest(path).status == 404
    assert client.send("PATCH", f"{client.server.rest_url}/rate_limit").status == 404


def test_an_answer_can_be_ordered(github: GitHub, client: Client) -> None:
    def refuse() -> None:
        raise secondary_rate_limit(retry_after=None)

    github.interruptions.before_next("repos/get", refuse)
    reply = client.rest(REPO)
    assert (reply.status, reply.headers.get("retry-after")) == (403, None)
    assert client.rest(REPO).status == 200
