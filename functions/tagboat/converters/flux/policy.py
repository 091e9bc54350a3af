"""An ImagePolicy's choice of a tag, as `tags` and `policy`: "Flux: Image Policies"."""

import re
from collections.abc import Mapping

from msgspec import Struct

from tagboat.converters.foreign_yaml import Data, keys_at, text_at
from tagboat.converters.patterns import whole, with_named_group
from tagboat.converters.policies import Policy, ordered, semver
from tagboat.converters.templates import escaped, variable

_ONE_TAG = re.compile(r"\^([A-Za-z0-9_](?:[A-Za-z0-9_-]|\\?\.)*)\$")
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+)|\$)|\$", re.ASCII)
_ORDERS = ("numerical", "alphabetical")


class Choice(Struct, frozen=True):
    """How a tag is chosen."""

    policy: Policy
    tags: str | None = None

    @property
    def is_by_digest(self) -> bool:
        """Whether it is a tag that moves."""
        return isinstance(self.policy, Mapping) and "digest" in self.policy


def reflects_digests(spec: Data) -> bool:
    """Whether Flux writes digests behind tags."""
    return (text_at(spec, "digestReflectionPolicy") or "Never") != "Never"


def choice(spec: Data) -> Choice | str:
    """How a policy chooses.

    Returns:
        It, or why it cannot be converted.
    """
    pattern = text_at(spec, "filterTags", "pattern")
    moving = _ONE_TAG.fullmatch(pattern or "")
    if moving and text_at(spec, "digestReflectionPolicy") == "Always":
        return Choice({"digest": moving[1].replace("\\", "")})
    kinds = keys_at(spec, "policy")
    if len(kinds) != 1:
        return f"it has {len(kinds)} policies, not one"
    ((kind, settings),) = kinds.items()
    try:
        tags, extract = _filter(pattern, text_at(spec, "filterTags", "extract"))
    except ValueError as error:
        return f"its filterTags: {error}"
    if kind == "semver":
        policy = semver(text_at(settings, "range") or "", extract)
    elif kind in _ORDERS:
        policy = ordered(kind, text_at(settings, "order") or "asc", extract)
    else:
        return f"its policy is {kind!r}; choose one in `policy`"
    return Choice(policy, tags)


def _filter(pattern: str | None, extract: str | None) -> tuple[str | None, str | None]:
    """A pattern for whole tags, and what of them is compared.

    Raises:
        ValueError: What is compared is made of groups that the pattern does not have.
    """
    if not pattern:
        return None, None
    if not extract:
        return whole(pattern), None
    parts: list[str] = []
    done = 0
    for found in _VARIABLE.finditer(extract):
        parts.append(extract[done : found.start()])
        done = found.end()
        name = found[1] or found[2]
        if name is None:
            parts.append(escaped("$"))
            continue
        if name.isdecimal():
            pattern, name = with_named_group(pattern, int(name), f"group{name}")
        parts.append(variable(name, extract[done:]))
    return whole(pattern), "".join([*parts, extract[done:]])
