"""One query through the commit reads a branch's head and files, as github.com answers it."""

import base64
from typing import Any

import pygit2
import pytest

from sandbox.git_repository import GitRepository
from sandbox.github import GitHub
from tests.integration.sandbox.github.conftest import REPOSITORY, Client, Reply

READ = """
query($owner: String!, $name: String!, $ref: String!, $path: String!) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $ref) { name target { oid ... on Commit {
      file(path: $path) {
        mode type name path size oid
        object { oid ... on Blob { text isTruncated isBinary byteSize } }
      }
    } } }
  }
}
"""


def read(client: Client, path: str, ref: str = "refs/heads/main", name: str = "infra") -> Reply:
    reply = client.graphql(READ, owner="acme", name=name, ref=ref, path=path)
    assert reply.status == 200
    return reply


def file_at(client: Client, path: str) -> Any:
    return read(client, path).json["data"]["repository"]["ref"]["target"]["file"]


def test_a_file_comes_with_the_head_it_was_read_at(client: Client, head: str) -> None:
    reply = read(client, "web/tag")

    blob = str(pygit2.hash(b"1\n"))
    assert reply.json == {
        "data": {
            "repository": {
                "ref": {
                    "name": "main",
                    "target": {
                        "oid": head,
                        "file": {
                            "mode": 33188,
                            "type": "blob",
                            "name": "tag",
                            "path": "web/tag",
                            "size": 2,
                            "oid": blob,
                            "object": {
                                "oid": blob,
                                "text": "1\n",
                                "isTruncated": False,
                                "isBinary": False,
                                "byteSize": 2,
                            },
                        },
                    },
                }
            }
        }
    }


def test_names_of_owner_and_repository_are_not_case_sensitive(client: Client, head: str) -> None:
    query = '{ repository(owner: "ACME", name: "Infra") { nameWithOwner } }'
    assert client.graphql(query).json["data"]["repository"]["nameWithOwner"] == REPOSITORY


@pytest.mark.parametrize("path", ["nothing", "web/tag/below", "/web/tag", "web//tag", ""])
def test_a_missing_file_is_null(client: Client, head: str, path: str) -> None:
    assert file_at(client, path) is None


def test_a_missing_branch_is_null(client: Client, head: str) -> None:
    reply = read(client, "web/tag", ref="refs/heads/other")
    assert reply.json == {"data": {"repository": {"ref": None}}}


def test_an_empty_repository_has_no_branch(client: Client) -> None:
    query = '{ repository(owner: "acme", name: "infra") { defaultBranchRef { name } } }'
    assert client.graphql(query).json == {"data": {"repository": {"defaultBranchRef": None}}}


def test_the_default_branch_is_that_of_the_repository(github: GitHub, client: Client) -> None:
    git = github.create_repository("acme/old", branch="trunk")
    git.commit({"file": "1"}, branch="trunk")
    client.token = github.add_token("robot")

    query = '{ repository(owner: "acme", name: "old") { defaultBranchRef { name prefix } } }'
    branch = client.graphql(query).json["data"]["repository"]["defaultBranchRef"]
    assert branch == {"name": "trunk", "prefix": "refs/heads/"}


@pytest.mark.parametrize("path", ["ordner/größe.yaml", "部署/标签", "with space/a'b\"c", "🚢"])
def test_paths_are_any_text(client: Client, repository: GitRepository, path: str) -> None:
    repository.commit({path: "1.0\n"})
    found = file_at(client, path)
    assert (found["path"], found["object"]["text"]) == (path, "1.0\n")


@pytest.mark.parametrize(
    ("mode", "shown"), [(0o100644, 33188), (0o100755, 33261), (0o120000, 40960)]
)
def test_modes_are_decimal(
    client: Client, repository: GitRepository, mode: int, shown: int
) -> None:
    repository.commit({"file": "target"}, mode=mode)
    found = file_at(client, "file")
    assert (found["mode"], found["type"]) == (shown, "blob")


def test_a_folder_is_a_tree(client: Client, head: str) -> None:
    found = file_at(client, "web")
    assert (found["mode"], found["type"], found["size"]) == (16384, "tree", 0)


def test_a_binary_file_has_no_text(client: Client, repository: GitRepository) -> None:
    repository.commit({"logo.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"})
    found = file_at(client, "logo.png")["object"]
    assert (found["text"], found["isBinary"], found["isTruncated"]) == (None, True, False)
    assert found["byteSize"] == 16


def test_text_ends_at_512_000_bytes(client: Client, repository: GitRepository) -> None:
    repository.commit({"fits": "é" * 256_000, "long": "é" * 256_000 + "e"})
    fits, long = file_at(client, "fits")["object"], file_at(client, "long")["object"]
    assert (fits["isTruncated"], fits["text"]) == (False, "é" * 256_000)
    assert (long["isTruncated"], long["text"]) == (True, "é" * 256_000)
    assert (fits["byteSize"], long["byteSize"]) == (512_000, 512_001)


def test_text_is_cut_between_characters(client: Client, repository: GitRepository) -> None:
    repository.commit({"long": "a" + "é" * 256_000})
    assert file_at(client, "long")["object"]["text"] == "a" + "é" * 255_999


def test_text_that_is_not_utf_8_comes_in_other_bytes(
    client: Client, repository: GitRepository
) -> None:
    repository.commit({"latin": "größe".encode("latin-1")})
    found = file_at(client, "latin")["object"]
    assert (found["isBinary"], found["byteSize"]) == (False, 5)
    assert len(found["text"].encode()) != found["byteSize"]


