"""One member of a range of versions, such as `^1.2`, with the meaning of Masterminds/semver v3."""

from msgspec import Struct

from tagboat.core.tag_policy.semver_version import Version


class Comparison(Struct, frozen=True):
    """An operator and a version, of which only the first numbers may be given.

    The README of Masterminds/semver has the meaning of each; npm's differs.
    """

    operator: str
    """One of `=` `!=` `>` `>=` `<` `<=` `~` `^`."""
    floor: Version
    """The lowest version that fits what is given: its other numbers are 0."""
    given: int
    """How many numbers are given: `1`, `1.x` and `1.x.3` are 1, and `*` is 0."""

    def contains(self, version: Version) -> bool:
        """Whether a version fits, by order alone: who asks has admitted it as a prerelease."""
        match self.operator:
            case ">=":
                return version >= self.floor
            case "<":
                return version < self.floor
            case ">" if self._is_whole:
                return version > self.floor
            case ">":
                return self._given_of(version) > self._given_of(self.floor)
            case "<=" if self._is_whole:
                return version <= self.floor
            case "<=":
                return self._given_of(version) <= self._given_of(self.floor)
            case "!=":
                return not self._is_named(version)
            case "=" if self._is_whole:
                return version == self.floor
            case _:
                kept = self._kept
                return version >= self.floor and version.numbers[:kept] == self.floor.numbers[:kept]

    @property
    def _is_whole(self) -> bool:
        return self.given == len(self.floor.numbers)

    def _given_of(self, version: Version) -> tuple[int, ...]:
        return version.numbers[: self.given]

    def _is_named(self, version: Version) -> bool:
        """Whether `!=` leaves a version out. `!=4.1-rc` leaves out `4.1.7-rc`, but not `4.1.7`."""
        if self._is_whole:
            return version == self.floor
        if self._given_of(version) != self._given_of(self.floor):
            return False
        any_identifiers = self.floor.is_release or self.given == 1
        return any_identifiers or version.identifiers == self.floor.identifiers

    @property
    def _kept(self) -> int:
        """How many of the numbers have to stay as they are."""
        if self.operator == "~":
            is_zero = self._is_whole and not any(self.floor.numbers)
            return 0 if is_zero else min(self.given, 2)  # The dialect takes ~0.0.0 as any version.
        if self.operator == "^":
            major, minor, _ = self.floor.numbers
            return min(self.given, 1 if major else 2 if minor else 3)
        return self.given
