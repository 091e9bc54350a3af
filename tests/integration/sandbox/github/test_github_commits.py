"""createCommitOnBranch writes a real commit, exactly on the head it was made for."""

import base64

import pytest

from sandbox.git_repository import GitRepository
from sandbox.github import GitHub
from tests.integration.sandbox.github.conftest import CREATE, REPOSITORY, Client


def test_a_commit_is_what_was_asked_for(
    client: Client, repository: GitRepository, head: str
) -> None:
    message = {"headline": "Update web", "body": "web: 1 → 2"}
    reply = client.commit(head, {"web/tag": b"2\n"}, message=message, clientMutationId="7")

    (new, _) = repository.log("main")
    assert reply.status == 200
    assert reply.json == {
        "data": {
            "createCommitOnBranch": {
                "clientMutationId": "7",
                "commit": {"oid": new.id, "message": "Update web\n\nweb: 1 → 2"},
                "ref": {"name": "main", "target": {"oid": new.id}},
            }
        }
    }
    assert new.parents == (head,)
    assert new.message == "Update web\n\nweb: 1 → 2"
    assert repository.files("main").keys() == {"api/tag", "web/tag"}
    assert repository.read("web/tag", "main") == b"2\n"
    assert repository.fsck() == ""


def test_the_token_s_owner_is_the_author_and_github_the_committer(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    github.add_user("jane", name="Jane Doe", email="jane@example.com")
    client.token = github.add_token("jane")
    client.commit(head, {"web/tag": b"2\n"})

    new = repository.log("main")[0]
    assert (new.author_name, new.author_email) == ("Jane Doe", "jane@example.com")
    assert (new.committer_name, new.committer_email) == ("GitHub", "noreply@github.com")


def test_an_app_s_bot_has_a_noreply_address(
    github: GitHub, client: Client, repository: GitRepository, head: str
) -> None:
    client.token = github.add_token("tagboat[bot]", kind="installation")
    client.commit(head, {"web/tag": b"2\n"})

    new = repository.log("main")[0]
    assert new.author_name == "tagboat[bot]"
    assert new.author_email.endswith("+tagboat[bot]@users.noreply.github.com")


def test_several_files_change_in_one_commit(
    client: Client, repository: GitRepository, head: str
) -> None:
    client.commit(head, {"web/tag": b"2", "new/größe": b"\0\xff", "empty": b""}, "api/tag")

    assert repository.files("main").keys() == {"web/tag", "new/größe", "empty"}
    assert repository.read("new/größe", "main") == b"\0\xff"
    assert len(repository.log("main")) == 2
    assert repository.fsck() == ""


def test_the_branch_may_be_given_by_its_id(
    client: Client, repository: GitRepository, head: str
) -> None:
    query = '{ repository(owner: "acme", name: "infra") { ref(qualifiedName: "main") { id } } }'
    id_ = client.graphql(query).json["data"]["repository"]["ref"]["id"]
    reply = client.commit(head, {"web/tag": b"2"}, branch={"id": id_})

    assert reply.json["data"]["createCommitOnBranch"]["commit"]["oid"] == repository.head("main")


def test_the_branch_s_name_may_be_qualified(
    client: Client, repository: GitRepository, head: str
) -> None:
    named = {"repositoryNameWithOwner": REPOSITORY, "branchName": "refs/heads/main"}
    client.commit(head, {"web/tag": b"2"}, branch=named)
    assert repository.head("main") != head


def test_no_effective_change_makes_an_empty_commit(
    client: Client, repository: GitRepository, head: str
) -> None:
    client.commit(head, {"web/tag": b"1\n"})
    client.commit(str(repository.head("main")), {})

    assert len(repository.log("main")) == 3
    assert repository.diff("main") == ""
    assert repository.files("main") == repository.files(head)


@pytest.mark.parametrize("mode", [0o100755, 0o120000])
def test_a_file_s_mode_is_not_kept(client: Client, repository: GitRepository, mode: int) -> None:
    head = repository.commit({"run.sh": "target"}, mode=mode)
    client.commit(head, {"run.sh": b"#!/bin/sh\n"})
    assert repository.files("main")["run.sh"][0] == 0o100644


def test_mutations_of_one_request_are_carried_out_in_order(
    client: Client, repository: GitRepository, head: str
) -> None:
    query = """
    mutation($one: CreateCommitOnBranchInput!, $two: CreateCommitOnBranchInput!) {
      one: createCommitOnBranch(input: $one) { commit { oid } }
      two: createCommitOnBranch(input: $two) { commit { oid } }
    }
    """
    branch = {"repositoryNameWithOwner": REPOSITORY, "branchName": "main"}
    wanted = {"branch": branch, "expectedHeadOid": head, "message": {"headline": "x"}}
    reply = client.graphql(query, one=wanted, two=wanted)

    assert reply.json["data"]["one"]["commit"]["oid"] == repository.head("main")
    assert reply.json["data"]["two"] is None
    assert reply.error["type"] == "STALE_DATA"
    assert reply.error["path"] == ["two"]


def test_nothing_is_executed_when_the_answer_asks_for_what_is_not_supported(
    client: Client, repository: GitRepository, head: str
) -> None:
    query = CREATE.replace("message }", "status { state } }")
    branch = {"repositoryNameWithOwner": REPOSITORY, "branchName": "main"}
    wanted = {"branch": branch, "expectedHeadOid": head, "message": {"headline": "x"}}
    reply = client.graphql(query, input=wanted)

    assert reply.status == 501
    assert "Commit.status, Status.state" in reply.json["message"]
    assert repository.head("main") == head


def test_contents_are_strict_base64(client: Client, repository: GitRepository, head: str) -> None:
    for contents in ("YQ", "Y Q==", "%%%"):
        addition = {"path": "web/tag", "contents": contents}
        reply = client.commit(head, {}, fileChanges={"additions": [addition]})
        problem = reply.error["extensions"]["problems"][0]
        assert problem["path"] == ["fileChanges", "additions", 0, "contents"]
        assert problem["explanation"] == "Could not coerce value to Base64String"
    assert repository.head("main") == head


def test_a_large_file_is_committed(client: Client, repository: GitRepository, head: str) -> None:
    contents = bytes(range(256)) * 8192
    client.commit(head, {"large.bin": contents})
    assert repository.read("large.bin", "main") == contents
    assert len(base64.b64encode(contents)) > 2_000_000
