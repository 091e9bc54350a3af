"""The use case on every host: whichever request about a pull request fails, there is one of it."""

from collections.abc import Callable, Collection
from typing import Literal

import pytest

from tagboat.core import errors
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.pull_requests.standing import State
from tests.contract.hosted.base import Failure
from tests.contract.proposing.base import ProposingOverHttp
from tests.contract.proposing_pushes import Story

FEWEST_STEPS = 2
TIMES = 4
TOLD = (Kind.PROPOSED, Kind.WRITTEN, Kind.UNCHANGED)


class Telling:
    """A story told again and again: what is before the push, and what has to come of it."""

    name = "web"
    pull_requests = 1
    """How many more there are in the end."""
    commits: Collection[int] = (1,)
    """How many more commits of its own the branch has; none given where it may be gone."""
    state = State.OPEN

    def __init__(self, proposing: ProposingOverHttp) -> None:
        self.story, self.proposing = Story(proposing, self.name), proposing

    def before(self) -> ImagePush:
        """Make what stands; the push to hand over."""
        self.clear_away()
        return self.story.next_push()

    def has_come(self, push: ImagePush) -> None:
        """Hold the end against what has to come of the push."""
        assert self.story.proposed() == f"{push.tag}\n".encode()

    def own_commits(self) -> int:
        """How many commits of the branch the base has not."""
        of_base = set(self.proposing.history())
        log = self.proposing.log(self.story.branch)
        return len([commit for commit in log if commit.id not in of_base])

    def steps(self) -> list[str]:
        """All that the host does for such a push, by its names."""
        push = self.before()
        seen = self.proposing.watch()
        self.story.hand_over(push)
        self.proposing.restore()
        return list(dict.fromkeys(seen))

    def close(self) -> None:
        for one in self.proposing.pull_requests():
            if one.state is State.OPEN:
                self.proposing.close(one.name)

    def clear_away(self) -> None:
        self.close()
        if self.proposing.log(self.story.branch):
            self.proposing.delete_branch(self.story.branch)


class Opening(Telling):
    """Nothing stands."""


class OpeningAnew(Telling):
    """The branch of a closed one is left."""

    commits = (0,)

    def before(self) -> ImagePush:
        if not self.proposing.log(self.story.branch):
            self.story.hand_over(self.story.next_push())
        self.close()
        return self.story.next_push()


class Changing(Telling):
    """One is open."""

    pull_requests = 0

    def before(self) -> ImagePush:
        if not self.proposing.log(self.story.branch):
            self.story.hand_over(self.story.next_push())
        return self.story.next_push()


class Resolving(Changing):
    """One is open, and conflicts with what a person has done."""

    commits = (1, 2)
    """A host may resolve and commit at once, or one after the other."""

    def before(self) -> ImagePush:
        push = super().before()
        self.proposing.push({self.story.path: f"{push.tag}-by-hand\n".encode()})
        return push


class Merging(Telling):
    """It is merged as soon as it is there."""

    name = "job"
    commits = ()
    state = State.MERGED

    def has_come(self, push: ImagePush) -> None:
        assert self.story.written() == f"{push.tag}\n".encode()


class Withdrawing(Telling):
    """One is open, and a person does what it proposes."""

    pull_requests = 0
    commits = ()
    state = State.CLOSED

    def before(self) -> ImagePush:
        push = self.story.next_push()
        self.story.hand_over(push)
        self.proposing.push({self.story.path: f"{push.tag}\n".encode()})
        return push

    def has_come(self, push: ImagePush) -> None:
        assert self.story.written() == f"{push.tag}\n".encode()
        assert self.proposing.pull_requests()[-1].comments


TELLINGS = [Opening, OpeningAnew, Changing, Resolving, Merging, Withdrawing]


def is_right(outcome: Outcome, how: str) -> bool:
    """Whether an outcome after a failure says what the failure is, or that it did no harm."""
    if not outcome.failed:
        return True
    if how == "expired":
        return isinstance(outcome.error, errors.CredentialsRefused)
    if how == "throttled":
        return isinstance(outcome.error, errors.Throttled)
    return isinstance(outcome.error, (errors.HostUnavailable, errors.HeadMoved))


@pytest.mark.parametrize("telling", TELLINGS, ids=lambda one: one.__name__)
@pytest.mark.parametrize("how", ["cut", "cut after"])
def test_whichever_step_fails_there_is_one_pull_request_with_what_is_wanted(
    proposing_over_http: ProposingOverHttp,
    telling: Callable[[ProposingOverHttp], Telling],
    how: Failure,
) -> None:
    told = telling(proposing_over_http)
    steps = told.steps()
    assert len(steps) >= FEWEST_STEPS
    for step in steps:
        push = told.before()
        before, commits = proposing_over_http.pull_requests(), told.own_commits()
        proposing_over_http.fail_at(step, how)
        outcome = told.story.hand_over(push, patience=0)
        proposing_over_http.restore()
        assert is_right(outcome, how), (step, outcome)
        outcome = told.story.hand_over_until_it_is_told(push, TIMES)
        assert outcome.kind in TOLD, (step, outcome)
        told.has_come(push)
        *others, shown = proposing_over_http.pull_requests()
        assert len(others) + 1 == len(before) + told.pull_requests, step
        assert shown.state is told.state
        assert State.OPEN not in {one.state for one in others}
        log = proposing_over_http.log(told.story.branch)
        assert not told.commits or told.own_commits() - commits in told.commits, step
        assert told.story.hand_over(push).kind is Kind.UNCHANGED
        assert proposing_over_http.log(told.story.branch) == log
    assert proposing_over_http.pull_requests() == [*others, shown]
    assert proposing_over_http.complaints() == ""


@pytest.mark.parametrize(
    "telling", [Opening, Changing, Merging, Withdrawing], ids=lambda one: one.__name__
)
@pytest.mark.parametrize("how", ["unavailable", "throttled", "expired"])
def test_a_host_that_refuses_at_any_step_is_told_by_the_right_error(
    proposing_over_http: ProposingOverHttp,
    telling: Callable[[ProposingOverHttp], Telling],
    how: Literal["unavailable", "throttled", "expired"],
) -> None:
    told = telling(proposing_over_http)
    outcomes = []
    for step in told.steps():
        push = told.before()
        proposing_over_http.fail_at(step, how)
        outcomes.append(told.story.hand_over(push, patience=0))
        proposing_over_http.restore()
        assert is_right(outcomes[-1], how), (step, outcomes[-1])
    assert any(outcome.failed for outcome in outcomes)
    assert told.story.hand_over_until_it_is_told(push, TIMES).kind in TOLD
    told.has_come(push)
