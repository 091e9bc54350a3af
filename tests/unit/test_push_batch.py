"""A batch: each message is written, given up or kept, and none holds back its neighbours."""

from collections.abc import Callable, Collection, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tagboat.core.errors import (
    BranchProtected,
    Defect,
    FileMissing,
    HeadMoved,
    HostUnavailable,
    InvalidRules,
    OutOfTime,
    TagboatError,
    Throttled,
    UnusableEvent,
)
from tagboat.core.image_push import ImagePush
from tagboat.core.image_scanned import ImageScanned
from tagboat.core.outcomes import Kind, Outcome, failure
from tagboat.core.reconciled import Reconciled
from tagboat.core.reconciling import Missed
from tagboat.outcome_events import OutcomeEvents, Untold
from tagboat.push_batch import PushBatch
from tagboat.push_queue import Farewell, Message, PushQueue
from tagboat.reconcile_requests import ReconcileRequests, Update
from tagboat.report import Report
from tagboat.scan_events import ScanEvents
from tagboat.scanned_images import Found
from tagboat.updating.progress import Result
from tests.image_pushes import NOON, event, image_push, raw_event, scan_event

GOOD = image_push("1.0")
MOST_RECEIVES = 5


class Queue(PushQueue):
    """Keeps what it was asked for."""

    def __init__(self) -> None:
        self.accepts = True
        self.given_up: dict[str, Farewell] = {}
        self.postponed: dict[str, float] = {}

    def give_up(self, farewells: Mapping[Message, Farewell]) -> Collection[Message]:
        self.given_up = {message.id: farewell for message, farewell in farewells.items()}
        return list(farewells) if self.accepts else []

    def postpone(self, delays: Mapping[Message, float]) -> None:
        self.postponed |= {message.id: seconds for message, seconds in delays.items()}


class Reports(Report):
    """Keeps what it was told."""

    def __init__(self) -> None:
        self.reconciled: list[tuple[Missed, Reconciled]] = []
        self.failed: list[tuple[TagboatError, bool]] = []
        self.failed_scans: list[tuple[TagboatError, int, int]] = []
        self.results: list[Result] = []
        self.unusable: list[tuple[str, str]] = []
        self.untold: list[Untold] = []

    def of_result(self, result: Result) -> None:
        self.results.append(result)

    def of_reconcile(self, missed: Missed, result: Result, found: Reconciled) -> None:
        self.reconciled.append((missed, found))

    def of_failed_reconcile(self, error: TagboatError, *, is_last: bool) -> None:
        self.failed.append((error, is_last))

    def of_failed_scans(self, error: TagboatError, *, events: int, let_go: int) -> None:
        self.failed_scans.append((error, events, let_go))

    def of_unusable(self, message: Message, error: UnusableEvent) -> None:
        self.unusable.append((message.id, str(error)))

    def of_untold(self, untold: Untold) -> None:
        self.untold.append(untold)


class Events(OutcomeEvents):
    """Keeps what it was told, and fails if a test says so."""

    def __init__(self) -> None:
        self.told: list[Outcome] = []
        self.untold: Untold | None = None

    def put(self, outcomes: Sequence[Outcome]) -> Untold | None:
        self.told += outcomes
        return self.untold if outcomes else None


