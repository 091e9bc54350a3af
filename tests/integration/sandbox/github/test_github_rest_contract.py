"""What the REST operations answer is what GitHub describes, as far as it goes."""

import json
from functools import cache
from typing import Any

import jsonschema_rs
import pytest

from sandbox.git_repository import GitRepository
from sandbox.github.npm_contracts import contract_text
from tests.integration.sandbox.github.conftest import REPOSITORY, Client

REPO = "/repos/{owner}/{repo}"


def readable(schema: Any) -> Any:
    """OpenAPI 3.0 as JSON Schema, and with leave to say less than GitHub says."""
    if isinstance(schema, list):
        return [readable(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: readable(part) for key, part in schema.items() if key not in ("required", "example")
    }
    return {"anyOf": [{"type": "null"}, kept]} if kept.pop("nullable", False) is True else kept


@cache
def contract() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(contract_text("openapi", "generated/api.github.com.json"))
    return read


def complaints(path: str, answer: Any, method: str = "get", status: int = 200) -> list[str]:
    described = contract()["paths"][path][method]["responses"][str(status)]["content"]
    schema = described["application/json"]["schema"]
    document = {**readable(schema), "components": readable(closure(schema))}
    return [error.message for error in jsonschema_rs.validator_for(document).iter_errors(answer)]


def closure(schema: Any) -> dict[str, Any]:
    """The shared schemas that a schema needs, under their names."""
    found: dict[str, Any] = {}
    waiting = [schema]
    while waiting:
        match waiting.pop():
            case {"$ref": str(reference)} if (name := reference.rpartition("/")[2]) not in found:
                found[name] = contract()["components"]["schemas"][name]
                waiting.append(found[name])
            case dict() as parts:
                waiting.extend(parts.values())
            case list() as parts:
                waiting.extend(parts)
    return {"schemas": found}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        (REPO, {}),
        (f"{REPO}/branches/{{branch}}", {"branch": "main"}),
        (f"{REPO}/git/ref/{{ref}}", {"ref": "heads/main"}),
        (f"{REPO}/git/trees/{{tree_sha}}", {"tree_sha": "main?recursive=1"}),
        (f"{REPO}/contents/{{path}}", {"path": "web/tag"}),
        (f"{REPO}/contents/{{path}}", {"path": "web"}),
        ("/rate_limit", {}),
    ],
)
def test_an_answer_is_as_described(
    client: Client, head: str, path: str, values: dict[str, str]
) -> None:
    owner, name = REPOSITORY.split("/")
    reply = client.rest(path.format(owner=owner, repo=name, **values))
    assert reply.status == 200
    assert complaints(path, reply.json) == []


def test_answers_of_a_commit_by_git_data_are_as_described(
    client: Client, repository: GitRepository, head: str
) -> None:
    git, real = f"{REPO}/git", f"/repos/{REPOSITORY}/git"
    entry = repository.entry("", head)
    assert entry
    file = {"path": "run", "mode": "100755", "type": "blob", "content": "1"}
    tree = client.rest_with("POST", f"{real}/trees", base_tree=entry[1], tree=[file])
    assert complaints(f"{git}/trees", tree.json, "post", tree.status) == []
    change = {"message": "Change", "tree": tree.json["sha"], "parents": [head]}
    commit = client.rest_with("POST", f"{real}/commits", **change)
    assert complaints(f"{git}/commits", commit.json, "post", commit.status) == []
    moved = client.rest_with("PATCH", f"{real}/refs/heads/main", sha=commit.json["sha"])
    assert complaints(f"{git}/refs/{{ref}}", moved.json, "patch", moved.status) == []
    blob = client.rest(f"{real}/blobs/{tree.json['tree'][1]['sha']}")
    assert complaints(f"{git}/blobs/{{file_sha}}", blob.json) == []


def test_an_answer_that_is_not_as_described_is_noticed() -> None:
    assert complaints(REPO, {"id": "seven"})
