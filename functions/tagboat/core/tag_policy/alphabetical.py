"""`alphabetical`: the last in alphabetical order, or the first, such as of dates and code names."""

from collections.abc import Mapping, Sequence

from tagboat.core.tag_policy.base import Candidate, Choice
from tagboat.core.tag_policy.ordering import Order, Ordering
from tagboat.core.variables import Template


class Alphabetical:
    """Chooses by text, in the order of its code points: `B` before `a`, and `10` before `9`."""

    by_push_time = False
    follows_tag = False
    ranks_any_text = True

    def __init__(self, order: Order = "asc", extract: Template | None = None) -> None:
        """Keep the order and what the text is made of.

        Args:
            order: `asc` chooses the last of A to Z, `desc` the first, as in Flux.
            extract: The text, made of variables; None for the whole tag.
        """
        is_descending = order == "desc"
        self._ordering = Ordering(
            rank=str,
            extract=extract,
            is_descending=is_descending,
            reason=f"the {'first' if is_descending else 'last'} in alphabetical order",
            relation=f"{'earlier' if is_descending else 'later'} in alphabetical order",
        )

    def refusal(self, variables: Mapping[str, str]) -> str | None:
        """Refuse none that has a text to order by."""
        return self._ordering.refusal(variables)

    def choose(
        self, candidates: Sequence[Candidate], current: Mapping[str, str] | None = None
    ) -> Choice:
        """Choose the last, or the first, never beyond the one that is there."""
        return self._ordering.choose(candidates, current)

    def is_newer(self, one: Mapping[str, str], other: Mapping[str, str]) -> bool | None:
        """Whether it is beyond the other one in the order."""
        return self._ordering.is_newer(one, other)
