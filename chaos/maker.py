"""Makes pushes of images: new tags, tags that move, and tags that rank lower than earlier ones."""

from collections import defaultdict
from random import Random

from chaos.pushes import Push
from chaos.rule_sets import RuleSet, Winner, repository

_MOVED = 0.12
"""How many pushes of all give a tag that is there to another image."""
_LOWER = 0.25
"""How many rank lower than an earlier one, where tags have ranks."""
_OTHER = 0.03
"""How many have a tag that the rule does not take, where the rule chooses by one."""


class Maker:
    """Makes pushes one after the other."""

    def __init__(self, chance: Random) -> None:
        """Begin with none.

        Args:
            chance: What decides.
        """
        self._chance = chance
        self.made: list[Push] = []
        self._of: defaultdict[str, list[Push]] = defaultdict(list)

    def make(self, rules: RuleSet, name: str) -> Push:
        """Any push of an image."""
        highest = max((one.rank for one in self._of[name]), default=0)
        if rules.winner is Winner.CURRENT:
            other = self._chance.random() < _OTHER
            return self._push(name, "other" if other else rules.tag(0), 0 if other else 1)
        if rules.winner is Winner.NEWEST:
            if self._of[name] and self._chance.random() < _MOVED:
                again = self._chance.choice(self._of[name])
                return self._push(name, again.tag, again.rank)
            return self._ranked(rules, name, highest + 1)
        lower = self._chance.random() < _LOWER
        step = -self._chance.randint(0, 3) if lower else self._chance.randint(1, 3)
        return self._ranked(rules, name, max(1, highest + step))

    def broken(self, rules: RuleSet) -> Push:
        """A push of the image whose rule cannot be written, by a tag of its own."""
        name = rules.broken
        return self._push(name, f"{name}-{len(self._of[name])}", 1)

    def last(self, rules: RuleSet, name: str) -> Push:
        """A push that wins over every earlier one of its image."""
        if rules.winner is Winner.CURRENT:
            return self._push(name, rules.tag(0), 1)
        highest = max((one.rank for one in self._of[name]), default=0)
        return self._ranked(rules, name, highest + 1)

    def is_alone(self, push: Push) -> bool:
        """Whether no other push has its tag."""
        return [one.tag for one in self.of(push)].count(push.tag) == 1

    def of(self, push: Push) -> list[Push]:
        """All pushes of an image."""
        return self._of[push.image.removeprefix(repository(""))]

    def _ranked(self, rules: RuleSet, name: str, rank: int) -> Push:
        return self._push(name, rules.tag(rank), rank)

    def _push(self, name: str, tag: str, rank: int) -> Push:
        push = Push(len(self.made) + 1, repository(name), tag, rank)
        self.made.append(push)
        self._of[name].append(push)
        return push
