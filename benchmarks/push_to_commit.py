"""From a push on the event bus to the commit, through everything that is deployed."""

from collections.abc import Sequence
from statistics import median

from benchmarks.deployed import Deployed, deployed
from benchmarks.pushing import Pushed, Pushing
from benchmarks.section import Section
from benchmarks.services import files, services
from benchmarks.table import Table, milliseconds
from benchmarks.workplace import Workplace
from sandbox.local_cloud import LocalCloud

PUSHES = 10
BURST = 100

_MEASURED = f"""\
The event of a push is put on the event bus of the local AWS, to which `template.yaml` is deployed;
the time runs until the tag is on the branch, which is looked at every two milliseconds. The event
goes through the rule, the queue, the event source mapping and the function in the real Lambda
runtime. First {PUSHES} pushes one after the other, with a warm function: the *window* is what the
mapping waits for more pushes, as deployed; *handler* is the function's own time; the *rest* is the
sandbox's bus, queue and poller. Then {BURST} pushes at once, one of each of {BURST} services, each
with a rule and a file of its own: all {BURST} files are checked, and `git fsck --strict` has
nothing to say."""

_NOT_MEASURED = (
    "What EventBridge, SQS and Lambda take on AWS, and what ECR takes to send the event.",
    "AWS's pollers: several of them share a queue there, so a burst may become a few commits.",
    "Cold starts: see below.",
)


def run(workplace: Workplace) -> Section:
    """Measure on both git hosts."""
    single = Table(["Git host", "median, ms", "fastest", "slowest", "window", "handler", "rest"])
    burst = Table(["Git host", "pushes", "commits", "invocations", "last commit, s"])
    with deployed(workplace, files(services(BURST))) as (cloud, stacks):
        for version, stack in enumerate(stacks, 1):
            each, together = _pushed(cloud, stack, version, workplace)
            _add_single(single, stack.host, each, _window(cloud, stack))
            burst.add(
                stack.host,
                str(BURST),
                str(together.commits),
                str(len(together.handler_seconds)),
                f"{together.seconds:.1f}",
            )
    return Section(
        title="From push to commit (`push_to_commit`)",
        measured=_MEASURED,
        tables=[single, burst],
        not_measured=_NOT_MEASURED,
    )


def _pushed(
    cloud: LocalCloud, stack: Deployed, version: int, workplace: Workplace
) -> tuple[Sequence[Pushed], Pushed]:
    """Push images of a version of its own: all stacks hear of all, and ECR keeps the first time."""
    pushing, all_services = Pushing(cloud, stack), services(BURST)
    pushing.push(all_services[:1], f"{version}.warm-up")
    each = []
    for number in range(PUSHES):
        workplace.say(f"push_to_commit: {stack.host}, {number + 1} of {PUSHES}")
        each.append(pushing.push(all_services[:1], f"{version}.0.{number}"))
    workplace.say(f"push_to_commit: {stack.host}, {BURST} at once")
    together = pushing.push(all_services, f"{version}.1.0")
    if complaints := stack.git.fsck():
        raise RuntimeError(f"git fsck complains: {complaints}")
    return each, together


def _add_single(table: Table, host: str, each: Sequence[Pushed], window: float) -> None:
    seconds = [one.seconds for one in each]
    handler = median(sum(one.handler_seconds) for one in each)
    middle = median(seconds)
    figures = (middle, min(seconds), max(seconds), window, handler, middle - window - handler)
    table.add(host, *map(milliseconds, figures))


def _window(cloud: LocalCloud, stack: Deployed) -> float:
    """The deployed batching window, in seconds."""
    found = cloud.aws.client("lambda").list_event_source_mappings(FunctionName=stack.function)
    (mapping,) = found["EventSourceMappings"]
    return float(mapping["MaximumBatchingWindowInSeconds"])
