"""The rules file, from YAML text to rules that can be asked."""

from collections.abc import Mapping
from itertools import chain
from typing import Any

import msgspec

from tagboat.core.commit_message import Author
from tagboat.core.rules.allowance import Allowance
from tagboat.core.rules.branch_clashes import refuse_clashes
from tagboat.core.rules.build import Shared, build_rule
from tagboat.core.rules.build_delivery import Written as Delivery
from tagboat.core.rules.build_restraints import Names, build_shared
from tagboat.core.rules.build_together import build_together
from tagboat.core.rules.mistakes import Location, Mistakes
from tagboat.core.rules.positions import positions_in
from tagboat.core.rules.rule import Rule, RuleSet
from tagboat.core.rules.schema import WrittenFile, WrittenRule
from tagboat.core.rules.shapes import wrong_shapes
from tagboat.core.rules.sound_parts import sound_parts
from tagboat.core.rules.strict_yaml import load_yaml
from tagboat.core.rules.times import with_spelled_times
from tagboat.core.wrong_shape import wrong_shape

LARGEST_FILE = 2_000_000
"""Bytes of a rules file at most: about ten thousand rules."""
SHARED = "x-"
"""How keys begin that Tagboat does not read, as in Compose files: a place for anchors."""


class Defaults(msgspec.Struct, frozen=True, kw_only=True):
    """What holds where the rules do not say otherwise."""

    author: Author
    commit_message: str
    branch: str = "main"
    """The branch that commits are made on, and that pull requests go to."""


def load_rules(text: str, source: str, defaults: Defaults) -> RuleSet:
    """Read a rules file.

    Args:
        text: The file's text.
        source: Its path, for errors.
        defaults: The author and the message of commits where the file does not name them.

    Raises:
        InvalidRules: With every mistake, each with its line, the rule's name and the place.
    """
    mistakes = Mistakes(source, positions_in(text))
    written = _parse(text, mistakes)
    if written is None:
        mistakes.raise_if_any()
    assert written is not None  # noqa: S101 - or there had been a mistake
    return rule_set(written, mistakes, defaults)


def rule_set(written: WrittenFile, mistakes: Mistakes, defaults: Defaults) -> RuleSet:
    """Make the rules of a file ready.

    Raises:
        InvalidRules: With every mistake.
    """
    message: tuple[Location, str] = (), defaults.commit_message
    if written.commit_message is not None:
        message = ("commit_message",), written.commit_message
    shared = Shared(message, Delivery(written.deliver, ("deliver",)), defaults.branch)
    allowance = Allowance()
    rules: list[Rule] = []
    for index, raw in mistakes.until_many(enumerate(written.rules)):
        rule = _rule(raw, index, shared, mistakes, allowance)
        rules += [rule] if rule else []
    _refuse_same_names(mistakes)
    refuse_clashes(rules, mistakes)
    restraints = build_shared(written, _names(written, mistakes), mistakes)
    groups = build_together(written, rules, mistakes)
    mistakes.raise_if_any()
    author = written.author or defaults.author
    by = Author(author.name, author.email, named=written.author is not None)
    return RuleSet(rules=rules, author=by, restraints=restraints, groups=groups)


def _names(written: WrittenFile, mistakes: Mistakes) -> Names:
    """The names that rules have, those with mistakes included."""
    environments = (raw.get("environment") for raw in written.rules if isinstance(raw, dict))
    named = frozenset(one for one in environments if isinstance(one, str) and one)
    return Names(rules=frozenset(mistakes.names.values()), environments=named)


def _rule(
    raw: Any,  # noqa: ANN401 - what somebody wrote
    index: int,
    shared: Shared,
    mistakes: Mistakes,
    allowance: Allowance,
) -> Rule | None:
    at = ("rules", index)
    if isinstance(raw, dict) and isinstance(raw.get("name"), str):
        mistakes.names[index] = raw["name"]
    written = _converted(raw, WrittenRule, at, mistakes)
    if written is not None:
        return build_rule(written, at, shared, mistakes, allowance)
    if isinstance(raw, dict):
        _check_the_rest(raw, at, shared, mistakes, allowance)
    return None


def _check_the_rest(
    raw: Mapping[str, Any],
    at: Location,
    shared: Shared,
    mistakes: Mistakes,
    allowance: Allowance,
) -> None:
    """Find the mistakes in those parts of a rule that have the right shape."""
    wrong = (location[len(at) :] for location in mistakes.below(at))
    try:
        written = msgspec.convert(sound_parts(raw, wrong), WrittenRule)
    except msgspec.ValidationError:
        return  # A part inside of a part is missing, which is told already.
    build_rule(written, at, shared, mistakes, allowance)


def _converted[Shape](
    raw: Any,  # noqa: ANN401 - what somebody wrote
    of: type[Shape],
    at: Location,
    mistakes: Mistakes,
) -> Shape | None:
    """Data as it is meant to be; every place where it is not is a mistake."""
    try:
        return msgspec.convert(raw, of)
    except msgspec.ValidationError as error:
        first = at, wrong_shape(error, of)[1]
        found = wrong_shapes(raw, of, at)
        mistakes.add_all(chain([next(found, first)], found))
        return None


def _refuse_same_names(mistakes: Mistakes) -> None:
    seen: set[str] = set()
    for index, name in mistakes.names.items():
        if name in seen:
            mistakes.add(("rules", index, "name"), "another rule has this name; names are unique")
        seen.add(name)


def _parse(text: str, mistakes: Mistakes) -> WrittenFile | None:
    if len(text) > LARGEST_FILE:
        mistakes.add((), f"the file is larger than {LARGEST_FILE:,} characters")
        return None
    with mistakes.at(()):
        data = load_yaml(text)
        if data is None:
            mistakes.add((), "the file is empty; begin with 'version: 1' and 'rules:'")
            return None
        data = with_spelled_times(_without_shared(data))
        written = _converted(data, WrittenFile, (), mistakes)
        return written or _rules_alone(data)
    return None


def _without_shared(data: Any) -> Any:  # noqa: ANN401 - what somebody wrote
    """The file without keys that begin with `x-`, which hold what anchors share."""
    if not isinstance(data, dict):
        return data
    return {key: value for key, value in data.items() if not str(key).startswith(SHARED)}


def _rules_alone(data: Any) -> WrittenFile | None:  # noqa: ANN401 - what somebody wrote
    """The rules of a file whose other keys have mistakes, so that theirs are found as well."""
    rules = data.get("rules") if isinstance(data, dict) else None
    return WrittenFile(version=1, rules=rules) if isinstance(rules, list) else None
