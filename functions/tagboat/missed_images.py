"""The use case of reconcile: find the images that should be written, whatever events came.

They are written by `UpdateInfraRepo` as pushes are, with all that holds for those.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import batched

from msgspec.structs import replace

from tagboat.core.errors import OutOfTime
from tagboat.core.reconciling import Home, Missed, Sought, missed, sought
from tagboat.core.registry import ImageRepository, NotAsked, RegistryImage
from tagboat.core.rules.rule import RuleSet
from tagboat.core.rules.source import RulesSource
from tagboat.git_hosts.base import GitHost
from tagboat.updating.asked_registry import GetRegistry
from tagboat.updating.rules import read_rules

LISTED_AT_ONCE = 100
"""Image repositories between two looks at the clock."""

type Listed = Mapping[ImageRepository, Sequence[RegistryImage] | NotAsked]


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

        Args:
            seconds: After which nothing more is asked.

        Raises:
            OutOfTime: There are too many image repositories for that.
            InvalidRules: The rules are missing or do not load.
            RetryableError: Look again later.
            HostError: The branch or the repository cannot be read.
        """
        deadline = self._clock() + seconds
        rules = read_rules(self._git_host, self._rules, self._branch)
        where = self._sought(rules)
        listed = self._listed(where.repositories, deadline)
        images = {one: found for one, found in listed.items() if not isinstance(found, NotAsked)}
        unknown = [found.reason for found in listed.values() if isinstance(found, NotAsked)]
        found = missed(images, rules, self._now())
        return replace(found, unknown=(*where.unknown, *unknown))

    def _listed(self, repositories: Sequence[ImageRepository], deadline: float) -> Listed:
        """The images of each, asked for in parts so that the time is watched.

        Raises:
            OutOfTime: It is over.
        """
        listed: dict[ImageRepository, Sequence[RegistryImage] | NotAsked] = {}
        for some in batched(repositories, LISTED_AT_ONCE, strict=False):
            if listed and self._clock() > deadline:
                raise OutOfTime(
                    f"there was time to list {len(listed)} of {len(repositories)} image"
                    " repositories; let fewer rules name globs, or divide them among stacks"
                )
            listed |= self._registry().list(some)
        return listed

    def _sought(self, rules: RuleSet) -> Sought:
        return sought(rules, self._home, self._names_in)

    def _names_in(self, place: Home) -> Sequence[str] | NotAsked:
        return self._registry().repositories(place.account, place.region)
