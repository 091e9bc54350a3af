"""What the history of files asks of a git host: how many requests, and how large."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from os import urandom
from pathlib import Path

import pytest

from sandbox.aws.server import AwsServer
from sandbox.request_log import Request
from tests.contract.hosted.base import OverHttp
from tests.contract.hosts import OVER_HTTP

EVENING = datetime(2026, 2, 3, 18, 0, tzinfo=UTC)
QUERY, BLOB = "repository", "git/get-blob"
COMMIT, LIST, FILE = "GetCommit", "ListFileCommitHistory", "GetFile"
FETCH = "git-upload-pack"

type Open = Callable[[str], OverHttp]


@pytest.fixture
def open_host(aws: AwsServer, tmp_path: Path) -> Iterator[Open]:
    """Makes an infra repo on a host of a name."""
    with ExitStack() as opened:
        yield lambda name: opened.enter_context(OVER_HTTP[name](aws, tmp_path))


def minute(number: int) -> datetime:
    return EVENING + timedelta(minutes=number)


def push_each(hosted: OverHttp, count: int, *paths: str, start: int = 0) -> None:
    for number in range(count):
        content = f"{start + number}".encode()
        hosted.push_at(minute(start + number), dict.fromkeys(paths, content))


def ask(hosted: OverHttp, *paths: str, since: datetime) -> tuple[int, Sequence[Request]]:
    """How many revisions there are after a read of the head, and what that took."""
    snapshot = hosted.git_host.read("main", ["README.md"])
    before = len(hosted.asked)
    found = hosted.git_host.history(paths, at=snapshot.head, since=since)
    return sum(map(len, found.values())), hosted.asked.since(before)


def operations(asked: Sequence[Request]) -> list[str]:
    return [one.operation for one in asked]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("github", [QUERY]), ("codecommit", [COMMIT]), ("git", []), ("gitlab", [])],
)
def test_a_head_that_is_older_takes_one_request_at_most(
    open_host: Open, name: str, expected: list[str]
) -> None:
    hosted = open_host(name)
    push_each(hosted, 3, "a", "b")
    revisions, asked = ask(hosted, "a", "b", since=minute(3))
    assert (revisions, operations(asked)) == (0, expected)


@pytest.mark.parametrize("count", [1, 10])
def test_github_is_asked_for_all_files_at_once(open_host: Open, count: int) -> None:
    hosted, paths = open_host("github"), [f"{number}/tag" for number in range(count)]
    push_each(hosted, 5, *paths)
    revisions, asked = ask(hosted, *paths, since=minute(3))
    assert (revisions, operations(asked)) == (3 * count, [QUERY])


def test_github_is_asked_twice_for_what_changed_often(open_host: Open) -> None:
    hosted = open_host("github")
    push_each(hosted, 20, "a", "b")
    push_each(hosted, 1, "c", start=30)
    revisions, asked = ask(hosted, "a", "b", "c", since=minute(10))
    assert (revisions, operations(asked)) == (11 + 11 + 1, [QUERY, QUERY])


def test_github_is_asked_for_each_large_content_that_is_wanted(open_host: Open) -> None:
    hosted = open_host("github")
    for number in range(4):
        hosted.push_at(minute(number), {"a": f"{number}\n".encode() * 300_000})
    revisions, asked = ask(hosted, "a", since=minute(3))
    assert (revisions, operations(asked)) == (2, [QUERY, BLOB, BLOB])


def test_codecommit_is_asked_once_for_each_file_and_once_for_each_version(open_host: Open) -> None:
    hosted = open_host("codecommit")
    push_each(hosted, 5, "a", "b")
    revisions, asked = ask(hosted, "a", "b", since=minute(3))
    assert revisions == 6
    assert sorted(operations(asked)) == [COMMIT, *[FILE] * 6, LIST, LIST]
    assert operations(asked)[0] == COMMIT
    assert set(operations(asked)[1:3]) == {LIST}, "what is not told by one is not waited for"


def test_codecommit_pages_are_read_as_far_as_is_asked_for(open_host: Open) -> None:
    hosted = open_host("codecommit")
    push_each(hosted, 70, "a")
    _, asked = ask(hosted, "a", since=minute(60))
    assert operations(asked).count(LIST) == 1


@pytest.mark.parametrize("name", ["git", "gitlab"])
def test_a_git_server_is_asked_twice(open_host: Open, name: str) -> None:
    hosted = open_host(name)
    push_each(hosted, 5, "a", "b")
    revisions, asked = ask(hosted, "a", "b", since=minute(3))
    assert (revisions, operations(asked)) == (6, [FETCH, FETCH])


def test_a_git_server_without_filters_is_asked_once(open_host: Open) -> None:
    hosted = open_host("git-without-filters")
    push_each(hosted, 5, "a", "b")
    revisions, asked = ask(hosted, "a", "b", since=minute(3))
    assert (revisions, operations(asked)) == (6, [FETCH])


def test_a_git_server_is_asked_once_more_for_many_commits(open_host: Open) -> None:
    hosted = open_host("git")
    push_each(hosted, 1, "a")
    push_each(hosted, 60, "b", start=1)
    revisions, asked = ask(hosted, "a", since=minute(0))
    assert (revisions, operations(asked)) == (1, [FETCH, FETCH, FETCH])


def test_a_git_server_is_not_asked_for_more_where_the_commits_are_old_enough(
    open_host: Open,
) -> None:
    hosted = open_host("git")
    push_each(hosted, 1, "a")
    push_each(hosted, 60, "b", start=1)
    revisions, asked = ask(hosted, "a", since=minute(50))
    assert (revisions, operations(asked)) == (1, [FETCH, FETCH])


def test_a_git_server_with_filters_sends_no_files_that_are_not_asked_for(open_host: Open) -> None:
    hosted = open_host("git")
    for number in range(10):
        hosted.push_at(minute(number), {"large": urandom(200_000), "a": f"{number}".encode()})
    revisions, asked = ask(hosted, "a", since=minute(0))
    assert revisions == 10
    assert sum(one.received for one in asked) < 20_000
