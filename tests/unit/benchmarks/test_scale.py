"""docs/scale.md is arithmetic: recomputed here, and held to what people can check by hand."""

import pytest

from benchmarks.figures_of import cell
from benchmarks.scale import Host, Rates, Stack, per_million, per_stack
from benchmarks.scale_document import document
from benchmarks.scale_inputs import Assumed
from tests.documents import ROOT

BENCHMARKS = (ROOT / "docs/benchmarks.md").read_text()
PLAIN = Assumed(
    repos=100, pushes=6_336_000, days=22, hours=8, window=10, memory_mb=1_769, hop_seconds=0.1
)


def test_the_page_is_what_its_inputs_make() -> None:
    assert (ROOT / "docs/scale.md").read_text() == document(BENCHMARKS)


def test_figures_are_read_by_chapter_row_and_column() -> None:
    page = "## One (`one`)\n\n| H | a |\n| - | -: |\n| x | 1,024 |\n\n## Two (`two`)\n\n| H | b |\n"
    assert cell(page, "one", "x", "a") == 1024
    with pytest.raises(LookupError, match="no a of x in two"):
        cell(page, "two", "x", "a")


def test_rates_are_those_of_the_hours_in_which_people_push() -> None:
    rates = Rates(PLAIN)
    assert rates.average == 10
    assert rates.of_repo(peak=False) == 0.1
    assert rates.of_repo(peak=True) == 1.0
    assert rates.batch(10, peak=True) == 11  # The first, and ten in ten seconds.
    assert rates.updates(10, peak=True) == pytest.approx(1 / 11)


def test_an_update_takes_its_time_on_a_core_and_its_way() -> None:
    host = Host("GitHub", handler_ms=50, hops=2)
    assert host.seconds(PLAIN) == pytest.approx(0.25)
    assert host.seconds(Assumed(memory_mb=1_769 // 2, hop_seconds=0.1)) == pytest.approx(0.3, 0.01)


def test_a_million_pushes_cost_what_their_requests_do() -> None:
    found = per_million(Host("GitHub", handler_ms=50, hops=2), PLAIN, 1)
    assert found["SQS"] == pytest.approx(0.40 * (1 + 2 / 2))  # Two pushes are one update.
    assert found["outcome events"] == pytest.approx(1.0)
    seconds = 500_000 * 0.25 * 1_769 / 1_024
    assert found["Lambda"] == pytest.approx(seconds * 0.0000133334 + 0.5 * 0.20)


def test_every_stack_of_an_account_gets_every_push() -> None:
    host = Host("GitHub", handler_ms=50, hops=2)
    one, ten = (per_million(host, PLAIN, fan_out) for fan_out in (1, 10))
    assert ten["SQS"] == pytest.approx(10 * one["SQS"])
    assert ten["outcome events"] == one["outcome events"]


def test_a_stack_costs_what_stands_in_it() -> None:
    found = per_stack(PLAIN, Stack(metrics=10, alarms=5))
    assert found["metrics"] == pytest.approx(3.0)
    assert found["alarms"] == pytest.approx(0.5)
    assert found["polls of the empty queue"] == pytest.approx(0.2592)
