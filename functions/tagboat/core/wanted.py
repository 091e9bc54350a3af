"""What pushes want of an infra repo: what is committed, and what each pull request proposes."""

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from datetime import datetime

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.errors import HostError
from tagboat.core.globs import Glob
from tagboat.core.image_push import ImagePush
from tagboat.core.image_scan import Scans
from tagboat.core.pull_requests.standing import Standing
from tagboat.core.registry import Answers
from tagboat.core.registry_order import by_registry
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
        return any(one.chosen for one in self.selections)

    @property
    def paths(self) -> list[str]:
        """The files that have to be read."""
        return list(dict.fromkeys(path for one in self.selections for path in one.paths))

    @property
    def globs(self) -> list[Glob]:
        """The globs whose files have to be found and read."""
        return list({glob.text: glob for one in self.selections for glob in one.globs}.values())

    @property
    def selections(self) -> list[Selection]:
        """All that the rules have chosen."""
        return [self.committed, *self.proposed.values()]

    def by_registry(self, answers: Answers, new: Container[ImagePush]) -> "Wanted":
        """What is wanted once a registry was asked; the arguments are those of `by_registry`."""
        proposed = {
            branch: by_registry(selection, answers, new)
            for branch, selection in self.proposed.items()
        }
        return Wanted(by_registry(self.committed, answers, new), proposed)


def want(
    pushes: Sequence[ImagePush],
    rules: RuleSet,
    newest: Newest | None = None,
    standings: Standings | None = None,
    *,
    now: datetime,
    beside: Sequence[ImagePush] = (),
    scans: Scans | None = None,
) -> Wanted:
    """Ask every rule about every push, and the rules of a pull request about what it carries too.

    Args:
        pushes: In any order.
        rules: All rules.
        newest: What is known to be committed already.
        standings: What is known of the pull requests' branches.
        now: The time.
        beside: Images that were pushed before, for the groups that pushes complete with them.
        scans: What is known of the scans of images.
    """
    whole = select(pushes, rules, newest, now, beside, scans)
    by_branch: defaultdict[str, dict[ImagePush, None]] = defaultdict(dict)
    for choice in whole.chosen:
        if choice.rule.branch is not None:
            ours = (choice.candidate, *choice.others)
            by_branch[choice.rule.branch] |= {candidate.push: None for candidate in ours}
    proposed = {
        branch: _proposed(
            list(some), (standings or {}).get(branch), branch, rules, now, beside, scans
        )
        for branch, some in by_branch.items()
    }
    committed = tuple(choice for choice in whole.chosen if choice.rule.branch is None)
    return Wanted(replace(whole, chosen=committed), proposed)


def _proposed(
    pushes: Sequence[ImagePush],
    standing: Standing | HostError | None,
    branch: str,
    rules: RuleSet,
    now: datetime,
    beside: Sequence[ImagePush],
    scans: Scans | None,
) -> Selection:
    # Cold starts that only commit go without it.
    from tagboat.core.pull_requests.decide import choose

    known = standing if isinstance(standing, Standing) else Standing(branch=branch)
    return choose(pushes, known, rules.by_branch[branch], now, beside, scans)
