"""An explanation for machines: one JSON document, whose shape is `ExplainDocument`."""

from collections.abc import Mapping, Sequence

import msgspec
from msgspec import Struct

from tagboat.core.explanation import Explanation, Verdict
from tagboat.core.findings import Finding
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind


class ValueDocument(Struct, frozen=True, kw_only=True):
    """One value that would become another."""

    file: str
    place: str
    """Where in the file; empty when the file is nothing but the value."""
    old: str
    new: str


class RuleDocument(Struct, frozen=True, kw_only=True):
    """What one rule makes of the image."""

    rule: str
    verdict: Verdict
    reason: str
    """Why it is this verdict."""
    groups: Mapping[str, str]
    """What the named groups of the tag pattern have matched."""
    outcome: Kind | None
    """What would become of the push; null unless the rule accepts it."""
    outcome_reason: str | None
    error: str | None
    """The name of the error, such as `FileMissing`; null unless the outcome is `failed`."""
    changes: Sequence[ValueDocument]
    pull_request_branch: str | None
    """The branch that the changes would be proposed from; null where they would be committed."""


class ExplainDocument(Struct, frozen=True, kw_only=True):
    """The whole document. Keys may be added to it; none is renamed or removed."""

    push: ImagePush
    rules: Sequence[RuleDocument]
    """Every rule, in the order of the file."""
    hints: Sequence[str]
    """What may have been meant."""
    mistakes: Sequence[Finding]
    """Why the rules do not load; empty if they do."""


def explain_json(
    push: ImagePush,
    explained: Sequence[Explanation],
    hints: Sequence[str],
    mistakes: Sequence[Finding] = (),
) -> str:
    """Write an explanation, or the mistakes that keep rules from loading, as indented JSON."""
    document = ExplainDocument(
        push=push, rules=[_rule(one) for one in explained], hints=hints, mistakes=mistakes
    )
    return msgspec.json.format(msgspec.json.encode(document), indent=2).decode() + "\n"


def _rule(one: Explanation) -> RuleDocument:
    outcome = one.outcome
    return RuleDocument(
        rule=one.rule.name,
        verdict=one.verdict,
        reason=one.reason,
        groups=one.groups,
        outcome=outcome.kind if outcome else None,
        outcome_reason=outcome.reason if outcome else None,
        error=type(outcome.error).__name__ if outcome and outcome.error else None,
        changes=[
            ValueDocument(file=change.file, place=change.place, old=change.old, new=change.new)
            for change in one.changes
        ],
        pull_request_branch=one.rule.branch,
    )
