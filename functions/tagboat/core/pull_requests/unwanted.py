"""What people did not want: they closed its pull request, or took it back. People win."""

from collections.abc import Set
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.plan import Plan
from tagboat.core.selection import Selection


class Unwanted(Struct, frozen=True):
    """What people have kept from being proposed."""

    rest: Selection
    """What may be proposed."""
    outcomes: tuple[Outcome, ...] = ()
    pushes: tuple[tuple[str, ImagePush], ...] = ()
    """Each rule, and the push of its image."""

    @classmethod
    def of(
        cls,
        wanted: Selection,
        unwanted: Set[tuple[str, str]],
        planned: Plan,
        why: str,
        address: str,
    ) -> Self:
        """Leave out what is not wanted, as far as it would change anything."""
        changed = {(one.rule, one.push.reference) for one in planned.changes}
        held = [
            choice
            for choice in wanted.chosen
            if (choice.rule.name, choice.candidate.push.reference) in unwanted & changed
        ]
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
            pushes=tuple((choice.rule.name, choice.candidate.push) for choice in held),
        )
