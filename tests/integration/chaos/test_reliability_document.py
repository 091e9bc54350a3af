"""docs/reliability.md has what `make chaos` writes: its words, a row for each figure, two hosts."""

import re

from chaos.document import HOST_NAMES, document
from chaos.exposure import MEANING
from chaos.figures import Figures
from tests.documents import ROOT, table

PAGE = (ROOT / "docs/reliability.md").read_text()
COUNTS = {name: figures for name, *figures in table(PAGE, "There were".ljust(40))}
"""By what there were: the figures of both hosts."""


def number(text: str) -> int:
    return int(re.sub(r"[,*]", "", text))


def figures(column: int) -> Figures:
    counts = {name.strip(): number(found[column]) for name, found in COUNTS.items()}
    complaints = counts.pop("**promises broken**")
    seconds, quiet = (
        counts.pop("seconds in all"),
        counts.pop("seconds from the last event to quiet"),
    )
    struck = {}
    for name in MEANING:
        (row,) = re.findall(rf"^\| {re.escape(name)}: .*$", PAGE, re.MULTILINE)
        struck[name] = number(row.strip("| ").split(" | ")[1 + column].strip())
    return Figures(list(HOST_NAMES)[column], counts, struck, quiet, seconds, complaints)


def test_the_page_is_what_a_run_with_its_figures_writes() -> None:
    (seed, pushes), (date,) = (
        map(int, re.findall(r"SEED=(\d+) PUSHES=(\d+)", PAGE)[0]),
        re.findall(r"Date: ([\d-]+)", PAGE),
    )
    written = document(seed, pushes, [figures(0), figures(1)])
    assert re.sub(r"Date: [\d-]+", f"Date: {date}", written) == PAGE


def test_enough_has_gone_wrong_on_both_hosts_and_no_promise_was_broken() -> None:
    for one in (figures(0), figures(1)):
        assert one.complaints == 0
        assert one.counts["pushes"] >= 2_000
        assert one.counts["images"] >= 50
        assert one.counts["sets of rules, each a stack"] == 5
        assert one.counts["pushes whose event was lost"] > 0
        assert one.counts["processes killed in mid-flight"] > 0
        assert one.struck.keys() == MEANING.keys()
