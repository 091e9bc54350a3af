import pytest

from benchmarks.peers.competitors import FIRST, REPLACER, SCRIPT, UNPAUSED, WARM, Took
from benchmarks.peers.contest import Cost, Costs
from benchmarks.peers.section import costs_table, findings, traps_table
from benchmarks.peers.tasks import COMMITS, PROPOSAL
from benchmarks.peers.traps import TRAPS, WHO, told
from benchmarks.request_counts import cells
from tagboat.core.commit_message import Author
from tagboat.core.rules.load import Defaults, load_rules

DEFAULTS = Defaults(author=Author("A Bot", "bot@example.com"), commit_message="To $IMAGE_TAG")


def costs(seconds: float, requests: int, *, start: float = 0.2) -> Costs:
    took = Took(seconds, start)
    return Costs([Cost(took, requests, sent=1_000, received=2_000, commits=1)] * 3)


FOUND = {
    "1 image, 1 file": {
        REPLACER: costs(0.09, 2),
        SCRIPT: costs(0.6, 3, start=0.4),
        UNPAUSED: costs(0.1, 3),
        FIRST: costs(0.2, 4),
        WARM: costs(0.05, 2),
    }
}


def test_ratios_are_to_the_script_without_its_pauses() -> None:
    rows = str(costs_table(FOUND)).splitlines()[2:]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    assert cells[0] == [
        *("1 image, 1 file", REPLACER, "1", "2", "1.0", "2.0", "90", "0.67", "0.90"),
    ]
    assert cells[2][-2:] == ["1.00", "1.00"]
    assert cells[4][-2:] == ["0.67", "0.50"]


def test_findings_say_where_tagboat_takes_more_too() -> None:
    said, started, _ = findings(FOUND)
    assert said == (
        "1 image, 1 file: the script makes 3 requests, Tagboat first 4 (2.00 of the time) and"
        " warm 2 (0.50 of the time)."
    )
    assert "gitops-image-replacer 200 ms, PyGithub 400 ms" in started


def test_updates_that_differ_in_their_requests_have_no_single_figure() -> None:
    unequal = Costs([*costs(1, 2).each, *costs(1, 3).each])
    with pytest.raises(ValueError, match="too many values"):
        _ = unequal.requests


def test_a_trap_tells_what_became_of_the_file() -> None:
    trap = next(one for one in TRAPS if "goes on" in one.title)
    assert told(trap, trap.after, succeeded=True) == "nothing"
    assert told(trap, trap.before, succeeded=True) == "not written, told nobody"
    assert told(trap, trap.before, succeeded=False) == "not written, and said so"
    spoiled = trap.after.replace(b"service-0-debug", b"service-0:9-debug")
    (line,) = [one for one in trap.after.splitlines(keepends=True) if b"-debug" in one]
    assert told(trap, spoiled, succeeded=True) == f"{len(line)} bytes in 1 line"


def test_every_trap_changes_one_line() -> None:
    for trap in TRAPS:
        pairs = zip(trap.before.splitlines(), trap.after.splitlines(), strict=True)
        assert sum(before != after for before, after in pairs) == 1


def test_traps_are_listed_with_what_each_did() -> None:
    table = str(traps_table({"CRLF": dict.fromkeys(WHO, "nothing")}))
    assert table.count("nothing") == len(WHO)


def test_the_rules_of_a_task_load_and_have_a_target_for_each_file() -> None:
    for task in (*COMMITS, PROPOSAL):
        rules = load_rules(task.rules().decode(), ".tagboat.yaml", DEFAULTS)
        assert sum(len(rule.targets) for rule in rules.rules) == len(task.paths)
        assert task.files("2.0").keys() == set(task.paths)


def test_a_host_without_pull_requests_has_no_figures_of_them() -> None:
    assert cells({"commit": 4}) == ["4", "none", "none", "none", "none"]
