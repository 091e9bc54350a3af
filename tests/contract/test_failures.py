"""A host that fails, or does not answer: an error that says to try again, and nothing is lost."""

from datetime import UTC, datetime
from threading import Event
from typing import get_args

import pytest

from tagboat.core import errors
from tagboat.core.globs import compile_glob
from tests.contract.commits import commit
from tests.contract.hosted.base import Answering, Failure, Moment, OverHttp

FAILURES: tuple[Failure, ...] = get_args(Failure.__value__)
BEFORE: tuple[Failure, ...] = ("throttled", "unavailable", "cut")
LONG_AGO = datetime(1999, 1, 1, tzinfo=UTC)
AFTER = tuple(how for how in FAILURES if how not in BEFORE)


def error_of(how: Failure) -> type[errors.RetryableError]:
    return errors.Throttled if how == "throttled" else errors.HostUnavailable


def ask(answering: Answering, moment: Moment) -> object:
    if moment == "read":
        return answering.git_host.read("main", ["README.md"]).file("README.md").content
    if moment == "history":
        head = answering.history()[0]
        return answering.git_host.history(["README.md"], at=head, since=LONG_AGO)
    return answering.git_host.find("main", [compile_glob("*")], at=answering.history()[0])


@pytest.mark.parametrize("moment", ["read", "find", "history"])
@pytest.mark.parametrize("how", FAILURES)
def test_a_host_that_cannot_answer_now_is_a_retryable_error(
    answering: Answering, moment: Moment, how: Failure
) -> None:
    expected = ask(answering, moment)
    answering.fail(moment, how, times=1 if how == "throttled" else answering.attempts)
    with pytest.raises(error_of(how)):
        ask(answering, moment)
    assert ask(answering, moment) == expected


@pytest.mark.parametrize("how", ["unavailable", "cut", "cut after", "cut within", "lost"])
def test_a_read_that_fails_once_is_asked_for_again_where_that_is_the_client_s_part(
    answering: Answering, how: Failure
) -> None:
    answering.fail("read", how)
    if answering.attempts > 1:
        assert ask(answering, "read") == b"infra\n"
    else:
        with pytest.raises(errors.HostUnavailable):
            ask(answering, "read")


@pytest.mark.parametrize("executable", [False, True])
@pytest.mark.parametrize("how", BEFORE)
def test_a_commit_that_fails_before_it_is_made_writes_nothing_and_is_not_sent_again(
    answering: Answering, how: Failure, executable: bool
) -> None:
    snapshot = answering.git_host.read("main", ["README.md"])
    answering.fail("commit", how)
    with pytest.raises(error_of(how)):
        commit(answering.git_host, snapshot, {"a": b"1\n"}, executable=executable)
    assert answering.history() == [snapshot.head]
    made = commit(answering.git_host, snapshot, {"a": b"1\n"}, executable=executable)
    assert answering.history() == [made, snapshot.head]


@pytest.mark.parametrize("executable", [False, True])
@pytest.mark.parametrize("how", AFTER)
def test_a_commit_whose_answer_is_lost_is_found_by_reading_and_not_made_twice(
    answering: Answering, how: Failure, executable: bool
) -> None:
    snapshot = answering.git_host.read("main", ["README.md"])
    answering.fail("commit", how)
    with pytest.raises(errors.HostUnavailable):
        commit(answering.git_host, snapshot, {"a": b"1\n"}, executable=executable)
    made, *before = answering.history()
    assert before == [snapshot.head]
    again = answering.git_host.read("main", ["a"])
    assert (again.head, again.file("a").content) == (made, b"1\n")
    with pytest.raises(errors.HeadMoved):
        commit(answering.git_host, snapshot, {"a": b"1\n"}, executable=executable)
    assert answering.history() == [made, snapshot.head]


def test_an_answer_that_takes_too_long_is_a_retryable_error(over_http: OverHttp) -> None:
    released, expected = Event(), over_http.git_host.read("main", ["README.md"])
    over_http.hold("read", released)
    try:
        with pytest.raises(errors.HostUnavailable):
            over_http.impatient().read("main", ["README.md"])
    finally:
        released.set()
    assert over_http.git_host.read("main", ["README.md"]) == expected
