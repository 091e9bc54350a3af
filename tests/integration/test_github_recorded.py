"""Tagboat's client of GitHub's REST API before what github.com really answered."""

import json
from collections.abc import Iterator

import pytest

from tagboat.core import errors
from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.pull_requests.proposal import Proposal
from tagboat.core.pull_requests.standing import Standing
from tagboat.core.snapshot import Snapshot
from tagboat.git_hosts.github import rest_errors
from tagboat.git_hosts.github.follow_ups import FollowUps, Lookup
from tagboat.git_hosts.github.requests import GitHubRequests
from tagboat.http_client import HttpClient
from tests.contract.hosted.tokens import HeldToken
from tests.recorded_traffic import Exchange, Replay, recorded, replayed

BRANCH = "main"
SCENARIOS = [
    *("add-labels-to-issue", "branch-protection", "create-file", "errors"),
    *("get-content", "git-refs", "labels"),
]
"""Those about what is below a repository that Tagboat asks for: contents, references, labels."""


def of_repositories() -> Iterator[Exchange]:
    """What is answered with a body: Tagboat asks for nothing else by REST."""
    for exchange in (one for scenario in SCENARIOS for one in recorded(scenario)):
        if exchange.below and exchange.status != 204:
            yield exchange


def exchange_of(scenario: str, method: str, status: int) -> Exchange:
    (found,) = (one for one in recorded(scenario) if (one.method, one.status) == (method, status))
    return found


def requests_to(replay: Replay, exchange: Exchange) -> GitHubRequests:
    return GitHubRequests(HttpClient(), replay.url, exchange.repository, HeldToken("a token"))


def ask(exchange: Exchange) -> object:
    with replayed(exchange) as replay:
        return requests_to(replay, exchange).rest(
            exchange.method, exchange.below, BRANCH, exchange.sent, kind=type(exchange.answer)
        )


def answered(*statuses: int) -> list[Exchange]:
    return [
        one
        for one in of_repositories()
        if one.status in statuses and not isinstance(one.answer, str)
    ]


@pytest.mark.parametrize("exchange", answered(200, 201), ids=str)
def test_what_is_answered_is_understood(exchange: Exchange) -> None:
    assert ask(exchange) == exchange.answer


@pytest.mark.parametrize("exchange", answered(404), ids=str)
def test_what_is_missing_is_an_error(exchange: Exchange) -> None:
    with pytest.raises(errors.RepositoryMissing):
        ask(exchange)


def test_a_file_as_it_is_is_no_answer_in_json() -> None:
    (raw,) = (one for one in recorded("get-content") if one.answer == "# hello-world")
    with replayed(raw) as replay, pytest.raises(errors.HostUnavailable, match="REST's JSON"):
        requests_to(replay, raw).rest("GET", raw.below, BRANCH)


def test_a_refusal_says_what_is_wrong() -> None:
    with pytest.raises(errors.CommitRefused, match=r"Validation Failed \(Label color: invalid\)"):
        ask(exchange_of("errors", "POST", 422))


def test_labels_that_are_to_be_made_are_put_on_a_pull_request() -> None:
    (exchange,) = (one for one in recorded("add-labels-to-issue") if one.below.endswith("labels"))
    names = tuple(exchange.sent["labels"])
    proposal = Proposal(
        base=Snapshot(BRANCH, "0" * 40, {}),
        standing=Standing(branch="tagboat/web"),
        files={},
        message=CommitMessage("Update", ""),
        author=Author("A Bot", "bot@example.com"),
        title="Update",
        body="",
        labels=names,
    )
    pull = {"id": "PR_1", "number": 1}
    with replayed(exchange) as replay:
        made = FollowUps(requests_to(replay, exchange), proposal, pull, Lookup(proposal.labels, ()))
        assert list(made.make_labels()) == []


@pytest.mark.parametrize(("method", "status"), [("GET", 301), ("PATCH", 307)])
def test_a_repository_that_was_renamed_is_not_followed(method: str, status: int) -> None:
    moved = exchange_of("rename-repository", method, status)
    with replayed(moved) as replay:
        url = f"{replay.url}/api/v3{moved.path}"
        answer = HttpClient().send(method, url, {"Authorization": "bearer a token"}, moved.sent)
    assert answer.headers["location"].startswith("https://api.github.com/repositories/")
    error = rest_errors.of_answer(answer, moved.repository, BRANCH)
    assert isinstance(error, errors.RepositoryMissing)
    assert f"if {moved.repository} has another name now" in str(error)


@pytest.mark.parametrize("exchange", answered(200, 201, 404, 422), ids=str)
def test_an_answer_that_tells_of_points_left_is_no_limit(exchange: Exchange) -> None:
    with replayed(exchange) as replay:
        url = f"{replay.url}/api/v3{exchange.path}"
        answer = HttpClient().send(exchange.method, url, {}, exchange.sent)
    assert int(answer.headers["x-ratelimit-remaining"]) > 0
    error = rest_errors.of_answer(answer, exchange.repository, BRANCH, object)
    assert not isinstance(error, errors.Throttled)


def test_an_answer_comes_as_it_was_recorded() -> None:
    exchange = exchange_of("git-refs", "PATCH", 200)
    with replayed(exchange) as replay:
        url = f"{replay.url}/api/v3{exchange.path}"
        body = json.dumps(exchange.sent).encode()
        answer = HttpClient().exchange(exchange.method, url, {}, body)
    assert (answer.status, answer.data) == (exchange.status, exchange.data)
    assert {
        name.lower(): value for name, value in exchange.headers
    }.items() <= answer.headers.items()


@pytest.mark.parametrize("asked", [["git/refs/heads/test"], ["git/refs/", "git/refs/"]])
def test_what_was_not_recorded_fails_the_test(asked: list[str]) -> None:
    exchange = next(one for one in recorded("git-refs") if one.below == "git/refs/")

    def ask_all() -> None:
        with replayed(exchange) as replay:
            for path in asked:
                HttpClient().send(
                    "GET", f"{replay.url}/api/v3/repos/{exchange.repository}/{path}", {}
                )

    with pytest.raises(AssertionError, match=r"not recorded: \[.GET "):
        ask_all()


def test_what_was_recorded_and_not_asked_fails_the_test() -> None:
    def ask_nothing() -> None:
        with replayed(*recorded("get-content")):
            pass

    with pytest.raises(AssertionError, match=r"not asked: \[.GET contents/."):
        ask_nothing()
