"""How the cost of an update grows: with images and rules, with pushes, and with the infra repo."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from benchmarks.infra_repos import IMAGE, Size, infra_repo
from benchmarks.one_process import Connection, update
from benchmarks.section import Section
from benchmarks.served import Content, Served, hosts
from benchmarks.services import files, services
from benchmarks.table import Table, milliseconds, ratio
from benchmarks.workplace import Workplace

TIMES = (1, 10, 100)
RULES, PUSHES, FILES = 10, 1, 100
"""The smallest of each."""
WARM_UPDATES = 7
_FILE_BYTES = 1_000

_MEASURED = f"""\
One update by a new process, and {WARM_UPDATES} by the same that is then warm, of which the median
counts, on each git host of the sandbox. *Rules*: one push, with {RULES:,} to
{RULES * TIMES[-1]:,} rules in the rules file, each of an image of its own. *Pushes*: {PUSHES:,} to
{PUSHES * TIMES[-1]:,} pushes at once, each of another image and into another file. *Files*: one
push into an infra repo of {FILES:,} to {FILES * TIMES[-1]:,} files of {_FILE_BYTES // 1000} kB,
whose rules name who commits, for which GitHub takes three requests more.
Requests are those that the host counted in a warm update. Memory is the most that the process has
used, with Python and the clients."""


@dataclass(frozen=True)
class Case:
    """One infra repo, and pushes to it."""

    what: str
    times: int
    count: int
    content: Content
    images: Sequence[str]


def run(workplace: Workplace) -> Section:
    """Measure each on both hosts."""
    found: dict[tuple[str, str, int], tuple[Case, Costs]] = {}
    with workplace.fresh_folder() as folder, hosts(Path(folder), 0.0) as served:
        for case in _cases(workplace):
            for put in (served.on_github, served.on_codecommit):
                repo = put(f"{case.what.lower()}-{case.count}", case.content)
                workplace.say(f"growth: {repo.host}, {case.count:,} {case.what.lower()}")
                took = _costs(repo, served.aws.url, case.images)
                found[repo.host, case.what, case.times] = case, took
    return Section(
        title="Growth (`growth`)",
        measured=_MEASURED,
        tables=[_table(found)],
        not_measured=("Networks: more requests at the same time take no longer there either.",),
    )


def _cases(workplace: Workplace) -> Sequence[Case]:
    most = services(PUSHES * TIMES[-1])
    found = []
    for times in TIMES:
        of_rules = services(RULES * times)
        found.append(Case("Rules", times, len(of_rules), files(of_rules), [of_rules[0].image]))
    for times in TIMES:
        images = [one.image for one in most[: PUSHES * times]]
        found.append(Case("Pushes", times, len(images), files(most), images))
    for times in TIMES:
        size = Size(FILES * times, _FILE_BYTES)
        model = infra_repo(size, workplace.kept)
        found.append(Case("Files", times, size.files, model, [IMAGE]))
    return found


@dataclass(frozen=True)
class Costs:
    """What two updates by one process took."""

    first_seconds: float
    warm_seconds: float
    requests: int
    """Of the warm one."""
    memory_mb: int


def _costs(repo: Served, aws_url: str, images: Sequence[str]) -> Costs:
    on_github = bool(repo.token)
    where = aws_url, repo.git.path.stem
    if on_github:
        where = repo.api.removesuffix("/api/v3"), repo.name
    connection = Connection(repo.host, *where, repo.token)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        first = pool.submit(update, connection, images, "1.0.1").result()
        warm = []
        for number in range(WARM_UPDATES):
            repo.forget()
            warm.append(pool.submit(update, connection, images, f"1.1.{number}").result())
    seconds = median(one.seconds for one in warm)
    return Costs(first.seconds, seconds, len(repo.requests()), warm[-1].memory_mb)


def _table(found: Mapping[tuple[str, str, int], tuple[Case, Costs]]) -> Table:
    table = Table(
        ["Grows", "host", "count", "first, ms", "warm, ms", "ratio", "requests", "memory, MB"]
    )
    for (host, what, _), (case, took) in found.items():
        _, smallest = found[host, what, TIMES[0]]
        table.add(
            what,
            host,
            f"{case.count:,}",
            milliseconds(took.first_seconds),
            milliseconds(took.warm_seconds),
            ratio(took.warm_seconds, smallest.warm_seconds),
            f"{took.requests:,}",
            str(took.memory_mb),
        )
    return table
