"""Cold starts of the function, next to a handler that only makes a boto3 client."""

from collections.abc import Mapping, Sequence
from statistics import median

from benchmarks.cold_functions import ColdStart, only_a_client, start_cold, without_byte_code
from benchmarks.deployed import deployed
from benchmarks.infra_repos import FIRST_TAG, RULES, RULES_FILE, TARGET
from benchmarks.section import Section
from benchmarks.table import Table, milliseconds
from benchmarks.workplace import Workplace

ROUNDS = 10
MOST = 0.6
"""What the initialization may take of the baseline's."""
BASELINE = "a handler that only makes a boto3 client"

_MEASURED = """\
Functions in the real Lambda runtime (AWS's interface emulator and awslambdaric), each start in a
new process; the functions take turns. *Init* is what the emulator reports: from the start of the
process until the handler's module is loaded. *First* is the first invocation after it: Tagboat
makes its clients then, reads the rules and the file, and commits; the baseline returns at once.
*Total* is both, which is what a push waits for and what AWS bills. The functions and their layer
are those of `sam build` for this machine, deployed by `sam deploy`. *Not compiled* is the same code
and the same layer without byte code, as they are without the makefiles that compile them."""

_NOT_MEASURED = (
    "AWS's own machines, where 512 MB come with 0.3 of a core and packages are fetched first.",
    "A limit of memory: the emulator has none.",
)


def run(workplace: Workplace) -> Section:
    """Start every function cold, in turns."""
    starts: dict[str, list[ColdStart]] = {}
    files = {RULES_FILE: RULES.encode(), TARGET: FIRST_TAG.encode()}
    with deployed(workplace, files) as (cloud, stacks):
        codecommit = stacks[0].function
        functions = {
            BASELINE: only_a_client(cloud.aws, codecommit),
            **{f"Tagboat, {stack.host}": stack.function for stack in stacks},
            "Tagboat not compiled, CodeCommit": without_byte_code(cloud.aws, codecommit),
        }
        for number in range(ROUNDS):
            workplace.say(f"init: round {number + 1} of {ROUNDS}")
            for title, function in functions.items():
                starts.setdefault(title, []).append(start_cold(cloud.aws, function))
    return Section(
        title="Cold starts (`init`)",
        measured=_MEASURED,
        tables=[_table(starts)],
        findings=_findings(starts),
        not_measured=_NOT_MEASURED,
    )


def _table(starts: Mapping[str, Sequence[ColdStart]]) -> Table:
    table = Table(["Function", "init, ms", "of baseline", "first, ms", "total, ms", "of baseline"])
    init, total = _init(starts[BASELINE]), _total(starts[BASELINE])
    for title, each in starts.items():
        table.add(
            title,
            milliseconds(_init(each)),
            f"{_init(each) / init:.2f}",
            milliseconds(median(start.handler for start in each)),
            milliseconds(_total(each)),
            f"{_total(each) / total:.2f}",
        )
    return table


def _findings(starts: Mapping[str, Sequence[ColdStart]]) -> list[str]:
    ours = [starts[title] for title in starts if title.startswith("Tagboat,")]
    init = max(_init(each) for each in ours) / _init(starts[BASELINE])
    total = max(_total(each) for each in ours) / _total(starts[BASELINE])
    said = "met" if init <= MOST else "missed"
    return [
        f"The target, {MOST} of the baseline's initialization, is {said}: {init:.2f}.",
        f"Clients are made later, not for free: a cold push takes {total:.2f} of the baseline.",
    ]


def _init(starts: Sequence[ColdStart]) -> float:
    return median(start.init for start in starts)


def _total(starts: Sequence[ColdStart]) -> float:
    return median(start.total for start in starts)
