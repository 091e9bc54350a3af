"""What is held at some time, whatever is pushed."""

from datetime import datetime

from tagboat.core.rules.rule import RuleSet


def standing(rules: RuleSet, now: datetime) -> tuple[str, ...]:
    """Say what waits, and why: what holds for all rules first.

    Args:
        rules: All rules.
        now: The time.
    """
    restraints = (*rules.restraints, *(one for rule in rules.rules for one in rule.restraints))
    said = (one.standing(now) for one in restraints)
    return tuple(dict.fromkeys(one for one in said if one is not None))