class Batch:
    """The use case is replaced by one that fails what a test says."""

    def __init__(self, failing: Mapping[str, TagboatError] | None = None) -> None:
        self.queue, self.reports, self.events = Queue(), Reports(), Events()
        self.failing = failing or {}
        self.updated: list[ImagePush] = []
        self.updates: list[list[ImagePush]] = []
        self.takes = 0.0
        self.patience = 0.0
        self.missed: Missed | Exception = Missed()
        self.scanned: Exception | None = None
        self.looked_up: list[ImageScanned] = []
        self.clock = 0.0
        self.looked_for: list[float] = []
        self.looking_takes = 0.0
        self.find: Callable[[float], Missed] | None = None
        self._batch = PushBatch(
            self._update,
            ScanEvents(self._find_scanned, self.reports, most_receives=MOST_RECEIVES),
            ReconcileRequests(
                self._find_missed,
                self._update,
                self.reports,
                clock=lambda: self.clock,
                most_receives=MOST_RECEIVES,
            ),
            self.queue,
            self.reports,
            self.events,
            clock=lambda: self.clock,
            most_receives=MOST_RECEIVES,
        )

    def process(self, messages: Sequence[Message], seconds: float = 60) -> list[str]:
        return self._batch.process(messages, seconds)

    def _update(self, pushes: Sequence[ImagePush], patience: float) -> Result:
        self.updated, self.patience = list(pushes), patience
        self.updates.append(self.updated)
        self.clock += self.takes
        return Result(tuple(map(self._outcome, pushes)))

    def _find_scanned(self, scanned: Sequence[ImageScanned]) -> Found:
        self.looked_up += scanned
        if isinstance(self.scanned, Exception):
            raise self.scanned
        return {one: [replace(push, pushed_at=NOON) for push in one.told] for one in scanned}

    def _find_missed(self, seconds: float) -> Missed:
        if self.find is not None:
            return self.find(seconds)
        self.looked_for.append(seconds)
        self.clock += self.looking_takes
        if isinstance(self.missed, Exception):
            raise self.missed
        return self.missed

    def _outcome(self, push: ImagePush) -> Outcome:
        if error := self.failing.get(push.tag):
            return failure(push, error)
        return Outcome(push=push, rule="web", kind=Kind.WRITTEN, reason="because")


def batch_of(update: Update, queue: Queue) -> PushBatch:
    reports = Reports()
    requests = ReconcileRequests(
        lambda _: Missed(), update, reports, clock=lambda: 0.0, most_receives=MOST_RECEIVES
    )
    return PushBatch(
        update,
        ScanEvents(lambda _: {}, reports, most_receives=MOST_RECEIVES),
        requests,
        queue,
        reports,
        Events(),
        clock=lambda: 0.0,
        most_receives=MOST_RECEIVES,
    )


def message(id_: str, body: str, *, receives: int = 1) -> Message:
    return Message(id=id_, receipt=f"receipt-{id_}", body=body, receives=receives)


def push_message(tag: str, *, receives: int = 1) -> Message:
    return message(tag, event(image_push(tag)), receives=receives)


def test_all_pushes_are_updated_together_and_reported() -> None:
    batch = Batch()
    assert batch.process([push_message("1.0"), push_message("1.1")]) == []
    assert batch.updated == [image_push("1.0"), image_push("1.1")]
    assert [len(result.outcomes) for result in batch.reports.results] == [2]
    assert batch.queue.postponed == {}


@pytest.mark.parametrize(("seconds", "patience"), [(60, 20), (300, 260), (10, 0)])
def test_time_is_kept_for_the_attempt_under_way_and_for_the_queue(
    seconds: float, patience: float
) -> None:
    batch = Batch()
    batch.process([push_message("1.0")], seconds)
    assert batch.patience == patience


def test_a_failed_push_comes_back_and_its_neighbours_do_not() -> None:
    batch = Batch({"1.1": BranchProtected("no")})
    assert batch.process([push_message(tag) for tag in ("1.0", "1.1", "1.2")]) == ["1.1"]


def test_a_push_that_fails_by_one_of_its_rules_comes_back() -> None:
    def update(pushes: Sequence[ImagePush], _: float) -> Result:
        (push,) = pushes
        written = Outcome(push=push, rule="a", kind=Kind.WRITTEN, reason="because")
        return Result((written, failure(push, BranchProtected("no"), rule="b")))

    batch = batch_of(update, Queue())
    assert batch.process([push_message("1.0")], 60) == ["1.0"]


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "\ud800",
        '{"a":' * 100_000,
        raw_event("ecr_image_action_delete"),
        raw_event("sqs_push_batch"),
    ],
)
def test_an_unusable_event_is_given_up_and_its_neighbours_are_written(body: str) -> None:
    batch = Batch()
    assert batch.process([message("bad", body), push_message("1.0")]) == []
    assert batch.updated == [GOOD]
    ((id_, farewell),) = batch.queue.given_up.items()
    assert (id_, farewell.error, farewell.rule) == ("bad", "UnusableEvent", "")
    assert batch.reports.unusable == [("bad", farewell.reason)]


