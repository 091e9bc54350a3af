"""The update alone, next to cloning, editing, committing and pushing with git."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.contest import FIRST, GIT, WARM, Costs, contest
from benchmarks.infra_repos import Size, infra_repo
from benchmarks.section import Section
from benchmarks.served import hosts
from benchmarks.table import Table, kilobytes, milliseconds, ratio
from benchmarks.workplace import Workplace

ROUNDS = {Size(20, 5_000): 11, Size(2_000, 10_000): 7, Size(20_000, 10_000): 3}
DELAYS = (0.0, 0.03)
"""Seconds added to each request."""

_MEASURED = """\
A pushed tag becomes a commit in an infra repo on GitHub and on CodeCommit: by Tagboat through their
APIs, and by `git clone --depth 1`, an edit, `git commit` and `git push` over smart HTTP. Both ask
the same sandbox for the same repository and write the same tag on the same head, which somebody
else has committed. The rules name who commits, as git does: for that GitHub takes three requests
more. Afterwards the ids of their trees are equal, and `git fsck --strict` has nothing to say.

*First* is Tagboat's update with new clients, which read the token (on GitHub) and the rules file;
*warm* is a later update with the same clients, as in a warm Lambda function. *Added* is a wait
before each request, as on a real network. Git's working copies are in memory where the machine has
room, so that no slow disk counts against git. Times are medians, and contain what the sandbox takes
to answer. Requests are those that the servers counted, the same in every round; bytes are those of
the bodies, sent and received together."""

_NOT_MEASURED = (
    "TLS, real networks and what GitHub and AWS themselves take to answer.",
    "The clone that a job has kept from its last run: then git fetches only what is new.",
    "Partial or sparse clones, which fetch less and ask more often.",
    "The time that a CI job waits for a machine, or a function for a cold start (see below).",
)


@dataclass(frozen=True)
class Series:
    """The updates of one infra repo."""

    host: str
    size: Size
    delay: float
    costs: Mapping[str, Costs]


def run(workplace: Workplace) -> Section:
    """Measure on every host, size and delay."""
    for size in ROUNDS:
        workplace.say(f"update: infra repo of {size.files:,} files")
        infra_repo(size, workplace.kept)
    found = [series for delay in DELAYS for series in _measured(workplace, delay)]
    return Section(
        title="The update alone (`update`)",
        measured=_MEASURED,
        tables=(_times(found), _requests(found)),
        findings=_findings(found),
        not_measured=_NOT_MEASURED,
    )


def _measured(workplace: Workplace, delay: float) -> Iterator[Series]:
    with (
        workplace.fresh_folder() as folder,
        workplace.fast_folder() as working_copies,
        hosts(Path(folder), delay) as served,
    ):
        for size, rounds in ROUNDS.items():
            model, name = infra_repo(size, workplace.kept), f"infra-{size.files}"
            for put in (served.on_github, served.on_codecommit):
                repo = put(name, model)
                workplace.say(f"update: {repo.host}, {size.files:,} files, +{delay * 1000:.0f} ms")
                costs = contest(repo, rounds, Path(working_copies) / "infra")
                yield Series(repo.host, size, delay, costs)


def _times(found: Sequence[Series]) -> Table:
    table = Table(
        [
            *("Host", "files", "MB", "added", "git, ms", "first, ms", "warm, ms"),
            *("git / first", "git / warm"),
        ]
    )
    for series in found:
        times = [series.costs[who].seconds for who in (GIT, FIRST, WARM)]
        git, first, warm = times
        table.add(
            series.host,
            f"{series.size.files:,}",
            f"{series.size.megabytes:,.1f}",
            f"+{series.delay * 1000:.0f} ms",
            *map(milliseconds, times),
            ratio(git, first),
            ratio(git, warm),
        )
    return table


def _requests(found: Sequence[Series]) -> Table:
    table = Table(
        [
            *("Host", "files", "requests: git", "first", "warm"),
            *("kB: git", "first", "warm", "git / warm"),
        ]
    )
    for series in found:
        if series.delay == DELAYS[0]:
            costs = [series.costs[who] for who in (GIT, FIRST, WARM)]
            table.add(
                series.host,
                f"{series.size.files:,}",
                *(str(each.requests) for each in costs),
                *(kilobytes(each.bytes) for each in costs),
                ratio(costs[0].bytes, costs[2].bytes),
            )
    return table


def _findings(found: Sequence[Series]) -> list[str]:
    """How bytes grow from the smallest infra repo to the largest."""
    smallest, largest = min(ROUNDS, key=_files), max(ROUNDS, key=_files)
    sentences = []
    for host in dict.fromkeys(series.host for series in found):
        costs = {series.size: series.costs for series in found if series.host == host}
        git, warm = (costs[largest][who].bytes / costs[smallest][who].bytes for who in (GIT, WARM))
        sentences.append(
            f"{host}: from {smallest.files:,} to {largest.files:,} files, git moves {git:,.0f}"
            f" times as many bytes, Tagboat {warm:.2f} times as many."
        )
    return sentences


def _files(size: Size) -> int:
    return size.files
