"""Reads of projects, branches, files, trees and commits."""

import hashlib

import pytest

from sandbox.git_repository import GitRepository
from sandbox.gitlab import GitLab
from sandbox.gitlab.access_levels import MAINTAINER
from tests.integration.sandbox.gitlab.conftest import (
    ADDRESS,
    COMMITS,
    PROJECT,
    Client,
    decoded,
    file_address,
)

REPOSITORY = f"{ADDRESS}/repository"


def test_a_project_is_found_by_path_and_by_number(client: Client, head: str) -> None:
    found = client.get(ADDRESS).json
    assert found == client.get(f"/projects/{found['id']}").json
    assert (found["path_with_namespace"], found["default_branch"]) == (PROJECT, "main")
    assert (found["merge_method"], found["squash_option"]) == ("merge", "default_off")
    assert found["only_allow_merge_if_pipeline_succeeds"] is False
    assert found["remove_source_branch_after_merge"] is True
    assert found["empty_repo"] is False


def test_an_empty_project_has_no_default_branch(client: Client) -> None:
    found = client.get(ADDRESS).json
    assert (found["empty_repo"], found["default_branch"]) == (True, None)


def test_settings_of_a_project_can_be_changed(gitlab: GitLab, client: Client, head: str) -> None:
    gitlab.change(PROJECT, merge_method="ff", only_allow_merge_if_pipeline_succeeds=True)
    found = client.get(ADDRESS).json
    assert (found["merge_method"], found["only_allow_merge_if_pipeline_succeeds"]) == ("ff", True)


def test_a_branch(gitlab: GitLab, client: Client, repository: GitRepository, head: str) -> None:
    repository.commit({"x": "1"}, branch="feature/x")
    gitlab.protect(PROJECT, "main", push=0)
    found = client.get(f"{REPOSITORY}/branches/main").json
    assert (found["name"], found["commit"]["id"], found["default"]) == ("main", head, True)
    assert (found["protected"], found["can_push"]) == (True, False)
    other = client.get(f"{REPOSITORY}/branches/feature%2Fx").json
    assert (other["protected"], other["can_push"], other["default"]) == (False, True, False)
    missing = client.get(f"{REPOSITORY}/branches/nope")
    assert (missing.status, missing.message) == (404, "404 Branch Not Found")


def test_protected_branches_are_shown_to_maintainers(
    gitlab: GitLab, client: Client, head: str
) -> None:
    gitlab.protect(PROJECT, "release/*")
    assert client.get(f"{ADDRESS}/protected_branches").status == 403
    client.token = gitlab.add_project_token(PROJECT, level=MAINTAINER)
    (found,) = client.get(f"{ADDRESS}/protected_branches").json
    assert found == client.get(f"{ADDRESS}/protected_branches/release%2F%2A").json
    assert found["push_access_levels"][0]["access_level"] == MAINTAINER
    assert client.get(f"{ADDRESS}/protected_branches/main").json == {"message": "404 Not found"}


def test_a_file_comes_with_where_it_is_from(
    client: Client, repository: GitRepository, head: str
) -> None:
    newer = repository.commit({"web/tag": "2\n"})
    reply = client.get(file_address("api/tag"), ref="main")
    assert decoded(reply) == b"1\n"
    assert reply.json | {"content": ""} == {
        "file_name": "tag",
        "file_path": "api/tag",
        "size": 2,
        "encoding": "base64",
        "content": "",
        "content_sha256": hashlib.sha256(b"1\n").hexdigest(),
        "ref": "main",
        "blob_id": repository.files("main")["api/tag"][1],
        "commit_id": newer,
        "last_commit_id": head,
        "execute_filemode": False,
    }


def test_a_file_s_facts_are_headers_too(client: Client, head: str) -> None:
    reply = client.send("HEAD", f"{file_address('web/tag')}?ref=main")
    assert (reply.status, reply.body) == (200, b"")
    assert reply.headers["x-gitlab-commit-id"] == head
    assert reply.headers["x-gitlab-size"] == "2"
    assert reply.headers["x-gitlab-execute-filemode"] == "false"


def test_a_raw_file(client: Client, repository: GitRepository) -> None:
    contents = bytes(range(256))
    repository.commit({"größe/x.bin": contents}, mode=0o100755)
    assert client.get(f"{file_address('größe/x.bin')}/raw", ref="main").body == contents
    assert client.get(f"{file_address('größe/x.bin')}/raw").body == contents
    assert client.get(file_address("größe/x.bin"), ref="main").json["execute_filemode"] is True


@pytest.mark.parametrize(
    ("path", "ref", "expected"),
    [
        ("nope", "main", "404 File Not Found"),
        ("web", "main", "404 File Not Found"),
        ("web/tag", "nope", "404 Commit Not Found"),
        ("web/tag", "0" * 40, "404 Commit Not Found"),
    ],
)
def test_a_file_that_is_not_there_is_not_found(
    client: Client, head: str, path: str, ref: str, expected: str
) -> None:
    for address in (file_address(path), f"{file_address(path)}/raw"):
        reply = client.get(address, ref=ref)
        assert (reply.status, reply.message) == (404, expected)


