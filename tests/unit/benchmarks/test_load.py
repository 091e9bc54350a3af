import ast
from dataclasses import replace

from benchmarks.load import Size, section
from benchmarks.loading import Loaded
from benchmarks.naive_writer import CODE

OURS = Loaded(
    1_000, 5, 100, again=3, commits=10, invocations=12, requests=400, memory_mb=70, lost=0
)
NAIVE = replace(OURS, pushes=100, seconds=50, commits=100, invocations=100, requests=400)
SAID = str(section(Size(1_000, 50, 100), {"Tagboat": OURS, "naive": NAIVE}))


def test_rates_and_requests_are_for_each_push() -> None:
    rows = [line.strip("| ").split(" | ") for line in SAID.splitlines() if line.startswith("| ")]
    ours, naive = ([cell.strip() for cell in row] for row in rows[2:])
    assert ours == ["Tagboat", "1,000", "5", "100", "10.0", "3", "10", "12", "0.40", "70", "0"]
    assert (naive[0], naive[4], naive[8]) == ("naive", "2.0", "4.00")


def test_findings_are_ratios_of_what_each_push_takes() -> None:
    assert "Tagboat takes 5.0 times as many pushes a second as the naive way." in SAID
    assert "the naive way makes 100 times as many commits." in SAID
    assert "it makes 10 times as many requests to CodeCommit." in SAID


def test_the_naive_writer_is_python_that_has_the_handler() -> None:
    names = {node.name for node in ast.parse(CODE).body if isinstance(node, ast.FunctionDef)}
    assert names == {"handle", "written"}
