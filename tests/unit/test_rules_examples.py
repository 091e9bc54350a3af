"""Every example of docs/rules.md does what the page shows, those of docs/coming-from.md load."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from tagboat.core.outcomes import Kind
from tagboat.core.plan import plan
from tagboat.core.rules.load import load_rules
from tagboat.core.selection import select
from tagboat.preview import read_files
from tagboat.working_copy import WorkingCopy
from tests.documents import ROOT
from tests.image_pushes import image_push
from tests.rule_sets import DEFAULTS

FLAGS = re.MULTILINE | re.DOTALL
MOVING = (ROOT / "docs/coming-from.md").read_text()
PAGE = (ROOT / "docs/rules.md").read_text()
_EXAMPLE = re.compile(
    r"```yaml\n(?P<rules>- name:.*?)```\n\nA push of `(?P<push>[^`]+)` makes"
    r"(?:, on the branch `(?P<branch>[^`]+)`,)?\n\n"
    r"```diff\n(?P<diff>.*?)```\n",
    re.DOTALL,
)
_HELD = re.compile(
    r"```yaml\n(?P<rules>version: 1(?:(?!```).)*)```\n\n"
    r"A push of `(?P<image>[^`:]+):(?P<tag>[^`]+)` at `(?P<at>[^`]+)` is held:\n\n"
    r"```text\n(?P<said>.*?)```\n",
    re.DOTALL,
)


class Example(NamedTuple):
    rules: str
    push: str
    branch: str | None
    before: Mapping[str, str]
    after: Mapping[str, str]


def examples() -> Iterator[Example]:
    for found in _EXAMPLE.finditer(PAGE):
        before: dict[str, str] = {}
        after: dict[str, str] = {}
        for file in re.split(r"^--- a/", found["diff"], flags=re.MULTILINE)[1:]:
            name, _, _, *lines = file.splitlines()
            before[name] = "".join(f"{line[1:]}\n" for line in lines if line[0] != "+")
            after[name] = "".join(f"{line[1:]}\n" for line in lines if line[0] != "-")
        yield Example(found["rules"], found["push"], found["branch"], before, after)


@pytest.mark.parametrize("example", list(examples()), ids=lambda example: example.push[:40])
def test_an_example_makes_what_it_shows(example: Example, tmp_path: Path) -> None:
    for name, text in example.before.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    rules = load_rules(f"version: 1\nrules:\n{example.rules}", ".tagboat.yaml", DEFAULTS)
    reference, _, digest = example.push.partition("@")
    image, _, tag = reference.partition(":")
    push = image_push(tag, image, digest=digest) if digest else image_push(tag, image)
    working_copy = WorkingCopy(tmp_path)
    selection = select([push], rules)
    made = plan(selection, read_files(selection, working_copy))
    assert [outcome.reason for outcome in made.outcomes if outcome.failed] == []
    assert [rule.branch for rule in rules.rules] == [example.branch]
    assert {name: file.text(name) for name, file in made.files.items()} == example.after


@pytest.mark.parametrize("example", list(_HELD.finditer(PAGE)), ids=lambda found: found["at"])
def test_an_example_holds_what_it_says(example: re.Match[str]) -> None:
    rules = load_rules(example["rules"], ".tagboat.yaml", DEFAULTS)
    push = image_push(example["tag"], example["image"])
    selection = select([push], rules, now=datetime.fromisoformat(example["at"]))
    assert {one.kind for one in selection.outcomes} == {Kind.HELD}
    assert "".join(f"{one.rule}: {one.reason}\n" for one in selection.outcomes) == example["said"]


def test_every_rule_on_the_page_is_run() -> None:
    written = re.findall(r"^```yaml\n(.*?)^```", PAGE, FLAGS)
    rules = [text for text in written if text.startswith("- name:")]
    assert [example.rules for example in examples()] == rules
    for whole in (text for text in written if "version: 1" in text):
        assert len(load_rules(whole, ".tagboat.yaml", DEFAULTS).rules) == whole.count("image: team")


@pytest.mark.parametrize("rule", re.findall(r"^```yaml\n(- name:.*?)^```", MOVING, FLAGS))
def test_every_rule_for_those_who_come_from_elsewhere_loads(rule: str) -> None:
    assert load_rules(f"version: 1\nrules:\n{rule}", ".tagboat.yaml", DEFAULTS).rules
