"""From a seed to everything that happens in a run: the same seed, the same steps."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from chaos.maker import Maker
from chaos.pushes import Push
from chaos.rule_sets import RuleSet, Winner, repository
from chaos.steps import (
    Deed,
    Delete,
    Junk,
    Person,
    Put,
    Reconcile,
    Redeliver,
    Replica,
    Settle,
    Step,
    Tell,
    Undo,
)

WAVES = 4
"""Storms, each with calm after it: a message that has met four of them is given up at its fifth
receive, as it should be."""
_GROUP = 50
"""The most pushes at once."""
_BROKEN_EVERY = 60
"""Pushes, of which one is of an image whose rule cannot be written."""
_LATE, _AGAIN = 0.2, 0.08
_DELETED, _EXPIRED = 0.04, 0.03
_LATEST = 8
"""Groups that an event may come after its push."""
_DEEDS = {Deed.NOTE: 6, Deed.COMMENT: 6, Deed.PIN: 3, Deed.SCRIBBLE: 1, Deed.REVERT: 2}
_DEEDS |= {Deed.BREAK: 1, Deed.REMOVE: 1}


@dataclass
class Plan:
    """What is going to happen."""

    waves: list[list[Step]]
    maker: Maker
    lost: set[Push]
    """Those that no event tells of."""


def plan(seed: int, pushes: int, rule_sets: Sequence[RuleSet], *, lost: float) -> Plan:
    """Plan a run.

    Args:
        seed: What decides.
        pushes: How many.
        rule_sets: Whose images are pushed.
        lost: The share of pushes whose event never comes.
    """
    return _Planning(Random(seed), rule_sets, lost).planned(pushes)


@dataclass
class _Planning:
    chance: Random
    rule_sets: Sequence[RuleSet]
    lost_share: float
    lost: set[Push] = field(default_factory=set)
    due: defaultdict[int, list[Push]] = field(default_factory=lambda: defaultdict(list))
    """The events of each group, by its number."""
    deleted: set[Push] = field(default_factory=set)
    deeds: int = 0

    def planned(self, pushes: int) -> Plan:
        self.maker = Maker(self.chance)
        self.images = [(one, name) for one in self.rule_sets for name in one.names]
        asking = (name for one, name in self.images if one.winner is Winner.NEWEST)
        self.asking = {repository(name) for name in asking}
        # Some images are pushed much more often than others, as in any team.
        self.weights = [self.chance.paretovariate(1.2) for _ in self.images]
        groups = list(self._groups(pushes))
        most = -(-len(groups) // WAVES)
        numbered = list(enumerate(groups))
        waves = [self._wave(numbered[at : at + most]) for at in range(0, len(groups), most)]
        waves[-1] += self._tell(
            [push for number in sorted(self.due) for push in self.due.pop(number)]
        )
        return Plan(waves, self.maker, self.lost)

    def _groups(self, pushes: int) -> Iterator[list[Push]]:
        left = pushes
        while left:
            size = min(left, self.chance.randint(1, self.chance.randint(1, _GROUP)))
            left -= size
            yield [self._make() for _ in range(size)]

    def _make(self) -> Push:
        if len(self.maker.made) % _BROKEN_EVERY == _BROKEN_EVERY // 2:
            return self.maker.broken(self.chance.choice(self.rule_sets))
        (chosen,) = self.chance.choices(self.images, self.weights)
        return self.maker.make(*chosen)

    def _wave(self, groups: Sequence[tuple[int, list[Push]]]) -> list[Step]:
        steps: list[Step] = []
        undone: dict[int, list[Undo]] = defaultdict(list)
        last = groups[-1][0]
        for number, group in groups:
            steps.append(Put(tuple(group)))
            steps += self._deletions(group)
            for push in group:
                self._schedule(push, number)
            steps += self._tell(self.due.pop(number, []))
            for person in self._people():
                steps.append(person)
                if person.deed in (Deed.BREAK, Deed.REMOVE):
                    undone[min(last, number + self.chance.randint(1, 3))].append(Undo(person))
            steps += self._meanwhile()
            steps += undone.pop(number, [])
        return [*steps, *(one for some in undone.values() for one in some)]

    def _schedule(self, push: Push, group: int) -> None:
        if self.chance.random() < self.lost_share and not push.image.endswith("broken"):
            self.lost.add(push)
            return
        late = self.chance.randint(1, _LATEST) if self.chance.random() < _LATE else 0
        self.due[group + late].append(push)
        if self.chance.random() < _AGAIN:
            self.due[group + late + self.chance.randint(0, _LATEST)].append(push)

    def _tell(self, due: list[Push]) -> list[Step]:
        self.chance.shuffle(due)
        return [Tell(tuple(due))] if due else []

    def _deletions(self, group: Sequence[Push]) -> Iterator[Step]:
        """Images that are gone before anybody is told of them, and older ones that expire.

        Only where rules ask ECR: the others go by what they were told. What expires has a newer one
        that stays: else nobody could say what has to stand there.
        """
        for push in group:
            if push.image not in self.asking or not self.maker.is_alone(push):
                continue
            stay = [one for one in self.maker.of(push) if self._stays(one, push)]
            older = [one for one in stay[:-1] if self.maker.is_alone(one)]
            if self.chance.random() < _DELETED:
                yield self._delete(push)
            elif older and self.chance.random() < _EXPIRED:
                yield self._delete(self.chance.choice(older))

    def _stays(self, one: Push, until: Push) -> bool:
        return one.number <= until.number and one not in self.deleted

    def _delete(self, push: Push) -> Delete:
        self.deleted.add(push)
        return Delete(push)

    def _people(self) -> Iterator[Person]:
        for _ in range(self.chance.choice([0, 0, 1, 1, 2, 3])):
            (deed,) = self.chance.choices(list(_DEEDS), list(_DEEDS.values()))
            _, name = self.chance.choice(self.images)
            self.deeds += 1
            yield Person(deed, name, self.deeds)

    def _meanwhile(self) -> Iterator[Step]:
        rules = self.chance.choice(self.rule_sets).name
        if self.chance.random() < 0.25:
            yield Redeliver(str(self.chance.random()))
        if self.chance.random() < 0.04:
            yield Junk(rules, self.chance.randint(1, 1_000_000))
        if self.chance.random() < 0.15:
            yield Replica()
        if self.chance.random() < 0.06:
            yield Reconcile(rules)
        if self.chance.random() < 0.4:
            yield Settle(rules)
