"""From a tag policy as people wrote it to one that chooses: every policy has its row here."""

from collections.abc import Callable, Mapping, Set
from typing import Any

from msgspec import Struct

from tagboat.core.rules.known import Known
from tagboat.core.rules.mistakes import Location, Mistakes
from tagboat.core.rules.schema import WrittenOrder, WrittenPolicy, WrittenSemver
from tagboat.core.tag_policy.alphabetical import Alphabetical
from tagboat.core.tag_policy.base import TagPolicy
from tagboat.core.tag_policy.digest import Digest
from tagboat.core.tag_policy.newest_build import NewestBuild
from tagboat.core.tag_policy.numerical import Numerical
from tagboat.core.tag_policy.ordering import Order
from tagboat.core.tag_policy.semver import Semver
from tagboat.core.variables import Template

_TAG = frozenset({"IMAGE_TAG"})


class BuiltPolicy(Struct, frozen=True, kw_only=True):
    """A policy, and what its rule has to know of it."""

    policy: TagPolicy
    compares: Set[str] = frozenset()
    """The variables that it compares; none where the push time decides."""
    moves_digest: bool = False
    """Whether it is a digest that changes, and not a tag."""


_NAMED: Mapping[str, Callable[[], BuiltPolicy]] = {
    "newest-build": lambda: BuiltPolicy(policy=NewestBuild()),
    "numerical": lambda: _numerical("asc", None),
    "alphabetical": lambda: _alphabetical("asc", None),
}


def build_policy(
    written: str | WrittenPolicy, at: Location, known: Known, mistakes: Mistakes
) -> BuiltPolicy | None:
    """Check a policy and make it ready; None if it has mistakes."""
    if isinstance(written, str):
        return _NAMED[written]()
    settings = {
        name: value
        for name in written.__struct_fields__
        if (value := getattr(written, name)) is not None
    }
    if len(settings) != 1:
        names = ", ".join(written.__struct_fields__)
        mistakes.add(at, f"it has {len(settings)} policies; write one of {names}")
        return None
    ((name, setting),) = settings.items()
    extract = None
    if not isinstance(setting, str) and setting.extract is not None:
        with mistakes.at((*at, name, "extract")):
            extract = _extract(setting.extract, known)
        if extract is None:
            return None
    inside = ("range",) if isinstance(setting, WrittenSemver) else ()
    with mistakes.at((*at, name, *inside)):
        return _BUILDERS[name](setting, extract)
    return None


def _extract(text: str, known: Known) -> Template:
    """What is compared.

    Raises:
        ValueError: There is nothing to be compared.
    """
    groups = known.in_extract()
    if groups is not None and not groups:
        raise ValueError("'tags' has no named group that could be compared, such as (?<version>.+)")
    template = Template(text, groups)
    if not template.names:
        raise ValueError(f"{text!r} is the same for all tags; write named groups of 'tags'")
    return template


def _semver(setting: str | WrittenSemver, extract: Template | None) -> BuiltPolicy:
    text = setting if isinstance(setting, str) else setting.range
    return BuiltPolicy(policy=Semver(text, extract), compares=_names(extract))


def _numerical(setting: Order | WrittenOrder, extract: Template | None) -> BuiltPolicy:
    return BuiltPolicy(policy=Numerical(_order(setting), extract), compares=_names(extract))


def _alphabetical(setting: Order | WrittenOrder, extract: Template | None) -> BuiltPolicy:
    return BuiltPolicy(policy=Alphabetical(_order(setting), extract), compares=_names(extract))


def _digest(setting: str, extract: Template | None) -> BuiltPolicy:  # noqa: ARG001 - as all builders
    return BuiltPolicy(policy=Digest(setting), moves_digest=True)


def _order(setting: Order | WrittenOrder) -> Order:
    return setting.order if isinstance(setting, WrittenOrder) else setting


def _names(extract: Template | None) -> Set[str]:
    return _TAG if extract is None else extract.names


_BUILDERS: Mapping[str, Callable[[Any, Template | None], BuiltPolicy]] = {
    "semver": _semver,
    "numerical": _numerical,
    "alphabetical": _alphabetical,
    "digest": _digest,
}
