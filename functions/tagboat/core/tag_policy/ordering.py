"""Choosing the highest: what the policies by rank share, and how ties between images end."""

from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol, Self

from msgspec import Struct

from tagboat.core.tag_policy.base import Candidate, Choice
from tagboat.core.variables import Template

Order = Literal["asc", "desc"]
"""As in Flux: `asc` chooses the last in ascending order, `desc` the last in descending order."""


class Comparable(Protocol):
    """What a rank is: any value with a total order."""

    def __lt__(self, other: Self, /) -> bool: ...


class Ordering[Rank: Comparable](Struct, frozen=True, kw_only=True):
    """An order of images by a text that their variables give, and the words for it."""

    rank: Callable[[str], Rank]
    """Ranks a text. Raises ValueError with the reason if it has no rank."""
    extract: Template | None = None
    """The text that is ranked; None for the whole tag."""
    is_descending: bool = False
    """Whether the lowest rank is chosen."""
    reason: str
    """Why the chosen one is chosen, such as `the largest number`."""
    relation: str
    """What the chosen one is to the others, such as `higher`."""

    def rank_of(self, variables: Mapping[str, str]) -> Rank:
        """The rank of an image.

        Raises:
            ValueError: It has none; the message is the reason.
        """
        return self.rank(self.text_of(variables))

    def text_of(self, variables: Mapping[str, str]) -> str:
        """The text that is ranked.

        Raises:
            ValueError: A name that it is made of has no value.
        """
        try:
            return self.extract.expand(variables) if self.extract else variables["IMAGE_TAG"]
        except KeyError as error:
            raise ValueError(f"${error.args[0]} has no value to order by") from error

    def refusal(self, variables: Mapping[str, str]) -> str | None:
        """Why an image has no rank; None if it has one."""
        try:
            self.rank_of(variables)
        except ValueError as error:
            return str(error)
        return None

    def choose(
        self, candidates: Sequence[Candidate], current: Mapping[str, str] | None = None
    ) -> Choice:
        """Choose the candidate of the highest rank, or what is there already if that is higher.

        Of equal candidates the newest is chosen. An equal candidate is chosen rather than what is
        there, which may be another digest.
        """
        ranks = [self.rank_of(candidate.variables) for candidate in candidates]
        best = min(ranks) if self.is_descending else max(ranks)
        if current is not None and self._is_beyond(current, best):
            name = current.get("IMAGE_TAG") or self.text_of(current)
            reason = f"{name} is there already and is {self.relation}"
            return Choice(None, reason, reason)
        pairs = zip(candidates, ranks, strict=True)
        equals = [candidate for candidate, rank in pairs if rank == best]
        chosen = newest(equals)
        ways = [] if 1 < len(equals) == len(candidates) else [f"is {self.relation}"]
        ways += ["was pushed later"] if len(equals) > 1 else []
        return Choice(chosen, self.reason, f"{chosen.push.tag} {' or '.join(ways)}")

    def is_newer(self, one: Mapping[str, str], other: Mapping[str, str]) -> bool | None:
        """Whether one image ranks beyond another; None if one of them has no rank."""
        try:
            self.rank_of(one)
            return self._is_beyond(one, self.rank_of(other))
        except ValueError:
            return None

    def _is_beyond(self, current: Mapping[str, str], best: Rank) -> bool:
        try:
            rank = self.rank_of(current)
        except ValueError:
            return False
        return rank < best if self.is_descending else best < rank


def newest(candidates: Sequence[Candidate]) -> Candidate:
    """The candidate that was pushed last."""
    return max(candidates, key=lambda candidate: candidate.order)
