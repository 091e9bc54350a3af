"""The machine: whatever happens, in whatever order, the promises of the design hold."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.unit.model import chores
from tests.unit.model.chores import Chore
from tests.unit.model.quiet import become_quiet
from tests.unit.model.world import World


class Tagboat(RuleBasedStateMachine):
    """A team, its images and its infra repo, and Tagboat between them."""

    @initialize()
    def begin(self) -> None:
        self.world = World()
        self.history = list(self.world.host.branches["main"])

    @rule(chore=chores.pushes)
    def push(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chores.pushes)
    def push_more(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chores.deliveries)
    def deliver(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chores.deliveries)
    def deliver_more(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chores.edits)
    def edit(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chores.besides)
    def edit_beside(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chores.deletions)
    def delete(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chores.restraints)
    def restrain(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(chore=chores.operations)
    def operate(self, chore: Chore) -> None:
        self.world.do(chore)

    @rule(redrive=st.booleans())
    def become_quiet(self, redrive: bool) -> None:
        become_quiet(self.world, redrive=redrive)

    @invariant()
    def nobody_s_commit_is_lost(self) -> None:
        history = self.world.host.branches["main"]
        assert history[: len(self.history)] == self.history, "the history was written again"
        self.history = list(history)
        assert self.world.people <= set(history)

    def teardown(self) -> None:
        if hasattr(self, "world"):
            become_quiet(self.world, redrive=True)
