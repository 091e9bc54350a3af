"""Flux's markers: a comment behind a value says that it belongs to an image policy.

"Flux: Configure image update for custom resources": `# {"$imagepolicy": "NAMESPACE:NAME"}` behind a
whole reference, and with `:name`, `:tag` or `:digest` at its end behind that part of one.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.base import Place
from tagboat.core.file_editors.position import positions
from tagboat.core.file_editors.yaml_text import places as yaml_places
from tagboat.core.file_editors.yaml_text.nodes import Alias, Scalar
from tagboat.core.file_editors.yaml_text.scalars import BLOCK
from tagboat.core.file_editors.yaml_text.shared import refuse_shared
from tagboat.core.file_editors.yaml_text.values import Values

IMAGE = "image"
"""The role of a whole reference."""
ROLES = (IMAGE, "name", "tag", "digest")
_MARKER = re.compile(r'#[ \t]*\{[ \t]*"\$imagepolicy"[ \t]*:[ \t]*"([^"\n]*)"')


class Marker(Struct, frozen=True, kw_only=True):
    """Edits the values that are marked with a policy."""

    policy: str
    """`NAMESPACE:NAME`."""
    optional: bool = False
    """Whether there may be none."""
    aliases: bool = False
    """Whether a value may change that others are aliases of."""

    def find(self, text: str, file: str, variables: Mapping[str, str]) -> Sequence[Place]:  # noqa: ARG002 - a marker names no image
        """Find every value that is marked."""
        body = yaml_places.without_mark(text)
        marks = {mark.start(): mark[1] for mark in _MARKER.finditer(body)}
        wanted = {at: self._role(name) for at, name in marks.items() if self._is_meant(name)}
        places = list(self._places(body, file, wanted)) if wanted else []
        if not places and not self.optional:
            others = ", ".join(sorted(set(marks.values()))[:5]) or "no marker at all"
            raise ValueNotFound(
                f"{file} has no value that is marked with {self.policy}: it has {others}. Add the"
                f' comment # {{"$imagepolicy": "{self.policy}:tag"}} behind the value.'
            )
        return places

    def write(self, text: str, file: str, values: Sequence[tuple[Place, str]]) -> str:
        """Write the values in the styles of those that were there."""
        return yaml_places.write(text, file, values)

    def _is_meant(self, name: str) -> bool:
        return name == self.policy or name.rpartition(":")[0] == self.policy

    def _role(self, name: str) -> str:
        role = name.removeprefix(self.policy).removeprefix(":")
        return role or IMAGE

    def _places(self, body: str, file: str, wanted: Mapping[int, str]) -> Iterator[Place]:
        lines = dict(zip(wanted, positions(body, wanted), strict=True))
        values = Values(body, file)
        before = _before(body, lines, values)
        for at, role in wanted.items():
            line, _ = lines[at]
            if role not in ROLES:
                raise ValueNotFound(
                    f"{file} has a marker in line {line} that ends with ':{role}'. It can be"
                    " :name, :tag, :digest or nothing."
                )
            if at in before and before[at] is None:
                continue  # It stands in a text, so it is no comment.
            scalar = before.get(at)
            if scalar is None:
                raise ValueNotFound(
                    f"{file} has a marker in line {line} without a value before it in the same"
                    " line. Put it behind the value."
                )
            if isinstance(scalar, Alias):
                raise ValueNotFound(
                    f"{file} has a marker in line {line} behind an alias. Put it behind the value"
                    " that the alias means."
                )
            if not self.aliases:
                refuse_shared(values.aliases, scalar, "a marked value", file)
            yield yaml_places.place_of(body, scalar, f"line {line}", role, file)


def _before(
    body: str, marks: Mapping[int, tuple[int, int]], values: Iterable[Scalar | Alias]
) -> Mapping[int, Scalar | Alias | None]:
    """For each position, the last value before it in its line; None for one inside of a text.

    Args:
        body: The text.
        marks: The positions, in ascending order, with their lines and columns.
        values: The values of the text, in their order.
    """
    at_all = list(marks)
    found: dict[int, Scalar | Alias | None] = {}
    for value in values:
        behind = bisect_left(at_all, value.end)
        first = behind if isinstance(value, Alias) else bisect_right(at_all, value.start)
        if isinstance(value, Scalar) and value.style in BLOCK:
            # A comment may stand behind its | or >.
            content = bisect_left(at_all, body.find("\n", value.start))
            found |= dict.fromkeys(at_all[first:content], value)
            first = max(first, content)
        found |= dict.fromkeys(at_all[first:behind])
        if behind < len(at_all):
            at = at_all[behind]
            in_line = value.end > at - marks[at][1]
            if in_line and found.get(at, value) is not None:
                found[at] = value
    return found
