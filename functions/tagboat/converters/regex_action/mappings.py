"""The mapping language of the GitHub action "conditional regex search and replace".

`VARIABLE==REGEX {OR} … {THEN_UPDATE_FILES} GLOB=REGEX_NAME&… {AND} … {NEXT_MAPPING} …`, as the
action's README specifies it. Where a part is left out, it stands for anything.
"""

from collections.abc import Sequence

from msgspec import Struct

EVERY = "*"
"""Every regex that the step has."""
_MAPPINGS, _THEN, _OR, _AND = "{NEXT_MAPPING}", "{THEN_UPDATE_FILES}", "{OR}", "{AND}"


class Condition(Struct, frozen=True):
    """One variable and what it has to match, anywhere."""

    variable: str
    regex: str


class Edit(Struct, frozen=True):
    """Files, and the names of the regexes that are replaced in them."""

    glob: str
    regexes: tuple[str, ...]


class Mapping(Struct, frozen=True):
    """Edits, if one of the conditions is fulfilled."""

    conditions: tuple[Condition, ...]
    edits: tuple[Edit, ...]


def mappings_in(text: str) -> list[Mapping]:
    """Read the mappings of a step."""
    return [_mapping(part) for part in _split(text, _MAPPINGS)]


def _mapping(text: str) -> Mapping:
    left, _, right = text.partition(_THEN)
    return Mapping(
        conditions=tuple(map(_condition, _split(left, _OR))),
        edits=tuple(map(_edit, _edits(right) or ["**"])),
    )


def _condition(text: str) -> Condition:
    variable, _, regex = text.partition("==")
    return Condition(variable.strip(), regex.strip() or ".*")


def _edits(text: str) -> Sequence[str]:
    """What stands between {AND}, and between the commas that earlier versions had in its place."""
    found = _split(text, _AND)
    if len(found) == 1:
        by_commas = _split(text, ",")
        if all("=" in part for part in by_commas):
            return by_commas
    return found


def _edit(text: str) -> Edit:
    glob, _, names = text.rpartition("=") if "=" in text else (text, "", EVERY)
    return Edit(glob.strip(), tuple(_split(names, "&")) or (EVERY,))


def _split(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]
