"""Tagboats that break a promise each, on purpose: the machine has to catch all of them."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from msgspec import Struct

from tests.unit.model import broken_decisions, broken_delivery
from tests.unit.model.infra_repo import GROUP, RULES


class Mutant(Struct, frozen=True):
    """A broken Tagboat."""

    breaks: Callable[[], AbstractContextManager[object]]
    """Breaks it for as long as the context lasts."""
    rules: tuple[str, ...] = ("web-dev", "edge")
    """With which it soon shows."""

    @property
    def name(self) -> str:
        """What is broken about it, in words."""
        return self.breaks.__name__.replace("_", " ")


MUTANTS: Mapping[str, Mutant] = {
    one.name: one
    for one in (
        Mutant(broken_delivery.without_compare_and_swap),
        Mutant(broken_delivery.conflicts_taken_for_success),
        Mutant(broken_decisions.without_the_registry_s_order),
        Mutant(broken_decisions.without_looking_at_what_is_there, ("web-dev",)),
        Mutant(broken_delivery.acknowledged_first),
        Mutant(broken_delivery.failures_forgotten),
        Mutant(broken_delivery.given_up_without_a_letter),
        Mutant(broken_delivery.rules_never_read_again),
        Mutant(broken_decisions.without_the_hold_file),
        Mutant(broken_decisions.without_people_s_changes),
        Mutant(broken_decisions.without_what_was_set_since),
        Mutant(broken_decisions.without_freezes, tuple(RULES)),
        Mutant(broken_decisions.without_minimum_ages, ("web-soak",)),
        Mutant(broken_decisions.groups_torn_apart, GROUP),
        Mutant(broken_decisions.empty_commits),
        Mutant(broken_decisions.line_ends_normalised),
        Mutant(broken_decisions.modes_forgotten),
        Mutant(broken_delivery.reconcile_of_nothing),
        Mutant(broken_delivery.registry_asked_once_in_a_life),
        Mutant(broken_delivery.memory_before_the_registry),
        Mutant(broken_decisions.first_push_of_a_batch),
    )
}
