"""What github.com really answered, beside what the sandbox answers to the same requests."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.git_repository import GitRepository
from sandbox.github.rest_contract import find_operation
from tests.integration.sandbox.github.conftest import REPOSITORY, Client, Reply
from tests.integration.sandbox.github.pull_request_client import PullRequestClient
from tests.recorded_traffic import Exchange, recorded

NEWER = {"status", "verification.verified_at"}
"""What GitHub's own description of its API has, and the recordings of 2022 do not."""
LINKS = {
    *("[].html_url", "[].git_url", "[].download_url"),
    *("[]._links.self", "[]._links.git", "[]._links.html"),
}
"""What a folder of the sandbox has not: it has no pages and no other addresses of files."""
RAW = {"accept": "application/vnd.github.raw"}


def members(shown: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """The members of an answer, below each other, and their types; of lists those of the items."""
    match shown:
        case dict():
            for name, value in shown.items():
                yield from members(value, f"{at}.{name}" if at else name)
        case list():
            for value in shown:
                yield from members(value, f"{at}[]")
        case _:
            yield at, type(shown).__name__


def differences(ours: Any, theirs: Any) -> tuple[set[str], set[str]]:
    """The members that only the sandbox has, or of another type; and those that it has not."""
    here, there = set(members(ours)), set(members(theirs))
    names = {name for name, _ in here}
    more = {name for name, kind in here - there if (name, kind) not in there}
    return more - NEWER, {name for name, _ in there} - names


def exchange_of(scenario: str, called: str) -> Exchange:
    return next(one for one in recorded(scenario) if str(one) == called)


def ask(client: Client, exchange: Exchange, repository: str = REPOSITORY) -> Reply:
    """Ask the sandbox what GitHub was asked, about another repository."""
    path = exchange.path.replace(exchange.repository or repository, repository)
    body = json.dumps(exchange.sent).encode() if exchange.sent else b""
    return client.send(exchange.method, f"{client.server.rest_url}{path}", body)


def test_a_branch_that_is_moved(client: Client, repository: GitRepository, head: str) -> None:
    assert repository.move_branch("test", head, None)
    newer = repository.commit({"web/tag": "2\n"})
    exchange = exchange_of("git-refs", "PATCH git/refs/heads/test")
    reply = client.rest_with("PATCH", f"/repos/{REPOSITORY}/{exchange.below}", sha=newer)
    assert reply.status == exchange.status
    assert differences(reply.json, exchange.answer) == (set(), set())
    assert reply.json["ref"] == exchange.answer["ref"]


def test_a_reference(client: Client, head: str) -> None:
    (theirs,) = exchange_of("git-refs", "GET git/refs/").answer
    ours = client.rest(f"/repos/{REPOSITORY}/git/ref/heads/main").json
    assert differences(ours, theirs) == (set(), set())
    assert ours["ref"] == theirs["ref"]


def test_labels_that_are_put_on_a_pull_request(client: Client, pulls: PullRequestClient) -> None:
    pulls.branch()
    pulls.opened()
    exchange = exchange_of("add-labels-to-issue", "POST issues/1/labels")
    reply = ask(client, exchange)
    assert reply.status == exchange.status
    assert differences(reply.json, exchange.answer) == (set(), set())
    same = ("name", "color", "default", "description")
    assert [[label[name] for name in same] for label in reply.json] == [
        [label[name] for name in same] for label in exchange.answer
    ]


def test_a_commit(client: Client, repository: GitRepository, head: str) -> None:
    theirs = exchange_of("git-refs", "PUT contents/2.md").answer["commit"]
    tree = client.rest(f"/repos/{REPOSITORY}/git/trees/main").json["sha"]
    path, parents = f"/repos/{REPOSITORY}/git/commits", [head]
    made = client.rest_with("POST", path, message="2nd commit", tree=tree, parents=parents)
    assert differences(made.json, theirs) == (set(), set())


def test_a_file_that_is_made(client: Client, head: str) -> None:
    exchange = exchange_of("create-file", "PUT contents/test.txt")
    reply = ask(client, exchange)
    assert reply.status == exchange.status
    more, less = differences(reply.json, exchange.answer)
    # The recorded one is the repository's first commit.
    assert {one for one in more if not one.startswith("commit.parents[]")} <= {
        f"commit.{name}" for name in NEWER
    }
    assert less <= {name.replace("[]", "content") for name in LINKS}
    assert reply.json["content"]["sha"] == exchange.answer["content"]["sha"]


def test_a_reference_that_is_made(client: Client, head: str) -> None:
    exchange = exchange_of("git-refs", "POST git/refs")
    sent = exchange.sent | {"sha": head}
    reply = client.rest_with("POST", f"/repos/{REPOSITORY}/git/refs", **sent)
    assert reply.status == exchange.status
    assert differences(reply.json, exchange.answer) == (set(), set())
    assert reply.json["ref"] == exchange.answer["ref"]


def test_a_folder(client: Client, repository: GitRepository) -> None:
    exchange = exchange_of("get-content", "GET contents/")
    repository.commit({"README.md": b"# hello-world"})
    (ours,), (theirs,) = ask(client, exchange).json, exchange.answer
    assert differences([ours], [theirs]) == (set(), LINKS)
    same = ("name", "path", "sha", "size", "type")
    assert [ours[name] for name in same] == [theirs[name] for name in same]


def test_a_file_as_it_is(client: Client, repository: GitRepository) -> None:
    exchange = exchange_of("get-content", "GET contents/README.md")
    repository.commit({"README.md": b"# hello-world"})
    reply = client.rest(f"/repos/{REPOSITORY}/{exchange.below}", RAW)
    assert (reply.status, reply.body) == (exchange.status, exchange.data)


def test_a_repository(client: Client, head: str) -> None:
    (exchange,) = recorded("get-repository")
    reply = ask(client, exchange)
    assert reply.status == exchange.status
    more, _ = differences(reply.json, exchange.answer)
    assert more == set()


def test_a_refusal(client: Client, head: str) -> None:
    theirs = exchange_of("branch-protection", "GET branches/main/protection")
    reply = client.rest(f"/repos/{REPOSITORY}/branches/nothing")
    assert reply.status == theirs.status
    assert differences(reply.json, theirs.answer) == (set(), set())


def test_headers_tell_what_is_left_of_the_hour(client: Client, head: str) -> None:
    (exchange,) = recorded("get-repository")
    theirs = {name.lower(): value for name, value in exchange.headers}
    ours = {name.lower(): value for name, value in ask(client, exchange).headers.items()}
    limits = {name for name in theirs if name.startswith("x-ratelimit-")}
    assert {name for name in ours if name.startswith("x-ratelimit-")} == limits
    assert all(ours[name].isdecimal() == theirs[name].isdecimal() for name in limits)
    assert ours["content-type"] == theirs["content-type"]


SUPPORTED = (
    *("GET /repos/", "GET contents/", "PUT contents/", "POST issues/1/labels"),
    *("POST git/refs", "PATCH git/refs/heads/test"),
)
SCENARIOS = [
    *("add-labels-to-issue", "branch-protection", "create-file", "errors"),
    *("get-content", "git-refs", "labels", "rename-repository"),
]
OTHERS = [
    exchange
    for scenario in SCENARIOS
    for exchange in recorded(scenario)
    if not str(exchange).startswith(SUPPORTED)
]


@pytest.mark.parametrize("exchange", OTHERS, ids=str)
def test_what_is_not_supported_is_refused(client: Client, head: str, exchange: Exchange) -> None:
    """By its name; as GitHub refuses what it has no operation for, where it describes none now."""
    found = find_operation(exchange.method, exchange.path)
    reply = ask(client, exchange)
    assert reply.status == (501 if found else 404)
    assert found is None or reply.json["message"].endswith(f" the REST operation {found[0].id}")
