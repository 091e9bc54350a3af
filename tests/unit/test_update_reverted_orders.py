"""In whatever order people and pushes come, nothing that somebody took back is written."""

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.outcomes import Kind
from tests.image_pushes import image_push
from tests.taken_back import Repo

if TYPE_CHECKING:
    from tagboat.core.image_push import ImagePush

PIN = "pinned"


class Oracle:
    """What people barred, as they go along: no look at any history."""

    def __init__(self, policy: str) -> None:
        self.by_version = "semver" in policy
        self.pushed: dict[str, float] = {"0.9.0": -90}
        self.there = "0.9.0"
        self.barred: set[str] = set()
        self.pinned: set[str] = set()

    def rank(self, tag: str) -> float:
        return float(tag.removesuffix(".0")) if self.by_version else self.pushed[tag]

    def sets(self, tag: str) -> None:
        """A person sets a value."""
        gone, self.there = self.there, tag
        if gone == tag:
            return
        self.pinned = set(self.pushed) if tag == PIN else set()
        if gone == PIN:
            return
        self.barred.add(gone)
        if tag != PIN and self.rank(tag) < self.rank(gone):
            self.barred |= {one for one in self.pushed if self.rank(one) <= self.rank(gone)}

    def comes(self, tag: str) -> Kind:
        """A push is delivered."""
        if self.there == tag:
            return Kind.UNCHANGED
        if self.there != PIN and self.rank(tag) < self.rank(self.there):
            return Kind.OLDER
        if tag in self.barred | self.pinned:
            return Kind.HELD
        self.there, self.pinned = tag, set()
        return Kind.WRITTEN


_numbers = st.integers(1, 5)
_steps = st.lists(
    st.one_of(
        st.tuples(st.just("push"), _numbers),
        st.tuples(st.just("deliver"), _numbers),
        st.tuples(st.just("deliver"), _numbers),
        st.tuples(st.just("set"), _numbers),
        st.tuples(st.sampled_from(["pin", "commit"]), st.just(0)),
    ),
    max_size=14,
)


@given(st.sampled_from(["", 'policy: {semver: "*"},']), _steps)
def test_in_whatever_order_people_and_pushes_come_nothing_that_is_barred_is_written(
    policy: str, steps: list[tuple[str, int]]
) -> None:
    repo, oracle = Repo(policy), Oracle(policy)
    pushes: dict[str, ImagePush] = {}
    for second, (step, number) in enumerate(steps, start=1):
        tag, at = f"{number}.0.0", second * 10
        if step == "push" and tag not in pushes:
            pushes[tag] = repo.registry.push(image_push(tag, at=at))
            oracle.pushed[tag] = at
        elif step == "deliver" and tag in pushes:
            assert repo.deliver(pushes[tag], at=at)[tag].kind is oracle.comes(tag)
        elif step == "set" and tag in pushes:
            repo.commit(at, web=tag)
            oracle.sets(tag)
        elif step == "pin":
            repo.commit(at, web=PIN)
            oracle.sets(PIN)
        elif step == "commit":
            repo.commit(at, other=str(second))
        assert repo.text() == oracle.there


@given(st.sampled_from(["", 'policy: {semver: "*"},']), _steps)
def test_who_knows_when_somebody_else_has_committed_decides_as_who_always_asks(
    policy: str, steps: list[tuple[str, int]]
) -> None:
    knows, asks = Repo(policy), Repo(policy)
    asks.host.dates_heads = False
    pushes: dict[str, ImagePush] = {}
    for second, (step, number) in enumerate(steps, start=1):
        tag, at = f"{number}.0.0", second * 10
        for repo in (knows, asks):
            if step == "push":
                pushes[tag] = repo.registry.push(pushes.get(tag) or image_push(tag, at=at))
            elif step == "deliver" and tag in pushes:
                repo.deliver(pushes[tag], at=at)
            elif step in ("set", "pin"):
                repo.commit(at, web=PIN if step == "pin" else tag)
            elif step == "commit":
                repo.commit(at, other=str(second))
    assert knows.host.messages == asks.host.messages
    assert knows.host.trees == asks.host.trees
    assert knows.host.histories <= asks.host.histories
