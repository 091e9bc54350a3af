"""The use case on every host: however a write ends, there is one commit and one outcome."""

from threading import Event
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox import faults
from tagboat.core.commit_message import Author
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.git_hosts.base import GitHost
from tagboat.update_infra_repo import UpdateInfraRepo
from tagboat.updating.progress import Result
from tests.contract.hosted.base import EXECUTABLE, FILE, Answering, Failure, Moment, OverHttp
from tests.image_pushes import image_push, this_evening

RULES = b"""
version: 1
rules:
  - {name: web, image: team/web, targets: [{file: tags/web}]}
"""
DEFAULTS = Defaults(author=Author("A Bot", "bot@example.com"), commit_message="To $IMAGE_TAG")
PUSH = image_push("1.0", "team/web")
PATIENCE = 60
MOMENTS: tuple[Moment, ...] = get_args(Moment.__value__)
FAILURES: tuple[Failure, ...] = get_args(Failure.__value__)


def begin(answering: Answering, mode: int) -> int:
    """An infra repo with one rule; how many commits it has."""
    answering.push({".tagboat.yaml": RULES})
    answering.push({"tags/web": b"0.9\n"}, mode)
    return len(answering.history())


def updating(git_host: GitHost) -> UpdateInfraRepo:
    rules = RulesFile(".tagboat.yaml", DEFAULTS)
    return UpdateInfraRepo(
        git_host, rules, "main", sleep=lambda _: None, clock=lambda: 0.0, now=this_evening
    )


def assert_written_once(answering: Answering, result: Result, before: int) -> None:
    (outcome,) = result.outcomes
    assert outcome.kind in (Kind.WRITTEN, Kind.UNCHANGED), outcome.reason
    assert answering.content("tags/web") == b"1.0\n"
    assert len(answering.history()) == before + 1
    assert answering.complaints() == ""


@pytest.mark.parametrize("mode", [FILE, EXECUTABLE])
@pytest.mark.parametrize("how", ["unavailable", "cut", "cut after", "cut within", "lost"])
def test_a_write_of_unknown_end_becomes_one_commit_and_an_outcome(
    answering: Answering, how: Failure, mode: int
) -> None:
    before = begin(answering, mode)
    update = updating(answering.git_host)
    answering.fail("commit", how)
    assert_written_once(answering, update([PUSH]), before)
    assert_written_once(answering, update([PUSH]), before)


def test_somebody_s_push_after_a_write_of_unknown_end_is_kept(over_http: OverHttp) -> None:
    before = begin(over_http, FILE)

    def cut_and_push() -> None:
        faults.after(lambda: over_http.push({"by-hand": b"1\n"}))()
        faults.after(faults.cut)()

    over_http.before_next_commit(cut_and_push)
    assert_written_once(over_http, updating(over_http.git_host)([PUSH]), before + 1)
    assert over_http.content("by-hand") == b"1\n"


def test_a_read_that_lags_after_a_write_of_unknown_end_does_not_make_it_twice(
    over_http: OverHttp,
) -> None:
    before = begin(over_http, FILE)

    def lag_and_cut() -> None:
        over_http.lag_next_read()
        faults.after(faults.cut)()

    over_http.before_next_commit(lag_and_cut)
    result = updating(over_http.git_host)([PUSH])
    assert result.conflicts == 1
    assert_written_once(over_http, result, before)


def test_a_write_whose_answer_comes_too_late_is_found_by_reading(over_http: OverHttp) -> None:
    before, released = begin(over_http, FILE), Event()
    over_http.before_next_commit(faults.after(released.wait))
    try:
        result = updating(over_http.impatient())([PUSH])
    finally:
        released.set()
    assert_written_once(over_http, result, before)


def test_a_write_that_takes_effect_too_late_is_refused(over_http: OverHttp) -> None:
    before, released, done = begin(over_http, FILE), Event(), Event()
    over_http.hold("commit", released, done=done)
    try:
        result = updating(over_http.impatient())([PUSH])
        assert_written_once(over_http, result, before)
    finally:
        released.set()
    assert done.wait(PATIENCE)
    assert_written_once(over_http, result, before)


@given(st.lists(st.tuples(st.sampled_from(MOMENTS), st.sampled_from(FAILURES)), max_size=6))
@settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_whatever_goes_wrong_in_whatever_order_each_push_is_one_commit(
    over_http: OverHttp, going_wrong: list[tuple[Moment, Failure]]
) -> None:
    if ".tagboat.yaml" not in over_http.files():
        begin(over_http, FILE)
    before = len(over_http.history())
    push = image_push(f"1.{before}", "team/web", at=before)
    for moment, how in going_wrong:
        over_http.fail(moment, how)
    outcomes: list[Outcome] = []
    for _ in range(1 + len(going_wrong)):  # As often as the queue hands it over.
        outcomes = list(updating(over_http.git_host)([push]).outcomes)
        if not outcomes[0].failed:
            break
    over_http.nothing_more_fails()
    assert [outcome.kind in (Kind.WRITTEN, Kind.UNCHANGED) for outcome in outcomes] == [True]
    assert over_http.content("tags/web") == f"{push.tag}\n".encode()
    assert len(over_http.history()) == before + 1
