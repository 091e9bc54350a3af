"""A rule is refused if nothing that it writes could tell that an image is older."""

from typing import Any

import pytest

from tagboat.core.errors import InvalidRules
from tests.rule_sets import rules

TELLS = {"file": "tag"}
SKIPPED = {"file": "tag", "missing": "skip"}
UNTOLD = {"file": "digest", "value": "$IMAGE_DIGEST"}


def load(*targets: dict[str, Any], policy: str = "semver") -> None:
    policies: dict[str, Any] = {"semver": {"semver": "*"}, "newest-build": "newest-build"}
    rules({"image": "web", "policy": policies[policy], "targets": list(targets)})


def test_a_rule_that_compares_what_it_does_not_write_is_refused() -> None:
    with pytest.raises(InvalidRules, match=r"compares \$IMAGE_TAG, which nothing that is written"):
        load(UNTOLD)


def test_a_target_that_may_be_skipped_tells_nothing_of_the_others() -> None:
    with pytest.raises(InvalidRules, match="only targets with 'missing: skip' tell"):
        load(SKIPPED, UNTOLD)
    with pytest.raises(InvalidRules, match="only targets with 'missing: skip' tell"):
        load(UNTOLD, SKIPPED, {**UNTOLD, "missing": "skip"})


@pytest.mark.parametrize(
    "targets",
    [[TELLS], [TELLS, UNTOLD], [UNTOLD, SKIPPED, TELLS], [SKIPPED], [SKIPPED, SKIPPED]],
)
def test_a_rule_loads_if_each_value_is_told_of(targets: list[dict[str, Any]]) -> None:
    load(*targets)


def test_what_compares_nothing_needs_not_be_told() -> None:
    load(SKIPPED, UNTOLD, policy="newest-build")
