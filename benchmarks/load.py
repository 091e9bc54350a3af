"""A load: thousands of pushes as fast as the event bus takes them, on one infra repo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.deployed import deploy
from benchmarks.loading import Load, Loaded
from benchmarks.naive_writer import AT_ONCE, replace_tagboat
from benchmarks.section import Section
from benchmarks.services import files, services
from benchmarks.table import Table, ratio
from benchmarks.workplace import Workplace
from sandbox.local_cloud import LocalCloud

PUSHES, IMAGES, NAIVE_PUSHES = 10_000, 500, 1_000

_MEASURED = """\
{pushes:,} pushes of {images} images are put on the event bus of the local AWS as fast as it takes
them, {rounds} of each image one after the other; the images are in ECR already. They go through the
deployed rule, queue, event source mapping and function in the real Lambda runtime, into one infra
repo on CodeCommit in which each image has a rule and a file. *Quiet* is when the queue is empty and
no batch runs; pushes that fail, because the sandbox is too slow or the branch moves too often, come
back at once and count as *again*. Nobody else commits meanwhile: pushes from before a person's
commit would be held against what people took back, by requests that the naive way does not make.
Memory is the most that a process of the function has used.

The *naive* way is what scripts do: the same function, queue and infra repo with other code, which
reads one file and commits one push, again for as long as the branch moves, {at_once} at a time. It
gets {naive:,} pushes: each takes as long as any other, so that rates compare."""
_NOT_MEASURED = (
    "How fast AWS is: one process is all of the sandbox, so compare the two ways, not the rates.",
    "CodeCommit's limits on requests, which the naive way would meet.",
)


@dataclass(frozen=True)
class Size:
    """How many pushes of how many images each way gets."""

    pushes: int = PUSHES
    images: int = IMAGES
    naive_pushes: int = NAIVE_PUSHES


def run(workplace: Workplace, size: Size | None = None) -> Section:
    """Measure both ways."""
    size = size or Size()
    content = files(services(size.images))
    with workplace.fresh_folder() as folder, LocalCloud(Path(folder)) as cloud:
        workplace.say("sam build")
        cloud.application.build()
        stack = deploy(cloud, "codecommit", content, workplace)
        load = Load(cloud, stack, workplace.say)
        ours = load.put(size.pushes, size.images, 1)
        if (told := load.told()) != size.pushes:
            raise RuntimeError(f"{told} of {size.pushes} pushes have an outcome")
        replace_tagboat(cloud, stack)
        naive = load.put(size.naive_pushes, size.images, 1 + size.pushes // size.images)
        if complaints := stack.git.fsck():
            raise RuntimeError(f"git fsck complains: {complaints}")
    return section(size, {"Tagboat": ours, "naive": naive})


def section(size: Size, found: Mapping[str, Loaded]) -> Section:
    """The chapter."""
    return Section(
        title="Load (`load`)",
        measured=_MEASURED.format(
            pushes=size.pushes,
            images=size.images,
            rounds=size.pushes // size.images,
            at_once=AT_ONCE,
            naive=size.naive_pushes,
        ),
        tables=[_table(found)],
        findings=_findings(found),
        not_measured=_NOT_MEASURED,
    )


def _table(found: Mapping[str, Loaded]) -> Table:
    table = Table(
        [
            *(
                "Way",
                "pushes",
                "put, s",
                "quiet, s",
                "pushes / s",
                "again",
                "commits",
                "invocations",
            ),
            *("requests / push", "memory, MB", "lost"),
        ]
    )
    for way, one in found.items():
        table.add(
            way,
            f"{one.pushes:,}",
            f"{one.put_seconds:.0f}",
            f"{one.seconds:.0f}",
            f"{one.pushes / one.seconds:.1f}",
            f"{one.again:,}",
            f"{one.commits:,}",
            f"{one.invocations:,}",
            f"{one.requests / one.pushes:.2f}",
            str(one.memory_mb),
            str(one.lost),
        )
    return table


def _findings(found: Mapping[str, Loaded]) -> Sequence[str]:
    ours, naive = found["Tagboat"], found["naive"]
    rate = ratio(ours.pushes / ours.seconds, naive.pushes / naive.seconds)
    commits = ratio(naive.commits / naive.pushes, ours.commits / ours.pushes)
    requests = ratio(naive.requests / naive.pushes, ours.requests / ours.pushes)
    return [
        f"Tagboat takes {rate} times as many pushes a second as the naive way.",
        f"For each push, the naive way makes {commits} times as many commits.",
        f"For each push, it makes {requests} times as many requests to CodeCommit.",
    ]