def test_pushes_are_written_before_unusable_events_are_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batch = Batch()

    def hang(farewells: Mapping[Message, Farewell]) -> Collection[Message]:
        assert batch.updated == [GOOD]
        raise TimeoutError(farewells)

    monkeypatch.setattr(batch.queue, "give_up", hang)
    with pytest.raises(TimeoutError):
        batch.process([message("bad", "{"), push_message("1.0")])
    assert batch.reports.results


def test_an_unusable_event_that_cannot_be_given_up_comes_back() -> None:
    batch = Batch({"1.0": BranchProtected("no")})
    batch.queue.accepts = False
    assert batch.process([push_message("1.0"), message("bad", "{")]) == ["1.0", "bad"]
    assert batch.reports.unusable


def test_a_batch_of_nothing_usable_is_reported_as_empty() -> None:
    batch = Batch()
    assert batch.process([message("bad", "{")]) == []
    assert batch.reports.results == [Result()]


def test_an_event_that_was_delivered_twice_comes_back_twice() -> None:
    batch = Batch({"1.0": HeadMoved("main moved")})
    twice = [message("a", event(GOOD)), message("b", event(GOOD))]
    assert batch.process(twice) == ["a", "b"]
    assert set(batch.queue.postponed) == {"a", "b"}


@pytest.mark.parametrize(
    ("error", "receives", "seconds"),
    [
        (Throttled("slow down", retry_after=90), 1, 90),
        (Throttled("slow down", retry_after=90), 2, 240),
        (Throttled("slow down", retry_after=9000), 4, 9000),
        (Throttled("slow down"), 1, 60),
        (HostUnavailable("down"), 1, 60),
        (HostUnavailable("down"), 2, 240),
        (HeadMoved("main moved"), 3, 960),
        (HostUnavailable("down"), 4, 3600),
    ],
)
def test_what_may_pass_comes_back_when_the_host_says_or_later_each_time(
    error: TagboatError, receives: int, seconds: float
) -> None:
    batch = Batch({"1.0": error})
    batch.process([push_message("1.0", receives=receives), push_message("1.1")])
    assert batch.queue.postponed == {"1.0": seconds}


def test_what_somebody_has_to_mend_comes_back_in_the_queue_s_own_time() -> None:
    batch = Batch({"1.0": BranchProtected("no")})
    assert batch.process([push_message("1.0")]) == ["1.0"]
    assert batch.queue.postponed == {}


@pytest.mark.parametrize("error", [BranchProtected("no"), HostUnavailable("down")])
def test_a_push_that_fails_for_the_last_time_is_given_up_with_its_reason(
    error: TagboatError,
) -> None:
    batch = Batch({"1.0": error, "1.1": error})
    messages = [push_message("1.0", receives=MOST_RECEIVES), push_message("1.1", receives=4)]
    assert batch.process(messages) == ["1.1"]
    assert batch.queue.given_up == {"1.0": Farewell(reason=str(error), error=type(error).__name__)}
    assert "1.0" not in batch.queue.postponed


@pytest.mark.parametrize("error", [BranchProtected("no"), HostUnavailable("down")])
def test_a_push_that_cannot_be_given_up_stays_with_the_queue(error: TagboatError) -> None:
    batch = Batch({"1.0": error})
    batch.queue.accepts = False
    assert batch.process([push_message("1.0", receives=MOST_RECEIVES)]) == ["1.0"]


def test_a_push_that_is_given_up_says_all_the_rules_that_failed() -> None:
    def update(pushes: Sequence[ImagePush], _: float) -> Result:
        (push,) = pushes
        protected, missing = BranchProtected("It is protected."), FileMissing("a is not there.")
        written = Outcome(push=push, rule="a", kind=Kind.WRITTEN, reason="because")
        failed = [("b", protected), ("c", missing), ("d", protected)]
        return Result((written, *(failure(push, error, rule=rule) for rule, error in failed)))

    queue = Queue()
    batch = batch_of(update, queue)
    assert batch.process([push_message("1.0", receives=MOST_RECEIVES)], 60) == []
    assert queue.given_up == {
        "1.0": Farewell(
            reason="It is protected. a is not there.",
            error="BranchProtected, FileMissing",
            rule="b, c, d",
        )
    }