def test_a_blob(client: Client, repository: GitRepository, head: str) -> None:
    id_ = repository.files("main")["web/tag"][1]
    reply = client.get(f"{REPOSITORY}/blobs/{id_}")
    assert (decoded(reply), reply.json["size"], reply.json["sha"]) == (b"1\n", 2, id_)
    assert client.get(f"{REPOSITORY}/blobs/{id_}/raw").body == b"1\n"
    assert client.get(f"{REPOSITORY}/blobs/{'0' * 40}").message == "404 Blob Not Found"


def test_a_tree(client: Client, repository: GitRepository, head: str) -> None:
    repository.commit({"a.txt": "1"})
    names = [(entry["type"], entry["path"]) for entry in client.get(f"{REPOSITORY}/tree").json]
    assert names == [("tree", "api"), ("tree", "web"), ("blob", "a.txt")]
    (inside,) = client.get(f"{REPOSITORY}/tree", path="web", ref=head).json
    assert (inside["path"], inside["name"], inside["mode"]) == ("web/tag", "tag", "100644")
    assert client.get(f"{REPOSITORY}/tree", ref="nope").message == "404 Tree Not Found"


def test_a_recursive_tree_comes_in_pages(client: Client, repository: GitRepository) -> None:
    repository.commit({f"{n:03}": "" for n in range(250)})
    seen: list[str] = []
    address = f"{REPOSITORY}/tree?recursive=true&per_page=1000&ref=main"
    for page in ("1", "2", "3"):
        reply = client.send("GET", f"{address}&page={page}")
        seen.extend(entry["path"] for entry in reply.json)
        assert (reply.headers["x-total"], reply.headers["x-per-page"]) == ("250", "100")
    assert seen == sorted(repository.files("main"))
    assert reply.headers["x-next-page"] == ""
    assert 'rel="prev"' in reply.headers["link"]
    assert 'rel="next"' not in reply.headers["link"]


def test_a_tree_can_be_followed_by_its_links(client: Client, repository: GitRepository) -> None:
    repository.commit({f"{n:03}/x": "" for n in range(30)})
    address = f"{REPOSITORY}/tree?recursive=true&per_page=25&pagination=keyset"
    seen: list[str] = []
    while address:
        reply = client.send("GET", address)
        seen.extend(entry["path"] for entry in reply.json)
        link = reply.headers.get("link", "").partition(">")[0].removeprefix("<")
        address = link.removeprefix(client.server.api_url)
    assert [path for path in seen if path.endswith("/x")] == sorted(repository.files("main"))
    assert len(seen) == 60


def test_a_commit(client: Client, repository: GitRepository, head: str) -> None:
    new = repository.commit({"web/tag": "2\n"}, "Update\n\nBecause.", author="Jane <j@example.com>")
    for name in (new, "main", new[:10]):
        found = client.get(f"{COMMITS}/{name}").json
        assert (found["id"], found["parent_ids"], found["title"]) == (new, [head], "Update")
        assert (found["message"], found["author_email"]) == ("Update\n\nBecause.", "j@example.com")
        assert found["stats"] == {"additions": 1, "deletions": 1, "total": 2}
    assert "stats" not in client.get(f"{COMMITS}/main", stats="false").json
    assert client.get(f"{COMMITS}/nope").message == "404 Commit Not Found"


def test_commits_are_listed_newest_first(
    client: Client, repository: GitRepository, head: str
) -> None:
    new = repository.commit({"web/tag": "2\n"})
    assert [commit["id"] for commit in client.get(COMMITS, ref_name="main").json] == [new, head]
    assert [commit["id"] for commit in client.get(COMMITS, path="api/tag").json] == [head]
    first = client.get(COMMITS, per_page=1)
    assert first.headers["x-next-page"] == "2"
    assert "x-total" not in first.headers


def test_two_commits_are_compared_from_where_they_parted(
    client: Client, repository: GitRepository, head: str
) -> None:
    repository.move_branch("side", head, None)
    repository.commit({"web/tag": "2\n"}, branch="side")
    repository.commit({"api/tag": "2\n"})
    found = client.get(f"{REPOSITORY}/compare", **{"from": "main", "to": "side"}).json
    assert [diff["new_path"] for diff in found["diffs"]] == ["web/tag"]
    assert found["diffs"][0]["diff"] == "@@ -1 +1 @@\n-1\n+2\n"
    assert [commit["id"] for commit in found["commits"]] == [repository.head("side")]
    base = client.send("GET", f"{REPOSITORY}/merge_base?refs[]=main&refs[]=side")
    assert base.json["id"] == head
    assert client.get(f"{REPOSITORY}/merge_base", refs="main").message == "Provide at least 2 refs"
