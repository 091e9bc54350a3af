"""A thousand infra repos on paper: rates, times and dollars.

Nothing is measured here: every figure is computed from inputs, named with their source.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures_of import cell
from benchmarks.scale_inputs import PRICES, Assumed

ROOT = Path(__file__).parents[1]
MILLION, _GB = 1_000_000, 1_000_000_000
HOUR = 3_600
_MEMORY_OF_ONE_CORE = 1_769
"""MB of a Lambda function that come with one core: "Configure Lambda function memory"."""


@dataclass(frozen=True)
class Host:
    """What one update takes, measured in the sandbox."""

    name: str
    handler_ms: float
    """Of a warm function, on a whole core, without a network."""
    hops: int
    """Requests that wait for each other."""

    def seconds(self, assumed: Assumed) -> float:
        """On AWS: with the part of a core that the memory comes with, and a network."""
        slower = _MEMORY_OF_ONE_CORE / assumed.memory_mb
        return self.handler_ms / 1_000 * slower + self.hops * assumed.hop_seconds


@dataclass(frozen=True)
class Rates:
    """How often things happen."""

    assumed: Assumed

    @property
    def average(self) -> float:
        """Pushes a second of all infra repos, while people work."""
        return self.assumed.pushes / (self.assumed.days * self.assumed.hours * HOUR)

    def of_repo(self, *, peak: bool) -> float:
        """Pushes a second of one infra repo."""
        rate = self.average / self.assumed.repos
        return rate * self.assumed.peak if peak else rate

    def batch(self, window: float, *, peak: bool) -> float:
        """Pushes of one update: the first, and those that come while the window is open."""
        return 1 + self.of_repo(peak=peak) * window

    def updates(self, window: float, *, peak: bool) -> float:
        """Updates a second of one infra repo."""
        return self.of_repo(peak=peak) / self.batch(window, peak=peak)


@dataclass(frozen=True)
class Stack:
    """What every stack has, by the sources."""

    metrics: int
    alarms: int


def hosts(benchmarks: str) -> list[Host]:
    """The main git hosts, by what docs/benchmarks.md says."""
    return [
        Host(
            name,
            cell(benchmarks, "push_to_commit", name, "handler"),
            int(cell(benchmarks, "requests", f"{name} | warm", "commit")),
        )
        for name in ("CodeCommit", "GitHub")
    ]


def stack() -> Stack:
    """What the template and the function's report make."""
    report = (ROOT / "functions/tagboat/report.py").read_text()
    template = (ROOT / "template.yaml").read_text()
    return Stack(
        metrics=len(set(re.findall(r'_(?:add|metric)\(\s*"(\w+)"', report))),
        alarms=template.count("Type: AWS::CloudWatch::Alarm"),
    )


def per_million(host: Host, assumed: Assumed, fan_out: int) -> dict[str, float]:
    """Dollars for a million pushes, by what they are for.

    Args:
        host: The git host.
        assumed: All that is assumed.
        fan_out: The stacks of an account, each of which gets every push of the account.
    """
    updates = MILLION / Rates(assumed).batch(assumed.window, peak=False)
    deliveries = MILLION * fan_out
    invocations = updates * fan_out
    others = (fan_out - 1) * updates * assumed.ignored_seconds
    gb_seconds = (updates * host.seconds(assumed) + others) * assumed.memory_mb / 1_024
    logged = deliveries * assumed.outcome_bytes + invocations * assumed.invocation_bytes
    return {
        "Lambda": gb_seconds * PRICES["GB-second"] + invocations * PRICES["invocation"],
        "SQS": (deliveries + 2 * invocations) * PRICES["SQS request"],
        "logs": logged / _GB * PRICES["GB of logs"],
        "outcome events": MILLION * PRICES["custom event"],
    }


def per_stack(assumed: Assumed, of: Stack) -> dict[str, float]:
    """Dollars a month for a stack that nobody pushes to, by what they are for."""
    polls = assumed.pollers * assumed.month_seconds / assumed.poll_seconds
    return {
        "metrics": of.metrics * PRICES["metric"],
        "dashboard": PRICES["dashboard"],
        "alarms": of.alarms * PRICES["alarm"],
        "the token's secret": PRICES["secret"],
        "polls of the empty queue": polls * PRICES["SQS request"],
    }
