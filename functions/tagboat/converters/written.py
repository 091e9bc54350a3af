"""Rules as the text of a rules file: laid out as people write it, with comments in their places."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml

from tagboat.converters.base import Comment, Gap, Part, Rule, Target
from tagboat.core.file_editors.yaml_text.scalars import fresh

WIDTH = 100
"""Columns of a line, as long as its values let it."""
TO_DO = "To do: "
_NO_WIDTH = 1_000_000_000
_HEAD = "Made by `tagboat convert`. Read it, then let `tagboat check` read it."
_SINGLE_QUOTED = ("tags", "ignore_tags", "regex")
_DOUBLE_QUOTED = ("semver", "range", "extract", "value", "commit_message")


def rules_file(parts: Sequence[Part]) -> str:
    """Write a rules file.

    The first author, and a message that all rules share, are written once for all of them.
    """
    rules = [part for part in parts if isinstance(part, Rule)]
    messages = {rule.commit_message for rule in rules}
    message = messages.pop() if len(messages) == 1 else None
    lines = [*_comment(_HEAD, 0), "version: 1", *_author(rules)]
    if message is not None:
        lines.append(f"commit_message: {_value(message, 'commit_message')}")
    lines.append("rules:" if rules else "rules: []")
    for index, part in enumerate(parts):
        lines += [""] if index else []
        lines += _gap(part) if isinstance(part, Gap) else rule_lines(part, message)
    return "".join(f"{line}\n" for line in lines)


def rule_lines(rule: Rule, message: str | None = None) -> list[str]:
    """Write one rule.

    Args:
        rule: The rule.
        message: What is written for all rules already.
    """
    lines = [*_comment(rule.source, 2), *_comments(rule.comments, 2)]
    start = "  - "
    for key, value in _entries(rule, message):
        lines += _entry(start, key, value, rule.remarks.get(key, ()))
        start = "    "
    lines.append("    targets:")
    for target in rule.targets:
        lines += _target(target)
    return lines


def one_line(text: str) -> str:
    """A text as one line that can be printed."""
    words = " ".join(text.split())
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in words)


def _entries(rule: Rule, message: str | None) -> Iterator[tuple[str, Any]]:
    yield "name", rule.name
    yield "image", rule.image.name
    if rule.image.account is not None:
        yield "account", rule.image.account
    if rule.image.region is not None:
        yield "region", rule.image.region
    if rule.tags is not None:
        yield "tags", rule.tags
    if rule.ignore_tags:
        yield "ignore_tags", list(rule.ignore_tags)
    yield "policy", rule.policy
    if rule.commit_message is not None and rule.commit_message != message:
        yield "commit_message", rule.commit_message


def _author(rules: Sequence[Rule]) -> list[str]:
    first = next((rule.author for rule in rules if rule.author is not None), None)
    if first is None:
        return []
    return [f"author: {_value({'name': first.name, 'email': first.email}, '')}"]


def _entry(start: str, key: str, value: object, remarks: Sequence[Comment]) -> list[str]:
    """One key with its value: a short remark goes behind it, others above."""
    line = f"{start}{key}: {_value(value, key)}"
    if len(remarks) == 1 and not remarks[0].to_do:
        behind = f"{line}   # {one_line(remarks[0].text)}"
        if len(behind) <= WIDTH:
            return [behind]
    return [*_comments(remarks, len(start)), line]


def _target(target: Target) -> list[str]:
    lines = _comments(target.comments, 6)
    if not target.settings:
        return lines
    if len(target.settings) > 1:
        flow = f"      - {_value(target.settings, '')}"
        if len(flow) <= WIDTH:
            return [*lines, flow]
    start = "      - "
    for key, value in target.settings.items():
        lines.append(f"{start}{key}: {_value(value, key)}")
        start = "        "
    return lines


def _gap(gap: Gap) -> list[str]:
    draft = (f"  # {line}".rstrip() for line in gap.draft.splitlines())
    return [*_comment(gap.source, 2), *_comments(gap.comments, 2), *draft]


def _comments(comments: Sequence[Comment], indent: int) -> list[str]:
    lines = (_comment(f"{TO_DO if one.to_do else ''}{one.text}", indent) for one in comments)
    return [line for some in lines for line in some]


def _comment(text: str, indent: int) -> list[str]:
    lead = f"{' ' * indent}# "
    return textwrap.wrap(
        one_line(text),
        WIDTH,
        initial_indent=lead,
        subsequent_indent=lead,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _value(value: object, key: str) -> str:
    """A value in flow style; a key says how its texts are quoted."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_value(one, name)}" for name, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_value(one, key) for one in value) + "]"
    if not isinstance(value, str):
        return str(value)
    return _text(value, key)


def _text(text: str, key: str) -> str:
    if not text.isprintable():
        escaped: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=_NO_WIDTH)
        return escaped.rstrip("\n")
    if key in _SINGLE_QUOTED or '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"' if key in _DOUBLE_QUOTED or fresh(text) != text else text
