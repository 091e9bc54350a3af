"""What has to stand in each place in the end: a few lines that know nothing of Tagboat's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chaos.pushes import Push
from chaos.registry import Registry, by_text
from chaos.rule_sets import FIRST, RuleSet, Winner, repository


@dataclass(frozen=True)
class Oracle:
    """Knows all pushes."""

    registry: Registry
    taken_back: Mapping[str, Push]
    """What people went back to, by the image repository."""

    def winner(self, rules: RuleSet, name: str) -> Push | None:
        """The push of an image that has to stand; None for what stood at first."""
        image = repository(name)
        if image in self.taken_back:
            return self.taken_back[image]
        return max(self._known(rules, name), key=lambda one: _order(rules, one), default=None)

    def before(self, rules: RuleSet, name: str) -> Push | None:
        """One that has to lose against the winner, and is still in ECR; None if there is none."""
        winner = self.winner(rules, name)
        lower = [
            one
            for one in self.registry.of(repository(name))
            if one.rank and winner and _order(rules, one) < _order(rules, winner)
            if one.tag != winner.tag or rules.winner is Winner.CURRENT
        ]
        return max(
            (one for one in lower if one not in self.registry.deleted),
            key=lambda one: one.number,
            default=None,
        )

    def _known(self, rules: RuleSet, name: str) -> set[Push]:
        """What Tagboat may know of an image once it has looked into ECR."""
        known = set(self.registry.there(repository(name)))
        if rules.winner is Winner.HIGHEST:  # They go by what they are told.
            known |= self.registry.told_of().get(repository(name), set())
        return {one for one in known if one.rank}

    def wrong(self, rules: RuleSet, files: Mapping[str, bytes]) -> Iterator[str]:
        """The places that hold anything else.

        Args:
            rules: Whose places.
            files: Those of the branch, by their paths.
        """
        for name in rules.names:
            winner = self.winner(rules, name)
            for place in rules.places(name):
                value = place.read(files[place.file])
                wanted = FIRST if winner is None else place.form.of(winner)
                if value != wanted:
                    yield f"{place} is {value}, and has to be {wanted}"

    def went_back(self, rules: RuleSet, name: str, old: str, new: str) -> bool:
        """Whether a value was replaced by that of an image which has to lose against it.

        An image that was deleted is nothing to lose against.
        """
        pushes = self.registry.of(repository(name))
        before, after = by_text(pushes, old), by_text(pushes, new)
        if not after:
            return True  # Tagboat writes images, and nothing else.
        if not before or any(one in self.registry.deleted for one in before):
            return False
        if rules.winner is Winner.HIGHEST:
            return max(one.rank for one in after) < min(one.rank for one in before)
        # A tag that was moved may stand for each image that it was.
        return max(one.number for one in after) < min(one.number for one in before)


def _order(rules: RuleSet, push: Push) -> tuple[int, int]:
    return (push.rank if rules.winner is Winner.HIGHEST else 0), push.number