def test_others_are_told_of_every_outcome_when_all_is_done() -> None:
    batch = Batch({"1.1": BranchProtected("no")})
    batch.process([push_message("1.0"), push_message("1.1"), message("bad", "{")])
    (result,) = batch.reports.results
    assert tuple(batch.events.told) == result.outcomes
    assert batch.reports.untold == []


def test_what_others_cannot_be_told_fails_no_push() -> None:
    batch = Batch()
    batch.events.untold = Untold(1, "down")
    assert batch.process([push_message("1.0")]) == []
    assert batch.reports.untold == [Untold(1, "down")]


kinds: Mapping[str, Callable[[str], Message]] = {
    "good": push_message,
    "bad": lambda tag: message(tag, tag),
    "down": lambda tag: push_message(f"down-{tag}"),
    "refused": lambda tag: push_message(f"refused-{tag}"),
    "down at last": lambda tag: push_message(f"down-{tag}", receives=MOST_RECEIVES),
    "refused at last": lambda tag: push_message(f"refused-{tag}", receives=MOST_RECEIVES),
}
last = {"bad", "down at last", "refused at last"}


@given(st.lists(st.sampled_from(sorted(kinds)), max_size=8), st.booleans())
def test_every_message_is_written_given_up_or_kept(order: list[str], accepts: bool) -> None:
    messages = [kinds[kind](str(index)) for index, kind in enumerate(order)]
    failing: dict[str, TagboatError] = {f"down-{n}": HostUnavailable("down") for n in range(8)}
    batch = Batch(failing | {f"refused-{n}": BranchProtected("no") for n in range(8)})
    batch.queue.accepts = accepts
    kept = batch.process(messages)
    lost = {"down", "refused"} | (set() if accepts else last)
    assert len(kept) == len(set(kept))
    by_kind = list(zip(messages, order, strict=True))
    assert set(kept) == {m.id for m, kind in by_kind if kind in lost}
    assert set(batch.queue.given_up) == {m.id for m, kind in by_kind if kind in last}
    assert {push.tag for push in batch.updated} == {m.id for m, kind in by_kind if kind != "bad"}
    assert set(batch.queue.postponed) == {m.id for m, kind in by_kind if kind == "down"}


RECONCILE = '{"source": "tagboat", "detail-type": "Tagboat Reconcile"}'
MISSED = image_push("0.9", id="")


def missed(*pushes: ImagePush) -> Missed:
    return Missed(pushes, frozenset(("web", push) for push in pushes), 1)


def test_what_was_missed_is_written_after_the_pushes_by_itself() -> None:
    batch = Batch()
    batch.missed = missed(MISSED)
    assert batch.process([message("a", RECONCILE), push_message("1.0")]) == []
    assert batch.updates == [[GOOD], [MISSED]]
    ((looked_into, found),) = batch.reports.reconciled
    assert looked_into is batch.missed
    assert [outcome.push for outcome in found.healed] == [MISSED]
    assert [len(result.outcomes) for result in batch.reports.results] == [1]


def test_nothing_is_looked_for_unless_somebody_asks() -> None:
    batch = Batch()
    batch.process([push_message("1.0")])
    assert batch.looked_for == []
    assert batch.reports.reconciled == []


def test_several_requests_are_answered_at_once() -> None:
    batch = Batch()
    assert batch.process([message("a", RECONCILE), message("b", RECONCILE)]) == []
    assert len(batch.looked_for) == 1


def test_others_are_told_what_was_healed_and_not_again_and_again_what_stays() -> None:
    batch = Batch({"0.8": BranchProtected("no")})
    batch.missed = missed(MISSED, image_push("0.8", id=""))
    batch.process([message("a", RECONCILE)])
    assert [outcome.push for outcome in batch.events.told] == [MISSED]


