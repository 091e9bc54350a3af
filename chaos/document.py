"""docs/reliability.md, which is written as a whole by `make chaos`."""

from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks.section import Section
from benchmarks.table import Table
from chaos.exposure import MEANING
from chaos.figures import Figures

HOST_NAMES = {"codecommit": "CodeCommit", "github": "GitHub"}
_INTRODUCTION = """\
# Reliability

Written by `make chaos SEED={seed} PUSHES={pushes}`; do not edit. It deploys `template.yaml` to the
sandbox and lets everything go wrong that goes wrong in a distributed system, as its seed has it.

- Date: {date}; seed: {seed}"""
_MEASURED = """\
On each git host there is one infra repo, on whose branch a stack for each of five rules files
writes: newest build, semantic versions, numbers, names and a tag that moves, in whole files, YAML,
JSON and kustomizations, many of them shared. Every event goes to all stacks, through the deployed
rule, queue, event source mapping and function in the real Lambda runtime, several at a time.

Images are pushed in bursts. Their events come late, twice, in another order, or when the image is
gone or its tag has moved. Queues deliver again what functions have in hand. Meanwhile people commit
to files of their own, edit the files that Tagboat writes, set values back to older images, revert
Tagboat's commits, break the rules file and mend it. There are four storms, in which requests meet
faults; time passes after each, so that what failed comes back. What a person has set a value of is
pushed once more, and newer, at the end.

Then everything is held against what a few lines say that know nothing of how Tagboat works
(`chaos/oracle.py`, `chaos/verdict.py`): each place holds the image that it has to; history is
linear; no commit or note of a person's is lost; no commit of Tagboat's is empty or has set a value
back; every event has an outcome by every stack; dead letters are those of messages that are no
pushes, and of the images whose rule names a file that is not there; `git fsck --strict` has nothing
to say. Anything else ends the run with exit code 1 and its evidence."""
_NOT_COVERED = (
    "What EventBridge, SQS, Lambda, ECR, CodeCommit and GitHub do beyond what they document.",
    "Pull requests: tests/integration/test_pull_request_histories.py has random histories of them.",
)


def document(seed: int, pushes: int, found: Sequence[Figures]) -> str:
    """The whole page.

    Args:
        seed: What decided everything.
        pushes: How many were asked for.
        found: The figures of each git host.
    """
    introduction = _INTRODUCTION.format(seed=seed, pushes=pushes, date=datetime.now(UTC).date())
    section = Section(
        title="Faults through everything that is deployed",
        measured=_MEASURED,
        tables=(counts(found), struck(found)),
        not_measured=_NOT_COVERED,
    )
    return f"{introduction}\n\n{section}\n"


def counts(found: Sequence[Figures]) -> Table:
    """What there was, and what was wrong in the end."""
    table = Table(["There were", *(HOST_NAMES[one.host] for one in found)])
    for name in found[0].counts:
        table.add(name, *(f"{one.counts[name]:,}" for one in found))
    table.add(
        "seconds from the last event to quiet", *(f"{one.quiet_seconds:.0f}" for one in found)
    )
    table.add("seconds in all", *(f"{one.seconds:.0f}" for one in found))
    table.add("**promises broken**", *(f"**{one.complaints}**" for one in found))
    return table


def struck(found: Sequence[Figures]) -> Table:
    """How many requests met each fault."""
    table = Table(["Requests met", *(HOST_NAMES[one.host] for one in found)])
    for name, meaning in MEANING.items():
        table.add(f"{name}: {meaning}", *(f"{one.struck.get(name, 0):,}" for one in found))
    return table
