"""Rules for tests, made as a rules file makes them."""

from typing import Any

import msgspec
import pytest
from hypothesis import strategies as st

from tagboat.core.commit_message import Author
from tagboat.core.errors import InvalidRules
from tagboat.core.rules.load import Defaults, rule_set
from tagboat.core.rules.mistakes import Mistakes
from tagboat.core.rules.rule import RuleSet
from tagboat.core.rules.schema import WrittenFile

DEFAULTS = Defaults(
    author=Author("Auto Update Bot", "auto-update-bot@example.com"),
    commit_message="[Auto] Update $DESTINATION_FILE to $IMAGE_TAG",
)


def rules(*written: dict[str, Any], message: str | None = None, **more: Any) -> RuleSet:
    """Rules from what stands under `rules`, each with a name of its own if it has none.

    Args:
        written: The rules.
        message: The message of commits.
        more: Other keys of the file.
    """
    named = [{"name": f"rule-{index}"} | rule for index, rule in enumerate(written)]
    whole = {"version": 1, "rules": named, "commit_message": message} | more
    return rule_set(msgspec.convert(whole, WrittenFile), Mistakes("a test"), DEFAULTS)


def wrong(*written: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    """What is wrong with rules: each place, and what is told of it."""
    with pytest.raises(InvalidRules) as caught:
        rules(*written, **more)
    return [(finding.path, finding.what) for finding in caught.value.findings]


def rule(image: str | list[str] = "team/web", file: str = "tag", **fields: Any) -> dict[str, Any]:
    """A rule with one target, as it is written."""
    return {"image": image, "targets": [{"file": file}]} | fields


_targets = st.fixed_dictionaries(
    {"file": st.sampled_from(["a", "b", "c", "missing", "values.yaml"])},
    optional={"value": st.sampled_from(["$IMAGE_TAG", "v$IMAGE_TAG", "$channel", "$RULE"])},
)
written_rules = st.fixed_dictionaries(
    {
        "image": st.sampled_from(["team/web", "team/api"]),
        "tags": st.sampled_from(
            ["(?<channel>[a-z]*).*", r"(?<channel>)\d.*", "(?<channel>latest)"]
        ),
        "targets": st.lists(_targets, min_size=1, max_size=3),
    }
)
rule_sets = st.lists(written_rules, max_size=4).map(lambda written: rules(*written))
"""Rules that meet in few files; some values turn out empty, some files cannot be used."""