def test_what_somebody_has_to_mend_is_a_failure_and_no_reason_to_ask_again() -> None:
    batch = Batch({"0.9": FileMissing("gone")})
    batch.missed = missed(MISSED)
    assert batch.process([message("a", RECONCILE)]) == []
    ((_, found),) = batch.reports.reconciled
    assert [outcome.push for outcome in found.failed] == [MISSED]
    assert batch.reports.failed == []


@pytest.mark.parametrize(
    ("receives", "again", "postponed"),
    [(1, ["a"], {"a": 60}), (4, ["a"], {"a": 3600}), (MOST_RECEIVES, [], {})],
)
def test_a_request_that_fails_comes_back_until_it_is_let_go(
    receives: int, again: list[str], postponed: dict[str, float]
) -> None:
    batch = Batch()
    batch.missed = HostUnavailable("down")
    assert batch.process([message("a", RECONCILE, receives=receives)]) == again
    assert batch.queue.postponed == postponed
    assert batch.queue.given_up == {}
    assert batch.reports.failed == [(batch.missed, not again)]


def test_a_request_comes_back_for_an_image_that_may_be_written_later() -> None:
    batch = Batch({"0.9": Throttled("slow down", retry_after=90)})
    batch.missed = missed(MISSED)
    assert batch.process([message("a", RECONCILE)]) == ["a"]
    assert batch.queue.postponed == {"a": 90}


def test_pushes_come_back_or_not_whatever_becomes_of_a_request() -> None:
    batch = Batch({"1.1": HeadMoved("main moved")})
    batch.missed = HostUnavailable("down")
    messages = [push_message("1.0"), message("a", RECONCILE), push_message("1.1")]
    assert batch.process(messages) == ["1.1", "a"]


def test_half_of_the_time_that_the_pushes_have_left_is_for_the_registry() -> None:
    batch = Batch()
    batch.takes, batch.looking_takes = 6.0, 3.0
    batch.missed = missed(MISSED)
    batch.process([push_message("1.0"), message("a", RECONCILE)], 60)
    assert batch.looked_for == [7.0]
    assert batch.patience == 11.0


@pytest.mark.parametrize(
    ("receives", "again", "postponed"),
    [(1, ["a"], {"a": 60}), (4, ["a"], {"a": 60}), (MOST_RECEIVES, [], {})],
)
def test_a_request_for_which_the_pushes_have_left_too_little_time_comes_back(
    receives: int, again: list[str], postponed: dict[str, float]
) -> None:
    batch = Batch()
    batch.takes = 10.1
    messages = [push_message("1.0"), message("a", RECONCILE, receives=receives)]
    assert batch.process(messages, 60) == again
    assert batch.looked_for == []
    assert batch.updates == [[GOOD]]
    assert batch.queue.postponed == postponed
    assert batch.queue.given_up == {}
    assert [type(error) for error, is_last in batch.reports.failed if is_last] == (
        [] if again else [OutOfTime]
    )
    assert len(batch.reports.failed) == int(not again)


def test_nothing_is_written_once_the_registry_has_taken_all_the_time() -> None:
    batch = Batch()
    batch.looking_takes = 20.0
    batch.missed = missed(MISSED)
    assert batch.process([message("a", RECONCILE)], 60) == ["a"]
    assert batch.updates == [[]]
    ((error, is_last),) = batch.reports.failed
    assert (type(error), is_last) == (OutOfTime, False)


def test_all_that_pushes_need_is_done_before_a_request_is_answered() -> None:
    batch = Batch({"1.1": BranchProtected("no"), "1.2": HostUnavailable("down")})

    def find(seconds: float) -> Missed:
        assert set(batch.queue.given_up) == {"1.1"}
        assert set(batch.queue.postponed) == {"1.2"}
        assert len(batch.events.told) == 3
        batch.looked_for.append(seconds)
        return Missed()

    batch.find = find
    messages = [push_message(tag) for tag in ("1.0", "1.2")]
    last = push_message("1.1", receives=MOST_RECEIVES)
    assert batch.process([message("a", RECONCILE), *messages, last]) == ["1.2"]
    assert len(batch.looked_for) == 1


