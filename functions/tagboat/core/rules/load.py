"""The rules file, from YAML text to rules that can be asked."""

from typing import Any

import msgspec

from tagboat.core.commit_message import Author
from tagboat.core.rules.build import build_rule
from tagboat.core.rules.mistakes import Mistakes
from tagboat.core.rules.rule import Rule, RuleSet
from tagboat.core.rules.schema import WrittenFile, WrittenRule
from tagboat.core.rules.strict_yaml import load_yaml

LARGEST_FILE = 1_000_000
"""Bytes of a rules file at most: about ten thousand rules."""


class Defaults(msgspec.Struct, frozen=True, kw_only=True):
    """What holds where the rules do not say otherwise."""

    author: Author
    commit_message: str


def load_rules(text: str, source: str, defaults: Defaults) -> RuleSet:
    """Read a rules file.

    Args:
        text: The file's text.
        source: Its path, for errors.
        defaults: The author and the message of commits where the file does not name them.

    Raises:
        InvalidRules: With every mistake, each with the rule's name and the place.
    """
    mistakes = Mistakes(source)
    written = _parse(text, mistakes)
    mistakes.raise_if_any()
    assert written is not None  # noqa: S101 - or there had been a mistake
    return rule_set(written, mistakes, defaults)


def rule_set(written: WrittenFile, mistakes: Mistakes, defaults: Defaults) -> RuleSet:
    """Make the rules of a file ready.

    Raises:
        InvalidRules: With every mistake.
    """
    message = written.commit_message or defaults.commit_message
    rules = [_rule(rule, index, message, mistakes) for index, rule in enumerate(written.rules)]
    _refuse_same_names([rule for rule in rules if rule], mistakes)
    mistakes.tell_once("commit_message")
    mistakes.raise_if_any()
    author = written.author or defaults.author
    return RuleSet(
        rules=tuple(rule for rule in rules if rule),
        author=Author(author.name, author.email),
    )


def _rule(raw: Any, index: int, message: str, mistakes: Mistakes) -> Rule | None:  # noqa: ANN401
    name = raw.get("name") if isinstance(raw, dict) else None
    place = f"rule '{name}'" if isinstance(name, str) else f"rules[{index}]"
    with mistakes.at(place, WrittenRule):
        return build_rule(msgspec.convert(raw, WrittenRule), message, mistakes)
    return None


def _refuse_same_names(rules: list[Rule], mistakes: Mistakes) -> None:
    seen: set[str] = set()
    for rule in rules:
        if rule.name in seen:
            mistakes.add(f"rule '{rule.name}'", "another rule has this name; names are unique")
        seen.add(rule.name)


def _parse(text: str, mistakes: Mistakes) -> WrittenFile | None:
    if len(text) > LARGEST_FILE:
        mistakes.add("", f"the file is larger than {LARGEST_FILE:,} characters")
        return None
    with mistakes.at("", WrittenFile):
        data = load_yaml(text)
        if data is None:
            mistakes.add("", "the file is empty; begin with 'version: 1' and 'rules:'")
            return None
        return msgspec.convert(data, WrittenFile)
    return None
