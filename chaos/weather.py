"""What goes wrong with requests: the n-th of an operation meets what the seed has for it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from random import Random
from threading import Event

from chaos.exposure import ON_AWS, ON_CODECOMMIT, ON_GITHUB, Exposed
from sandbox import faults
from sandbox.aws.errors import AwsError
from sandbox.faults import Action
from sandbox.github import secondary_rate_limit
from sandbox.interruptions import Interruptions
from sandbox.local_cloud import LocalCloud

_AHEAD = 4_000
"""Requests of an operation whose fate is known: more than a storm has."""
_LONGEST_STREAK = 3
"""Requests that meet the same one after the other: clients ask twice or three times."""
_SILENCE_SECONDS = 12.0
"""Longer than any client of Tagboat's waits."""
_SLOW_SECONDS = 0.4


class Weather:
    """Storm or calm, for one git host and the AWS around it."""

    def __init__(
        self,
        seed: int,
        exposed: Sequence[tuple[Interruptions, Exposed]],
        own: Mapping[str, Action],
        *,
        on_github: bool,
    ) -> None:
        """Begin with calm.

        Args:
            seed: What decides.
            exposed: What can be struck, and where.
            own: What only a run can do: `stale`, and `kill`.
            on_github: Whether throttling is GitHub's, or AWS's.
        """
        self._seed, self._exposed, self._storms = seed, exposed, 0
        self._calm = Event()
        self._actions = _actions(own, self._calm, on_github=on_github)
        self.struck: Counter[str] = Counter()

    def storm(self) -> None:
        """Let things go wrong."""
        self._storms += 1
        self._calm.clear()
        for interruptions, exposed in self._exposed:
            chance = Random(f"{self._seed} {self._storms} {exposed.operation}")
            for fault in islice(_fates(chance, exposed), _AHEAD):
                interruptions.before_next(exposed.operation, partial(self._meet, fault))

    def calm(self) -> None:
        """Let nothing go wrong any more."""
        for interruptions, _ in self._exposed:
            interruptions.clear()
        self._calm.set()

    def _meet(self, fault: str) -> None:
        if fault:
            self.struck[fault] += 1
            self._actions[fault]()


def weather_of(seed: int, cloud: LocalCloud, host: str, stale: Action, kill: Action) -> Weather:
    """The weather of a git host and of AWS.

    Args:
        seed: What decides.
        cloud: Whose requests are struck.
        host: The git host, `codecommit` or `github`.
        stale: Lets the read under way see an earlier state.
        kill: Ends all functions that run.
    """
    aws = [(cloud.aws.interruptions, one) for one in ON_AWS]
    on_github = host == "github"
    if on_github:
        exposed = [(cloud.github.interruptions, one) for one in ON_GITHUB]
    else:
        exposed = [(cloud.aws.interruptions, one) for one in ON_CODECOMMIT]
    return Weather(seed, [*aws, *exposed], {"stale": stale, "kill": kill}, on_github=on_github)


def _fates(chance: Random, exposed: Exposed) -> Iterator[str]:
    """The names of what happens to each request; empty for nothing."""
    names, weights = list(exposed.faults), list(exposed.faults.values())
    while True:
        if chance.random() >= exposed.share:
            yield ""
            continue
        (fault,) = chance.choices(names, weights)
        yield from [fault] * chance.randint(1, _LONGEST_STREAK)


def _actions(own: Mapping[str, Action], calm: Event, *, on_github: bool) -> Mapping[str, Action]:
    unavailable = faults.answer("503 Service Unavailable")
    return {
        "throttled": _throttled_by_github if on_github else _throttled_by_aws,
        "ECR throttled": _throttled_by_aws,
        "server error": unavailable,
        "cut": faults.cut,
        "cut in the answer": faults.after(faults.cut_within),
        "done, not told": faults.after(faults.cut),
        "not acknowledged": faults.cut,
        "received, and lost": faults.after(faults.cut),
        "slow": partial(calm.wait, _SLOW_SECONDS),
        "silent": partial(calm.wait, _SILENCE_SECONDS),
        "stale": own["stale"],
        "killed before": _both(own["kill"], faults.cut),
        "killed after": faults.after(_both(own["kill"], faults.cut)),
    }


def _both(first: Action, second: Action) -> Callable[[], None]:
    def do() -> None:
        first()
        second()

    return do


def _throttled_by_aws() -> None:
    raise AwsError("ThrottlingException", "Rate exceeded")


def _throttled_by_github() -> None:
    raise secondary_rate_limit(retry_after=1)
