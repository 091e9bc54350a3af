"""The history of a commit, and of a path in it, a page at a time, as git itself has it."""

from typing import Any

import pytest

from sandbox.git_repository import GitRepository
from tests.integration.sandbox.github.conftest import Client, Reply

HISTORY = """
query($commit: GitObjectID!, $first: Int, $after: String, $path: String) {
  repository(owner: "acme", name: "infra") { object(oid: $commit) { ... on Commit {
    history(first: $first, after: $after, path: $path) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes { oid committedDate message author { name } file(path: "web/tag") { oid } }
    }
  } } }
}
"""


def ask(client: Client, commit: str, **values: Any) -> Reply:
    return client.graphql(HISTORY, commit=commit, **values)


def page(client: Client, commit: str, **values: Any) -> Any:
    return ask(client, commit, **values).json["data"]["repository"]["object"]["history"]


def ids(found: Any) -> list[str]:
    return [node["oid"] for node in found["nodes"]]


def test_commits_come_with_what_they_have_the_newest_first(
    client: Client, repository: GitRepository, head: str
) -> None:
    last = repository.commit({"web/tag": None}, "Zwei ✓\n", author="Zoë <zoe@example.com>")
    found = page(client, last, first=10)
    assert ids(found) == [last, head]
    assert (found["totalCount"], found["pageInfo"]["hasNextPage"]) == (2, False)
    newest, oldest = found["nodes"]
    assert (newest["message"], newest["author"]) == ("Zwei ✓\n", {"name": "Zoë"})
    assert newest["committedDate"].endswith("Z")
    assert (newest["file"], oldest["file"] is None) == (None, False)


def test_a_path_has_the_commits_that_changed_it(
    client: Client, repository: GitRepository, head: str
) -> None:
    repository.commit({"api/tag": "2\n"})
    second = repository.commit({"web/tag": "2\n"})
    last = repository.commit({"api/tag": "3\n"})
    assert ids(page(client, last, first=10, path="web/tag")) == [second, head]
    assert ids(page(client, last, first=10, path="web")) == [second, head]
    assert ids(page(client, head, first=10, path="web/tag")) == [head]
    assert ids(page(client, last, first=10, path="w*/tag")) == []


def test_a_history_comes_in_pages(client: Client, repository: GitRepository, head: str) -> None:
    made = [repository.commit({"web/tag": f"{number}"}) for number in range(4)][::-1]
    found = page(client, made[0], first=3, path="web/tag")
    assert (ids(found), found["pageInfo"]["hasNextPage"]) == (made[:3], True)
    cursor = found["pageInfo"]["endCursor"]
    rest = page(client, made[0], first=3, after=cursor, path="web/tag")
    assert (ids(rest), rest["pageInfo"]["hasNextPage"]) == ([made[3], head], False)


@pytest.mark.parametrize(
    ("values", "kind"),
    [({}, "MISSING_PAGINATION_BOUNDARIES"), ({"first": 101}, "EXCESSIVE_PAGINATION")],
)
def test_a_history_has_to_be_asked_for_in_pages(
    client: Client, head: str, values: dict[str, Any], kind: str
) -> None:
    assert ask(client, head, **values).error["type"] == kind


def test_what_a_history_is_filtered_by_besides_is_refused_by_name(
    client: Client, head: str
) -> None:
    document = HISTORY.replace("path: $path", 'path: $path, since: "2026-01-01T00:00:00Z"')
    reply = client.graphql(document, commit=head, first=1)
    assert "Commit.history(since:)" in reply.body.decode()


def test_the_history_of_an_empty_path_is_refused_by_name(client: Client, head: str) -> None:
    assert "Commit.history of an empty path" in ask(client, head, first=1, path="").body.decode()
