"""From `together` as people wrote it to groups, with every part checked."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from tagboat.core.globs import is_glob
from tagboat.core.restraints.together import Group, Member
from tagboat.core.rules.mistakes import Location, Mistakes
from tagboat.core.rules.rule import Rule
from tagboat.core.rules.schema import WrittenFile, WrittenTogether
from tagboat.core.variables import Template
from tagboat.core.wrong_shape import meant


class _Building(Struct, frozen=True):
    at: Location
    """Where the names are."""
    rules: Mapping[str, Rule]
    """Those without mistakes."""
    mistakes: Mistakes

    @property
    def named(self) -> set[str]:
        """All rules of the file."""
        return set(self.mistakes.names.values())


def build_together(
    written: WrittenFile, rules: Sequence[Rule], mistakes: Mistakes
) -> tuple[Group, ...]:
    """Make the groups; what is wrong with them is noted.

    Args:
        written: The file.
        rules: Its rules that have no mistakes.
        mistakes: Where every mistake is noted.
    """
    by_name = {rule.name: rule for rule in rules}
    groups: list[Group] = []
    taken: set[str] = set()
    for index, one in enumerate(written.together):
        at: Location = ("together", index)
        whole = one if isinstance(one, WrittenTogether) else WrittenTogether(rules=one)
        names_at = (*at, "rules") if isinstance(one, WrittenTogether) else at
        building = _Building(names_at, by_name, mistakes)
        groups += _group(building, whole, (*at, "by"), taken)
        taken |= set(whole.rules)
    return tuple(groups)


def _group(
    building: _Building, written: WrittenTogether, by_at: Location, taken: set[str]
) -> Iterator[Group]:
    before = len(building.mistakes)
    rules = list(_rules(building, written.rules, taken))
    if len(rules) < len(written.rules) or len(building.mistakes) > before:
        return  # It is told already, here or where the rules are.
    for index, rule in enumerate(rules):
        with building.mistakes.at((*building.at, index)):
            _check(rule, rules[0])
    members = [Member(rule.name, image.text) for rule in rules for image in rule.images]
    members = list(dict.fromkeys(members))
    if len(members) == 1:
        building.mistakes.add(building.at, "it is one image; a group has two at least")
    by: Template | None = None
    with building.mistakes.at(by_at):
        for rule in rules:
            by = Template(written.by, {"IMAGE_TAG", *rule.tags.groupindex})
    if by is not None and len(building.mistakes) == before:
        yield Group(tuple(members), by)


def _rules(building: _Building, names: Sequence[str], taken: set[str]) -> Iterator[Rule]:
    seen = set(taken)
    for index, name in enumerate(names):
        at = (*building.at, index)
        if name not in building.named:
            close = meant(name, sorted(building.named))
            building.mistakes.add(at, f"no rule has the name {name!r}; {close}")
        elif name in seen:
            building.mistakes.add(at, f"rule {name!r} is in a group already; name it once")
        elif name in building.rules:
            yield building.rules[name]
        seen.add(name)


def _check(rule: Rule, first: Rule) -> None:
    """Refuse a rule that cannot move together with others.

    Raises:
        ValueError: Why not.
    """
    globs = [image.text for image in rule.images if is_glob(image.text)]
    if globs:
        raise ValueError(
            f"rule '{rule.name}' is about {globs[0]}, and a group has to know its images; list them"
        )
    if rule.differing:
        names = " and ".join(f"${name}" for name in rule.differing)
        raise ValueError(
            f"the places of rule '{rule.name}' depend on {names}, so none of them moves"
        )
    if rule.branch != first.branch:
        raise ValueError(
            f"rule '{rule.name}' is delivered in another way than rule '{first.name}'; what moves"
            " together is one commit, or one pull request: give both the same 'deliver' and group"
        )
