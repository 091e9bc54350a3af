"""`numerical`: the largest number, or the smallest, such as of a build or a time."""

from collections.abc import Mapping, Sequence

import re2

from tagboat.core.tag_policy.base import Candidate, Choice
from tagboat.core.tag_policy.ordering import Order, Ordering
from tagboat.core.variables import Template

_LONGEST = 128  # As many characters as a tag may have.

_NUMBER = re2.compile(r"(-?[0-9]+)(?:\.([0-9]+))?")


class Numerical:
    """Chooses by a decimal number, exactly, however many digits it has."""

    by_push_time = False
    follows_tag = False
    ranks_any_text = False

    def __init__(self, order: Order = "asc", extract: Template | None = None) -> None:
        """Keep the order and what the number is made of.

        Args:
            order: `asc` chooses the largest number, `desc` the smallest, as in Flux.
            extract: The number, made of variables; None for the whole tag.
        """
        is_descending = order == "desc"
        self._ordering = Ordering(
            rank=_number,
            extract=extract,
            is_descending=is_descending,
            reason="the smallest number" if is_descending else "the largest number",
            relation="lower" if is_descending else "higher",
        )

    def refusal(self, variables: Mapping[str, str]) -> str | None:
        """Refuse what is not a number: digits, perhaps with a minus before and a fraction."""
        return self._ordering.refusal(variables)

    def choose(
        self, candidates: Sequence[Candidate], current: Mapping[str, str] | None = None
    ) -> Choice:
        """Choose the largest number, or the smallest, never beyond the one that is there."""
        return self._ordering.choose(candidates, current)

    def is_newer(self, one: Mapping[str, str], other: Mapping[str, str]) -> bool | None:
        """Whether it is beyond the other one in the order."""
        return self._ordering.is_newer(one, other)


def _number(text: str) -> int:
    """The number, in units so small that it is whole.

    Raises:
        ValueError: It is not a number.
    """
    is_plain = len(text) <= _LONGEST and text.isascii()
    match = _NUMBER.fullmatch(text) if is_plain else None
    if match is None:
        raise ValueError(f"{text!r} is not a number")
    whole, fraction = match.groups(default="")
    return int(whole + fraction.ljust(_LONGEST, "0"))
