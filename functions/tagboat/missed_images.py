"""The use case of reconcile: find the images that should be written, whatever events came.

They are written by `UpdateInfraRepo` as pushes are, with all that holds for those.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from tagboat.core.listing_parts import in_turn, parts
from tagboat.core.looking import Looking
from tagboat.core.reconciling import Home, Missed, Sought, sought
from tagboat.core.registry import NotAsked
from tagboat.core.rules.rule import RuleSet
from tagboat.core.rules.source import RulesSource
from tagboat.git_hosts.base import GitHost
from tagboat.updating.asked_registry import GetRegistry
from tagboat.updating.rules import read_rules


class MissedImages:
    """Looks into the registry, by the rules of one branch of one infra repo."""

    def __init__(
        self,
        git_host: GitHost,
        rules: RulesSource,
        branch: str,
        registry: GetRegistry,
        home: Home,
        *,
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        """Keep where to look.

        Args:
            git_host: Where the infra repo is.
            rules: Where the rules are.
            branch: The branch that has them.
            registry: Gives where the images are.
            home: Where images are of rules that do not say.
            clock: Seconds since any moment, never going back.
            now: Tells the time.
        """
        self._git_host = git_host
        self._rules = rules
        self._branch = branch
        self._registry = registry
        self._home = home
        self._clock = clock
        self._now = now

    def __call__(self, seconds: float) -> Missed:
        """Find the images that the rules choose.

        Where there is no time to look into all image repositories, it is told, and those that were
        looked into count.

        Args:
            seconds: After which nothing more is asked.

        Raises:
            InvalidRules: The rules are missing or do not load.
            RetryableError: Look again later.
            HostError: The branch or the repository cannot be read.
        """
        deadline = self._clock() + seconds
        rules = read_rules(self._git_host, self._rules, self._branch)
        where, now = self._sought(rules), self._now()
        looking = Looking(rules, now, lambda: self._clock() < deadline)
        for part in in_turn(parts(where.repositories, rules), now):
            if not looking.in_time():
                break
            looking.add(part, self._registry().list(part.repositories, looking.in_time))
        return looking.found(where)

    def _sought(self, rules: RuleSet) -> Sought:
        return sought(rules, self._home, self._names_in)

    def _names_in(self, place: Home) -> Sequence[str] | NotAsked:
        return self._registry().repositories(place.account, place.region)
