"""What there was of everything in a run."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from chaos.run import Run
from chaos.stage import Stack, Stage
from chaos.verdict import Case
from chaos.weather import Weather


@dataclass(frozen=True)
class Figures:
    """One run on one git host."""

    host: str
    counts: Mapping[str, int]
    """What there was, by its name; the same names for every run."""
    struck: Mapping[str, int]
    """How many requests met each fault."""
    quiet_seconds: float
    seconds: float
    complaints: int


def figures(run: Run, weather: Weather, case: Case, complaints: int, seconds: float) -> Figures:
    """Count."""
    commits, done = case.git.log("main"), run.doing.done
    invocations = sum(
        len(run.stage.cloud.aws.functions.invocations(one.function)) for one in run.stage.stacks
    )
    metrics = sum((_metrics(run.stage, one) for one in run.stage.stacks), Counter[str]())
    kinds = Counter(outcome["outcome"] for told in case.told for outcome in told.outcomes)
    rules = [told.rules for told in case.told]
    counts = {
        "images": sum(len(one.names) for one in rules),
        "sets of rules, each a stack": len(rules),
        "pushes": len(case.registry.put),
        "events on the bus": len(case.registry.told),
        "pushes whose event was lost": len(run.plan.lost),
        "tags given to another image": _moved(case),
        "times that ECR was looked into meanwhile": done["reconciled"],
        "images deleted": len(case.registry.deleted),
        "messages that are no pushes": sum(map(len, case.junk.values())),
        "messages that queues delivered again": done["delivered again"],
        "processes killed in mid-flight": done["killed"],
        "requests that met a fault": weather.struck.total(),
        "commits by people": len(case.people.commits),
        "commits by Tagboat": len(commits) - 1 - len(case.people.commits),
        "invocations": invocations,
        "conflicts": metrics["Conflicts"],
        "outcomes": kinds.total(),
        "outcomes that were tried again": kinds["failed"],
        "dead letters, as they must be": sum(len(told.letters) for told in case.told),
    }
    return Figures(run.stage.host, counts, weather.struck, run.quiet_seconds, seconds, complaints)


def _moved(case: Case) -> int:
    named = Counter((one.image, one.tag) for one in case.registry.put)
    return sum(count - 1 for count in named.values())


def _metrics(stage: Stage, stack: Stack) -> Counter[str]:
    """The sums of the metrics that a function has written (embedded metric format)."""
    found: Counter[str] = Counter()
    for record in _embedded(stage, stack):
        for name, value in record.items():
            if isinstance(value, list):
                found[name] += int(sum(value))
    return found


def _embedded(stage: Stage, stack: Stack) -> Iterator[Mapping[str, Any]]:
    for line in stage.cloud.aws.functions.logs(stack.function):
        if line.startswith("{") and '"_aws"' in line:
            yield json.loads(line)
