"""The example of what people's changes hold, in docs/rules.md, goes as its table says."""

import re
from itertools import repeat

from tagboat.core.commit_message import Author
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.rules.source import RulesFile
from tagboat.core.snapshot import File
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.documents import ROOT, blocks, table
from tests.image_pushes import NOON, image_push, this_evening
from tests.in_memory_git_host import InMemoryGitHost
from tests.rule_sets import DEFAULTS

PAGE = (ROOT / "docs/rules.md").read_text()
SECTION = PAGE[PAGE.index("## When people change a value") :].partition("\n## ")[0]
PATH = "tags/prod"


def test_the_example_goes_as_its_table_says() -> None:
    (rules,) = blocks(SECTION, "yaml")
    (first,) = re.findall(r"`(\S+)` in the file", SECTION)
    host = InMemoryGitHost({".tagboat.yaml": rules.encode(), PATH: f"{first}\n".encode()})
    reasons: list[str] = []
    pushes: dict[str, ImagePush] = {}
    for time, what, expected, there in table(SECTION, "time"):
        now = NOON.replace(hour=int(time[:2]), minute=int(time[3:]))
        host.now = repeat(now).__next__
        (tag,) = re.findall(r"\d+\.\d+\.\d+", what)
        if "commits" in what:
            host.push({PATH: File(f"{tag}\n".encode())}, author=Author("Ann", "ann@example.com"))
        else:
            assert ("comes again" in what) is (tag in pushes)
            push = pushes.setdefault(tag, image_push(tag, pushed_at=now))
            outcome = _delivered(host, push)
            assert outcome.kind is Kind(expected)
            reasons += [f"{outcome.rule}: {outcome.reason}\n"] * (outcome.kind is Kind.HELD)
        assert host.content(PATH).decode().strip() == there
    (told,) = blocks(SECTION, "text")
    assert _without_id(reasons[0]) == _without_id(told)


def _delivered(host: InMemoryGitHost, push: ImagePush) -> Outcome:
    update = UpdateInfraRepo(
        host,
        RulesFile(".tagboat.yaml", DEFAULTS),
        "main",
        sleep=lambda _: None,
        clock=lambda: 0.0,
        now=this_evening,
    )
    (outcome,) = update([push]).outcomes
    return outcome


def _without_id(reason: str) -> str:
    return re.sub(r"with [0-9a-f]{7} at", "with ID at", reason)
