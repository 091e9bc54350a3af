"""What pushes want of an infra repo: what is committed, and what each pull request proposes."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.errors import HostError
from tagboat.core.globs import Glob
from tagboat.core.image_push import ImagePush
from tagboat.core.pull_requests.decide import choose
from tagboat.core.pull_requests.standing import Standing
from tagboat.core.rules.rule import RuleSet
from tagboat.core.selection import Newest, Selection, select

type Standings = Mapping[str, Standing | HostError]
"""Each branch of a pull request: what stands for it, or why none can."""


class Wanted(Struct, frozen=True):
    """What the rules have chosen, by the way it is delivered."""

    committed: Selection
    """With the outcomes of what no rule wants."""
    proposed: Mapping[str, Selection]
    """By the branch of the pull request."""

    @property
    def any(self) -> bool:
        """Whether something is to be written."""
        return any(one.chosen for one in self._all)

    @property
    def paths(self) -> list[str]:
        """The files that have to be read."""
        return list(dict.fromkeys(path for one in self._all for path in one.paths))

    @property
    def globs(self) -> list[Glob]:
        """The globs whose files have to be found and read."""
        return list({glob.text: glob for one in self._all for glob in one.globs}.values())

    @property
    def _all(self) -> list[Selection]:
        return [self.committed, *self.proposed.values()]


def want(
    pushes: Sequence[ImagePush],
    rules: RuleSet,
    newest: Newest | None = None,
    standings: Standings | None = None,
    *,
    now: datetime,
) -> Wanted:
    """Ask every rule about every push, and the rules of a pull request about what it carries too.

    Args:
        pushes: In any order.
        rules: All rules.
        newest: What is known to be committed already.
        standings: What is known of the pull requests' branches.
        now: The time.
    """
    whole = select(pushes, rules, newest, now)
    branches = dict.fromkeys(choice.rule.branch for choice in whole.chosen)
    proposed = {
        branch: _proposed(pushes, (standings or {}).get(branch), branch, rules, now)
        for branch in branches
        if branch is not None
    }
    committed = tuple(choice for choice in whole.chosen if choice.rule.branch is None)
    return Wanted(replace(whole, chosen=committed), proposed)


def _proposed(
    pushes: Sequence[ImagePush],
    standing: Standing | HostError | None,
    branch: str,
    rules: RuleSet,
    now: datetime,
) -> Selection:
    known = standing if isinstance(standing, Standing) else Standing(branch=branch)
    return choose(pushes, known, rules.by_branch[branch], now)
