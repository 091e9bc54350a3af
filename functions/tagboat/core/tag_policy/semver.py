"""`semver`: the highest version in a range, such as `^1.2.0`."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tagboat.core.tag_policy.base import Candidate, Choice
from tagboat.core.tag_policy.ordering import Ordering
from tagboat.core.tag_policy.semver_range import Range
from tagboat.core.tag_policy.semver_version import Version, parse
from tagboat.core.variables import Template


class Semver:
    """Chooses by the precedence of versions, among those in a range."""

    by_push_time = False
    follows_tag = False
    ranks_any_text = False

    def __init__(
        self,
        range: str,  # noqa: A002 - the name it has in the rules file
        extract: Template | None = None,
    ) -> None:
        """Read the range.

        Args:
            range: In the dialect of Masterminds/semver, which Flux and Helm use.
            extract: The version, made of variables; None for the whole tag.

        Raises:
            ValueError: The range is wrong.
        """
        self._range = Range(range)
        self._ordering = Ordering(
            rank=_version,
            extract=extract,
            reason=f"the highest version in {range}",
            relation="higher",
        )

    def refusal(self, variables: Mapping[str, str]) -> str | None:
        """Refuse what is not a version, or not in the range."""
        refusal = self._ordering.refusal(variables)
        if refusal is not None:
            return refusal
        version = self._ordering.rank_of(variables)
        if self._range.contains(version):
            return None
        outside = f"{self._ordering.text_of(variables)} is not in {self._range.text}"
        if self._range.contains(version, prereleases=True):
            where = "its part of the range" if self._range.names_prerelease else "the range"
            return f"{outside}: it is a prerelease, and {where} names none"
        return outside

    def choose(
        self, candidates: Sequence[Candidate], current: Mapping[str, str] | None = None
    ) -> Choice:
        """Choose the highest version, never below the one that is there, in the range or not."""
        current = None if current is None else self._comparable(current)
        choice = self._ordering.choose(candidates, current)
        if choice.candidate is not None or current is None:
            return choice
        if self._range.contains(self._ordering.rank_of(current)):
            return choice
        reason = f"{choice.reason}, and it is outside {self._range.text}"
        return replace(choice, reason=reason, why_not=reason)

    def is_newer(self, one: Mapping[str, str], other: Mapping[str, str]) -> bool | None:
        """Whether its version is higher, in the range or not."""
        return self._ordering.is_newer(self._comparable(one), self._comparable(other))

    def _comparable(self, current: Mapping[str, str]) -> Mapping[str, str]:
        """What is there, compared by its whole tag where that has no such groups as others have."""
        names = self._ordering.extract.names if self._ordering.extract else ()
        if len(names) == 1 and "IMAGE_TAG" in current:
            return {**dict.fromkeys(names, current["IMAGE_TAG"]), **current}
        return current


def _version(text: str) -> Version:
    version = parse(text)
    if version is None:
        raise ValueError(f"{text or repr(text)} is not a version")
    return version