@pytest.mark.parametrize("name", ["nope", "secret"])
def test_a_repository_one_may_not_see_is_not_found(
    github: GitHub, client: Client, name: str
) -> None:
    github.create_repository("acme/secret")
    reply = read(client, "file", name=name)
    assert reply.json["data"] == {"repository": None}
    assert reply.error == {
        "type": "NOT_FOUND",
        "path": ["repository"],
        "message": f"Could not resolve to a Repository with the name 'acme/{name}'.",
    }


def test_contents_need_a_permission(github: GitHub, client: Client, head: str) -> None:
    client.token = github.add_token("robot", {"issues": "write"})
    reply = read(client, "web/tag")
    assert reply.json["data"] == {"repository": {"ref": None}}
    assert reply.error == {
        "type": "FORBIDDEN",
        "path": ["repository", "ref"],
        "extensions": {"saml_failure": False},
        "message": "Resource not accessible by personal access token",
    }


def test_objects_are_found_by_expression_and_by_id(client: Client, head: str) -> None:
    query = """
    query($oid: GitObjectID!) { repository(owner: "acme", name: "infra") {
      file: object(expression: "main:web/tag") { __typename ... on Blob { text } }
      root: object(expression: "HEAD:") { ... on Tree { entries { name type mode } } }
      folder: object(expression: "main:web") { ... on Tree { entries { name path } } }
      missing: object(expression: "main:nothing") { oid }
      commit: object(oid: $oid) { abbreviatedOid ... on Commit { message } }
    } }
    """
    found = client.graphql(query, oid=head).json["data"]["repository"]
    assert found == {
        "file": {"__typename": "Blob", "text": "1\n"},
        "folder": {"entries": [{"name": "tag", "path": "web/tag"}]},
        "root": {
            "entries": [
                {"name": "api", "type": "tree", "mode": 16384},
                {"name": "web", "type": "tree", "mode": 16384},
            ]
        },
        "missing": None,
        "commit": {"abbreviatedOid": head[:7], "message": "Begin"},
    }


def test_folders_are_listed_through_a_commit(
    client: Client, repository: GitRepository, head: str
) -> None:
    newer = repository.commit({"web/größe.yaml": "1\n", "web/charts/tag": "1\n"})
    repository.commit({"web/run": "1\n"}, mode=0o100755)
    query = """
    query($oid: GitObjectID!) { repository(owner: "acme", name: "infra") {
      object(oid: $oid) { ... on Commit {
        root: tree { ...listed }
        web: file(path: "web") { object { ...listed } }
        file: file(path: "web/tag") { object { ...listed } }
        missing: file(path: "nothing") { object { ...listed } }
      } }
    } }
    fragment listed on Tree { entries { name mode path } }
    """
    found = client.graphql(query, oid=newer).json["data"]["repository"]["object"]
    assert found == {
        "root": {
            "entries": [
                {"name": "api", "mode": 16384, "path": "api"},
                {"name": "web", "mode": 16384, "path": "web"},
            ]
        },
        "web": {
            "object": {
                "entries": [
                    {"name": "charts", "mode": 16384, "path": "web/charts"},
                    {"name": "größe.yaml", "mode": 33188, "path": "web/größe.yaml"},
                    {"name": "tag", "mode": 33188, "path": "web/tag"},
                ]
            }
        },
        "file": {"object": {}},
        "missing": None,
    }


def test_a_submodule_is_a_commit_that_is_elsewhere(
    client: Client, repository: GitRepository, head: str
) -> None:
    opened = repository.open()
    builder = opened.TreeBuilder()
    builder.insert("module", pygit2.Oid(hex="1" * 40), pygit2.enums.FileMode.COMMIT)
    person = pygit2.Signature("A Person", "person@example.com")
    opened.create_commit("refs/heads/main", person, person, "Add", builder.write(), [head])

    found = file_at(client, "module")
    assert (found["mode"], found["type"], found["object"]) == (57344, "commit", None)
    assert found["oid"] == "1" * 40


def test_the_viewer_is_the_token_s_owner(client: Client) -> None:
    assert client.graphql("{ viewer { login } }").json == {"data": {"viewer": {"login": "robot"}}}


def test_what_a_person_pushed_is_read_at_once(client: Client, repository: GitRepository) -> None:
    for tag in ("1", "2"):
        repository.commit({"tag": tag})
        assert file_at(client, "tag")["object"]["text"] == tag


def test_a_token_may_come_as_token_or_as_password(client: Client, head: str) -> None:
    password = base64.b64encode(f"x-access-token:{client.token}".encode()).decode()
    for header in (f"token {client.token}", f"BEARER {client.token}", f"Basic {password}"):
        reply = client.graphql("{ viewer { login } }", {"authorization": header})
        assert reply.status == 200


def test_a_commit_tells_its_headline_from_its_body(client: Client, head: str) -> None:
    message = {"headline": "h" * 80, "body": "Why\n\nAnd how"}
    client.commit(head, {"web/tag": b"2"}, message=message)
    asked = """{ repository(owner: "acme", name: "infra") { object(expression: "main") {
      ... on Commit {
        messageHeadline messageBody committedViaWeb
        signature { isValid state wasSignedByGitHub }
        parents(first: 1) { nodes { oid committedViaWeb signature { isValid } } }
      } } viewerPermission } }"""
    found = client.graphql(asked).json["data"]["repository"]
    assert found["viewerPermission"] == "WRITE"
    assert found["object"] == {
        "messageHeadline": "h" * 69 + "…",
        "messageBody": "…" + "h" * 11 + "\n\nWhy\n\nAnd how",
        "committedViaWeb": True,
        "signature": {"isValid": True, "state": "VALID", "wasSignedByGitHub": True},
        "parents": {"nodes": [{"oid": head, "committedViaWeb": False, "signature": None}]},
    }
