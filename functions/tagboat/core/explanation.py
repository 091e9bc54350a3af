"""Explains what each rule makes of an image push: whose it is, whether it takes it, and why."""

import difflib
from collections.abc import Mapping, Sequence
from enum import StrEnum

from msgspec import Struct

from tagboat.core.changes import Change
from tagboat.core.globs import is_glob
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Outcome
from tagboat.core.plan import Plan
from tagboat.core.rules.rule import Refusal, Rule, RuleSet
from tagboat.core.selection import Selection
from tagboat.core.tag_policy.base import Candidate

_MOST_CLOSE = 3
_WAITS = "one of its images, which has to wait"


class Verdict(StrEnum):
    """What a rule says of an image push."""

    OTHER = "other"
    """It is about other images."""
    REFUSED = "refused"
    ACCEPTED = "accepted"


class Explanation(Struct, frozen=True, kw_only=True):
    """What one rule makes of a push."""

    rule: Rule
    verdict: Verdict
    reason: str
    groups: Mapping[str, str] = {}
    """What the named groups of the tag pattern have matched."""
    outcome: Outcome | None = None
    """What would become of the push; None unless it is accepted."""
    changes: tuple[Change, ...] = ()


def explain(
    push: ImagePush, rules: RuleSet, selection: Selection, planned: Plan
) -> tuple[Explanation, ...]:
    """Explain a push by every rule, in the order of the rules.

    Args:
        push: The only push that was selected and planned.
        rules: All rules.
        selection: What they have chosen.
        planned: What is to be changed.
    """
    reasons = {chosen.rule.name: chosen.reason for chosen in selection.chosen}
    outcomes = {outcome.rule: outcome for outcome in planned.outcomes}
    return tuple(
        _explanation(rule, rule.consider(push), reasons, outcomes, planned.changes)
        for rule in rules.rules
    )


def close_images(repository: str, rules: RuleSet) -> list[str]:
    """The image repositories of rules that may have been meant by one that no rule is about."""
    images = (image.text for rule in rules.rules for image in rule.images)
    names = list(dict.fromkeys(name for name in images if not is_glob(name)))
    last = repository.rpartition("/")[2]
    alike = [name for name in names if name.rpartition("/")[2] == last]
    alike += difflib.get_close_matches(repository, names, n=_MOST_CLOSE)
    return list(dict.fromkeys(alike))[:_MOST_CLOSE]


def unknown_image(repository: str, rules: RuleSet) -> str:
    """Say that no rule is about an image repository, and which may have been meant."""
    close = " or ".join(close_images(repository, rules))
    hint = f" Did you mean {close}?" if close else ""
    return f"No rule is about the image repository {repository}.{hint}"


def _explanation(
    rule: Rule,
    said: Candidate | Refusal | None,
    reasons: Mapping[str, str],
    outcomes: Mapping[str | None, Outcome],
    changes: Sequence[Change],
) -> Explanation:
    if said is None:
        about = ", ".join(image.text for image in rule.images)
        return Explanation(rule=rule, verdict=Verdict.OTHER, reason=f"it is about {about}")
    if isinstance(said, Refusal):
        return Explanation(rule=rule, verdict=Verdict.REFUSED, reason=said.reason)
    return Explanation(
        rule=rule,
        verdict=Verdict.ACCEPTED,
        reason=reasons.get(rule.name, _WAITS),
        groups={name: said.variables[name] for name in rule.tags.groupindex},
        outcome=outcomes[rule.name],
        changes=tuple(change for change in changes if change.rule == rule.name),
    )
