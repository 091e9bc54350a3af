"""Matching a push against the rules, and how that grows with their number."""

import time
from collections.abc import Callable
from functools import partial
from statistics import median

from benchmarks.pushes import image_push
from benchmarks.section import Section
from benchmarks.table import Table, milliseconds, ratio
from benchmarks.workplace import Workplace
from tagboat.core.commit_message import Author
from tagboat.core.rules.load import Defaults, load_rules
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import select

COUNTS = (10, 100, 1_000, 10_000)
ROUNDS, LOADS = 30, 3
_DEFAULTS = Defaults(author=Author("Bot", "bot@example.com"), commit_message="To $IMAGE_TAG")
_MEASURED = """\
One push against so many rules, each with a tag pattern and a semver range: rules that name one
image each, of which one is the push's, and rules whose image is a glob, all of which have to be
asked.
*Load* is reading the rules file once, which a warm function does only when it has changed; *match*
is what every push takes. Medians of in-process times; ratios are to the first row."""


def run(workplace: Workplace) -> Section:
    """Match with each number of rules."""
    table = Table(["Rules", "load, ms", "match by name, ms", "ratio", "match by glob, ms", "ratio"])
    first: tuple[float, float] | None = None
    for count in COUNTS:
        workplace.say(f"matching {count} rules")
        load, rules = _timed(partial(_rules, count, "team/n{}"), LOADS)
        named, _ = _timed(partial(select, [_PUSH], rules), ROUNDS)
        globs = _rules(count, "team/n*")
        asked, _ = _timed(partial(select, [_PUSH], globs), ROUNDS)
        first = first or (named, asked)
        table.add(
            f"{count:,}",
            milliseconds(load),
            f"{named * 1_000:.3f}",
            ratio(named, first[0]),
            f"{asked * 1_000:.3f}",
            ratio(asked, first[1]),
        )
    findings = [
        "Rules that name their image are found by it: matching does not grow with their number.",
        "Rules with globs are asked one by one: matching grows as their number does.",
    ]
    return Section("Matching rules (`matching`)", _MEASURED, [table], findings)


_PUSH = image_push("1.2.3")


def _rules(count: int, image: str) -> RuleSet:
    lines = ["version: 1", "rules:"]
    for number in range(count):
        name = _PUSH.repository if number == count // 2 else image.format(number)
        lines.append(
            f"  - {{name: r{number}, image: '{name}', tags: 'v?[0-9.]+', policy: {{semver: ^1}},"
            f" targets: [{{file: f{number}}}]}}"
        )
    return load_rules("\n".join(lines), ".tagboat.yaml", _DEFAULTS)


def _timed[Made](do: Callable[[], Made], rounds: int) -> tuple[float, Made]:
    times = []
    for _ in range(rounds):
        begun = time.perf_counter()
        made = do()
        times.append(time.perf_counter() - begun)
    return median(times), made
