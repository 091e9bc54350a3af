"""The machine: whatever happens, in whatever order, the promises of the design hold."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.unit.model import chances
from tests.unit.model.chores import Chore
from tests.unit.model.infra_repo import GROUP, PLACES, RULES
from tests.unit.model.quiet import become_quiet
from tests.unit.model.world import World

_names = st.sampled_from([name for name in RULES if name not in GROUP])
_few = st.lists(_names, min_size=1, max_size=2, unique=True).map(frozenset)
focuses = st.one_of(
    _few,
    _few.map(lambda names: names | set(GROUP)),
    st.just(frozenset(GROUP)),
    st.just(frozenset(RULES)),
)
"""The rules that an example is about: few, so that what happens to them meets; or all."""


class Tagboat(RuleBasedStateMachine):
    """A team, its images and its infra repo, and Tagboat between them."""

    @initialize(focus=focuses)
    def begin(self, focus: frozenset[str]) -> None:
        self.world = World([place for place in PLACES if place.rule in focus])
        self.history = list(self.world.branch.host.branches["main"])

    @rule(chore=chances.pushes)
    def push(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chances.pushes)
    def push_more(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chances.deliveries)
    def deliver(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chances.deliveries)
    def deliver_more(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chances.pushes)
    def push_once_more(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chances.plain_deliveries)
    def deliver_undisturbed(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chances.changes)
    def change(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chances.restraints)
    def restrain(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chances.operations)
    def operate(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chances.sufferings)
    def suffer(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(redrive=st.booleans())
    def become_quiet(self, redrive: bool) -> None:
        become_quiet(self.world, redrive=redrive)

    @invariant()
    def nobody_s_commit_is_lost(self) -> None:
        history = self.world.branch.host.branches["main"]
        assert history[: len(self.history)] == self.history, "the history was written again"
        self.history = list(history)
        assert self.world.branch.people <= set(history)

    @invariant()
    def every_push_is_done_with_or_kept(self) -> None:
        assert not self.world.unaccounted()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            become_quiet(self.world, redrive=True)


def about(*rules: str) -> type[Tagboat]:
    """The machine with a few of the rules, always the same ones."""

    class About(Tagboat):
        @initialize(focus=st.just(frozenset(rules)))
        def begin(self, focus: frozenset[str]) -> None:
            super().begin(focus)

    return About
