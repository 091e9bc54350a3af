"""What docs/scale.md is computed from besides what was measured: assumptions, prices, limits."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

PRICES_OF = """\
Prices are those of us-east-1: SQS's and EventBridge's as third parties copied them in March 2026,
Lambda's in 2024; the others as we remember them in November 2026. Nobody has compared them with
AWS's pages for this. They are without free tiers and discounts of volume. Events of AWS's own
services, scheduled rules and ECR's answers cost nothing. CodeCommit charges people, not
requests."""
PRICES: Mapping[str, float] = {
    "GB-second": 0.0000133334,
    "invocation": 0.20 / 1e6,
    "SQS request": 0.40 / 1e6,
    "custom event": 1.00 / 1e6,
    "GB of logs": 0.50,
    "metric": 0.30,
    "alarm": 0.10,
    "dashboard": 3.00,
    "secret": 0.40,
}
"""Dollars for one of each; of Lambda on arm64, and a month of what stands."""


@dataclass(frozen=True)
class Assumed:
    """What nobody has measured."""

    repos: int = 1_000
    pushes: int = 10_000_000
    """A month."""
    days: int = 22
    hours: int = 8
    peak: float = 10.0
    window: float = 1.0
    longer_windows: tuple[float, ...] = (60.0, 300.0)
    memory_mb: int = 512
    hop_seconds: float = 0.05
    ignored_seconds: float = 0.01
    outcome_bytes: int = 815
    invocation_bytes: int = 1_500
    pollers: int = 5
    poll_seconds: float = 20.0
    month_seconds: float = 30 * 86_400.0
    stacks_of_account: tuple[int, ...] = (10, 100)

    def told(self) -> Iterator[tuple[str, str, str]]:
        """Each with its value, and why it is that."""
        busy = f"{self.days} days of {self.hours} hours"
        yield "when people push", busy, "assumed: nothing at other times"
        yield "the peak", f"{self.peak:.0f} times the average", "assumed"
        yield "the batching window", f"{self.window:.0f} s", "the parameter's default"
        yield "memory", f"{self.memory_mb} MB, a part of a core", "template.yaml"
        yield "a request's way", f"{self.hop_seconds * 1000:.0f} ms", "assumed"
        yield "a push of somebody else's", f"{self.ignored_seconds * 1000:.0f} ms", "assumed"
        yield "a line of an outcome", f"{self.outcome_bytes} bytes", "measured by make chaos"
        yield "other lines of an invocation", f"{self.invocation_bytes:,} bytes", "assumed"
        polls = f"{self.pollers} at a time, {self.poll_seconds:.0f} s each"
        yield "polls of an empty queue", polls, "Lambda's documentation"


ASSUMED = Assumed()


@dataclass(frozen=True)
class Limit:
    """What others allow at most."""

    name: str
    most: int
    unit: str
    source: str
    windows: bool = False
    """Whether a longer batching window helps."""
    an_hour: float = 0.0
    """What one update takes of it, if it is a limit of an hour."""
    of_stack: float = 0.0
    """What every stack takes of it."""

    def of_repo(self, updates: float) -> float:
        """What one infra repo takes of it, by its updates a second."""
        return self.of_stack + self.an_hour * updates * 3_600


LIMITS = (
    Limit(
        "GitHub's content of one identity",
        500,
        "an hour",
        'GitHub\'s documentation, "Rate limits for the REST API", secondary limits',
        windows=True,
        an_hour=1,
    ),
    Limit(
        "GitHub's points of one identity",
        5_000,
        "an hour",
        "the same, primary limits; an update takes two",
        an_hour=2,
    ),
    Limit(
        "EventBridge's rules of one bus",
        300,
        "by default",
        '"Amazon EventBridge quotas"; a stack has three',
        of_stack=3,
    ),
    Limit(
        "Lambda's functions at the same time",
        1_000,
        "by default",
        '"Lambda quotas"; a stack takes at most two of them for pushes',
        of_stack=2,
    ),
)
