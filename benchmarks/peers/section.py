"""Tagboat beside gitops-image-replacer and a script of PyGithub's, on the same GitHub."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.peers import contest, traps
from benchmarks.peers.competitors import FIRST, REPLACER, SCRIPT, UNPAUSED, WARM
from benchmarks.peers.contest import Costs, Found
from benchmarks.peers.environment import versions
from benchmarks.peers.tasks import COMMITS, PROPOSAL
from benchmarks.section import Section
from benchmarks.served import Hosts, hosts
from benchmarks.table import Table, kilobytes, milliseconds
from benchmarks.workplace import Workplace

ROUNDS, DELAY = 5, 0.03

_MEASURED = """\
New tags of images go into the files of an infra repo on the sandbox's GitHub, each competitor in
turns on a repository of its own with the same files. `gitops-image-replacer` is its command line,
told of the sandbox by its own option `--api`; as it is made for pipelines, it runs once for each
image, with that image's files in its configuration. *PyGithub* is a script as its documentation
shows them (`benchmarks/peers/pygithub_script.py`: `update_file` for one file, a tree and a commit
for several, `create_pull` and `enable_automerge`), which runs once for each image too, one after
the other: at once they would meet on the branch, and all but one be refused. PyGithub waits 0.25 s
between requests and 1 s between those that write, so the script is measured *without its pauses*
too, and ratios are to that. *First* and *warm* are as above; Tagboat gets all pushes at once. *Pull
request* is the first push of an image: one is opened, which merges itself when a check has passed.
Then a newer tag changes the open one; the check passes, and it is merged before the next round.

After each update the files are compared to the byte with what they have to be, and at the end the
ids of all trees with each other; `git fsck --strict` has nothing to say. Times are medians of
{rounds} rounds with {delay} ms added before each request, without the start of Python and imports,
and contain what the sandbox takes to answer. Requests are those that the servers counted, one for
Tagboat's token in Secrets Manager among them; bytes are those of the bodies. The second table is of
files as they happen to be: what changes in them besides the value, a run each.

Measured: {versions}.
Load by others before it: {load:.1f}; it slows processes that are started anew most, and changes
neither requests nor bytes."""

_NOT_MEASURED = (
    "All that GitHub answers: by REST, which the others use, it tells more than the sandbox does.",
    "TLS, and GitHub's own time to answer.",
    "The job that starts a script: a checkout, a container, `pip install`.",
)


def run(workplace: Workplace) -> Section:
    """Measure every task."""
    load = os.getloadavg()[0]
    with (
        workplace.fresh_folder() as kept,
        workplace.fast_folder() as configurations,
        hosts(Path(kept), DELAY) as served,
    ):
        folder = Path(configurations)
        found = _measured(workplace, served, folder)
        workplace.say("peers: what else changes")
        sprung = traps.spring(served, folder)
    measured = _MEASURED.format(
        rounds=ROUNDS, delay=f"{DELAY * 1000:.0f}", versions=versions(), load=load
    )
    return Section(
        title="Beside gitops-image-replacer and PyGithub (`peers`)",
        measured=measured,
        tables=[costs_table(found), traps_table(sprung)],
        findings=findings(found),
        not_measured=_NOT_MEASURED,
    )


def _measured(workplace: Workplace, served: Hosts, folder: Path) -> Mapping[str, Found]:
    found: dict[str, Found] = {}
    for task in COMMITS:
        workplace.say(f"peers: {task.title}")
        found[task.title] = contest.commit(served, task, ROUNDS, folder)
    workplace.say("peers: pull requests")
    opened, changed = contest.propose(served, PROPOSAL, ROUNDS, folder)
    return found | {"pull request, opened": opened, "pull request, changed": changed}


def costs_table(found: Mapping[str, Found]) -> Table:
    """What each update took."""
    table = Table(
        [
            *("Update", "by", "commits", "requests", "kB sent", "received", "ms"),
            *("requests / script's", "time / script's"),
        ]
    )
    for title, by_whom in found.items():
        script = by_whom[UNPAUSED]
        for who, costs in by_whom.items():
            table.add(
                title,
                who,
                str(costs.commits),
                str(costs.requests),
                kilobytes(costs.median(lambda cost: cost.sent)),
                kilobytes(costs.median(lambda cost: cost.received)),
                milliseconds(_seconds(costs)),
                f"{costs.requests / script.requests:.2f}",
                f"{_seconds(costs) / _seconds(script):.2f}",
            )
    return table


def traps_table(sprung: Mapping[str, Mapping[str, str]]) -> Table:
    """What changed besides the value."""
    table = Table(["In the file", *traps.WHO])
    for title, by_whom in sprung.items():
        table.add(title, *(by_whom[who] for who in traps.WHO))
    return table


def findings(found: Mapping[str, Found]) -> Sequence[str]:
    """What the figures say."""
    one = next(iter(found.values()))
    started = ", ".join(
        f"{who} {milliseconds(one[who].median(lambda cost: cost.took.start))} ms"
        for who in (REPLACER, SCRIPT)
    )
    return [
        *(_compared(title, by_whom) for title, by_whom in found.items()),
        f"Python's start and imports, for each image besides: {started}. Cold starts: see below.",
        "gitops-image-replacer makes a commit of each file, and no pull requests.",
    ]


def _compared(title: str, by_whom: Found) -> str:
    script = by_whom[UNPAUSED]
    parts = [
        f"{who.partition(', ')[2]} {by_whom[who].requests} ({_of(by_whom[who], script)})"
        for who in (FIRST, WARM)
    ]
    return (
        f"{title[0].upper()}{title[1:]}: the script makes {script.requests} requests, Tagboat"
        f" {' and '.join(parts)}."
    )


def _of(ours: Costs, script: Costs) -> str:
    return f"{_seconds(ours) / _seconds(script):.2f} of the time"


def _seconds(costs: Costs) -> float:
    return costs.median(lambda cost: cost.took.seconds)
