"""Branches of pull requests that cannot be as all of their rules want them."""

from collections.abc import Iterator, Sequence
from itertools import accumulate

from tagboat.core.rules.mistakes import Mistakes
from tagboat.core.rules.rule import Rule


def refuse_clashes(rules: Sequence[Rule], mistakes: Mistakes) -> None:
    """Refuse rules whose branches clash, each with the first one that it clashes with."""
    first: dict[str, Rule] = {}
    for rule in rules:
        if rule.branch is not None:
            first.setdefault(rule.branch, rule)
    indexes = {name: index for index, name in mistakes.names.items()}
    for rule in rules:
        for what in _clashes(rule, first):
            mistakes.add(("rules", indexes[rule.name], "deliver"), what)


def _clashes(rule: Rule, first: dict[str, Rule]) -> Iterator[str]:
    if rule.terms is None:
        return
    branch = rule.terms.branch
    other = first[branch]
    if other is not rule and other.terms is not None:
        yield from _differences(rule, other)
    *above, _ = accumulate(branch.split("/"), "{}/{}".format)
    for folder in above:
        if folder in first:
            yield (
                f"its pull request comes from {branch}, which cannot be beside {folder} of rule"
                f" '{first[folder].name}'; let one of them name another branch"
            )


def _differences(rule: Rule, other: Rule) -> Iterator[str]:
    """Why two rules cannot share a pull request."""
    ours, theirs = rule.terms, other.terms
    assert ours is not None  # noqa: S101 - asked of rules with branches only
    assert theirs is not None  # noqa: S101
    if ours.group != theirs.group or ours.group == "rule":
        yield (
            f"rule '{other.name}' has the branch {ours.branch} too, and they are not meant to share"
            " it; name another 'branch', or the same 'group' in both"
        )
        return
    for key in ("draft", "auto_merge"):
        if getattr(ours, key) != getattr(theirs, key):
            yield (
                f"rule '{other.name}' has another '{key}', and shares the pull request from"
                f" {ours.branch}; let both say the same, or name another branch"
            )
