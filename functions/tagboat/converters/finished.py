"""What converters made, ready to be written: names are unique, and every rule loads."""

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from tagboat.converters.base import Comment, Gap, Image, Part, Rule, Target, comments_of, to_do
from tagboat.converters.written import rule_lines, rules_file
from tagboat.core.commit_message import Author
from tagboat.core.errors import InvalidRules
from tagboat.core.findings import Finding
from tagboat.core.rules.load import Defaults, load_rules

_DEFAULTS = Defaults(author=Author("-", "-@example.com"), commit_message="$IMAGE_TAG")


def finished(parts: Sequence[Part]) -> list[Part]:
    """Give rules names of their own and registries where they need one, and all one author.

    A rule that does not load, or has no target, becomes a gap that has it as a comment, and says
    what has to be done.
    """
    named = _with_one_author(_with_own_names(parts))
    registries: defaultdict[str, set[tuple[str | None, str | None]]] = defaultdict(set)
    for part in named:
        if isinstance(part, Rule):
            registries[part.image.name].add((part.image.account, part.image.region))
    return [
        _loadable(_with_registry(part, several=len(registries[part.image.name]) > 1))
        if isinstance(part, Rule)
        else part
        for part in named
    ]


def _with_own_names(parts: Sequence[Part]) -> list[Part]:
    named: list[Part] = []
    taken = {part.name for part in parts if isinstance(part, Rule)}
    seen: set[str] = set()
    for part in parts:
        if isinstance(part, Rule) and part.name in seen:
            number = 2
            while f"{part.name}-{number}" in taken:
                number += 1
            part = replace(part, name=f"{part.name}-{number}")
            taken.add(part.name)
        if isinstance(part, Rule):
            seen.add(part.name)
        named.append(part)
    return named


def _with_one_author(parts: Sequence[Part]) -> list[Part]:
    authors = (part.author for part in parts if isinstance(part, Rule))
    first = next((author for author in authors if author is not None), None)
    return [_by(part, first) if isinstance(part, Rule) else part for part in parts]


def _by(rule: Rule, author: Author | None) -> Rule:
    if rule.author in (None, author):
        return rule
    assert rule.author is not None  # noqa: S101 - None is none of the authors here
    text = f"its commits were by {rule.author.name} <{rule.author.email}>; a file has one author"
    return replace(rule, author=None, comments=(*rule.comments, to_do(text)))


def _with_registry(rule: Rule, *, several: bool) -> Rule:
    """A rule whose account and region are only named if its image is in several registries."""
    if several:
        return rule
    return replace(rule, image=Image(rule.image.name, was=rule.image.was))


def _loadable(rule: Rule) -> Part:
    if not any(target.settings for target in rule.targets):
        return Gap(rule.source, _never_silent(comments_of(rule)), _draft(rule))
    try:
        load_rules(rules_file([rule]), "the converted rule", _DEFAULTS)
    except InvalidRules as error:
        told = tuple(to_do(f"it does not load as a rule: {_said(one)}") for one in error.findings)
        return Gap(rule.source, (*comments_of(rule), *told), _draft(rule))
    return rule


def _never_silent(comments: Sequence[Comment]) -> tuple[Comment, ...]:
    if any(comment.to_do for comment in comments):
        return tuple(comments)
    return (*comments, to_do("no value that it writes is found; write its targets by hand"))


def _said(finding: Finding) -> str:
    return f"{finding.path}: {finding.what}" if finding.path else finding.what


def _draft(rule: Rule) -> str:
    """A rule as YAML without anything that is said of it."""
    targets = tuple(Target(target.settings) for target in rule.targets)
    bare = replace(rule, source="", comments=(), remarks={}, targets=targets)
    return "\n".join(line[2:] for line in rule_lines(bare))