def test_a_mistake_in_reconcile_fails_the_request_alone() -> None:
    batch = Batch({"1.1": HeadMoved("main moved")})
    batch.missed = KeyError("imagePushedAt")
    messages = [push_message("1.0"), message("a", RECONCILE), push_message("1.1")]
    assert batch.process(messages) == ["1.1", "a"]
    ((error, _),) = batch.reports.failed
    assert isinstance(error, Defect)
    assert error.__cause__ is batch.missed
    assert len(batch.events.told) == 2


# Scans that have ended


def scan_message(*tags: str, id_: str = "scan", receives: int = 1) -> Message:
    return message(id_, scan_event(image_push("1.0"), tags), receives=receives)


def test_images_whose_scans_have_ended_are_updated_together_with_the_pushes() -> None:
    batch = Batch()
    assert batch.process([scan_message("2.0", "2.1"), push_message("1.0")]) == []
    assert [(push.tag, push.pushed_at) for push in batch.updated] == [
        ("1.0", NOON),
        ("2.0", NOON),
        ("2.1", NOON),
    ]
    assert [one.tags for one in batch.looked_up] == [("2.0", "2.1")]
    assert len(batch.updates) == 1


def test_nobody_looks_for_scans_where_there_are_none() -> None:
    batch = Batch()
    batch.process([push_message("1.0")])
    assert batch.looked_up == []


def test_a_scan_that_is_of_no_image_to_be_written_is_done_with_and_has_no_outcome() -> None:
    batch = Batch()
    assert batch.process([scan_message()]) == []
    assert batch.updated == []
    assert batch.events.told == []
    assert batch.reports.results == [Result()]


def test_a_scan_comes_back_with_any_of_its_images_that_fails() -> None:
    batch = Batch({"2.1": HostUnavailable("down")})
    assert batch.process([scan_message("2.0", "2.1"), push_message("1.0")]) == ["scan"]
    assert batch.queue.postponed == {"scan": 60}


@pytest.mark.parametrize("error", [HostUnavailable("down"), InvalidRules("no"), KeyError("x")])
def test_scans_that_cannot_be_looked_up_come_back_without_any_outcome(error: Exception) -> None:
    batch = Batch()
    batch.scanned = error
    assert batch.process([scan_message("2.0"), push_message("1.0")]) == ["scan"]
    assert batch.updated == [GOOD]
    assert batch.queue.postponed == {"scan": 60}
    assert [outcome.push for outcome in batch.events.told] == [GOOD]
    assert [len(result.outcomes) for result in batch.reports.results] == [1]
    ((told, events, let_go),) = batch.reports.failed_scans
    assert told is error or (isinstance(told, Defect) and told.__cause__ is error)
    assert (events, let_go) == (1, 0)


@pytest.mark.parametrize("error", [HostUnavailable("down"), InvalidRules("no")])
def test_scans_that_cannot_be_looked_up_for_the_last_time_are_let_go(error: TagboatError) -> None:
    batch = Batch()
    batch.scanned = error
    scans = [scan_message("2.0", id_=f"s{number}", receives=5) for number in range(100)]
    assert batch.process([*scans, scan_message("2.0", receives=4)]) == ["scan"]
    assert batch.queue.given_up == {}
    assert batch.events.told == []
    assert batch.reports.results == [Result()]
    assert batch.reports.failed_scans == [(error, 101, 100)]


def test_a_scanned_image_that_somebody_has_to_mend_something_for_is_no_dead_letter() -> None:
    batch = Batch({"2.0": FileMissing("gone")})
    assert batch.process([scan_message("2.0"), push_message("1.0")]) == []
    assert batch.queue.given_up == {}
    assert batch.queue.postponed == {}
    assert [outcome.push for outcome in batch.events.told] == [GOOD]
    (result,) = batch.reports.results
    assert [outcome.push.tag for outcome in result.outcomes if outcome.failed] == ["2.0"]


def test_a_scanned_image_that_fails_for_the_last_time_is_let_go() -> None:
    batch = Batch({"2.0": HostUnavailable("down")})
    assert batch.process([scan_message("2.0", receives=MOST_RECEIVES)]) == []
    assert batch.queue.given_up == {}
    assert batch.queue.postponed == {}
