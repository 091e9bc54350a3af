"""What people did not want: they closed its pull request, or took it back. People win."""

from collections.abc import Set
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.plan import Plan
from tagboat.core.selection import Chosen, Selection


class Unwanted(Struct, frozen=True):
    """What people have kept from being proposed."""

    rest: Selection
    """What may be proposed."""
    outcomes: tuple[Outcome, ...] = ()
    pushes: tuple[tuple[str, ImagePush], ...] = ()
    """What is remembered: each rule, and the push of its image."""

    @classmethod
    def of(
        cls,
        wanted: Selection,
        unwanted: Set[tuple[str, str]],
        planned: Plan,
        why: str,
        address: str,
    ) -> Self:
        """Leave out what is not wanted, as far as it would change anything, and remember all of it.

        Args:
            wanted: What the rules have chosen.
            unwanted: Each rule with the reference of an image that it is not to propose.
            planned: What is wanted, as it would be written.
            why: Why it is left out.
            address: The pull request that keeps it out.
        """
        changed = {(one.rule, one.push.reference) for one in planned.changes}
        known = [choice for choice in wanted.chosen if _key(choice) in unwanted]
        held = [choice for choice in known if _key(choice) in changed]
        outcomes: list[Outcome] = []
        for choice in held:
            outcome = Outcome(
                push=choice.candidate.push,
                rule=choice.rule.name,
                kind=Kind.HELD,
                reason=why,
                pull_request=address,
            )
            outcomes += [outcome, *choice.passed_over]
        rest = tuple(choice for choice in wanted.chosen if choice not in held)
        return cls(
            rest=replace(wanted, chosen=rest),
            outcomes=tuple(outcomes),
            pushes=tuple((choice.rule.name, choice.candidate.push) for choice in known),
        )


def _key(choice: Chosen) -> tuple[str, str]:
    return choice.rule.name, choice.candidate.push.reference
