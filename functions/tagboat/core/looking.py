"""Images are chosen while they are listed, so that those of all rules are never held at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import batched

from msgspec.structs import replace

from tagboat.core.image_push import ImagePush
from tagboat.core.listing_parts import Part
from tagboat.core.reconciling import FOUND, Missed, Sought, missed
from tagboat.core.registry import ImageRepository, Listed, NotAsked, RegistryImage, Unlisted
from tagboat.core.rules.rule import RuleSet

CHOSEN_AT_ONCE = 1_000
"""Images between two looks at the clock."""


class Looking:
    """What was found so far: of each part no more than may be chosen in the end."""

    def __init__(self, rules: RuleSet, now: datetime, in_time: Callable[[], bool]) -> None:
        """Begin with nothing.

        Args:
            rules: All rules.
            now: The time.
            in_time: Whether there is time left.
        """
        self._rules = rules
        self._now = now
        self.in_time = in_time
        self._chosen: list[ImagePush] = []
        self._looked_into = 0
        self._missing: list[str] = []
        self._refused: list[str] = []

    def add(self, part: Part, listed: Mapping[ImageRepository, Listed]) -> None:
        """Choose among the images of a part."""
        there: dict[ImageRepository, Sequence[RegistryImage]] = {}
        for repository, images in listed.items():
            match images:
                case Unlisted.MISSING:
                    self._missing.append(str(repository))
                case Unlisted.UNFINISHED:
                    pass
                case NotAsked():
                    self._refused.append(images.reason)
                case _:
                    there[repository] = images
        if not part.is_together:
            for repository, images in there.items():
                self._choose_of(repository, images)
        elif Unlisted.UNFINISHED not in listed.values():
            pushes = [push for one, images in there.items() for push in _pushes(one, images)]
            self._chosen += missed(pushes, self._rules, self._now).pushes
            self._looked_into += len(there)

    def _choose_of(self, repository: ImageRepository, images: Sequence[RegistryImage]) -> None:
        """Choose some at a time, so that the time is watched; all of them or none count."""
        chosen: Sequence[ImagePush] = ()
        for some in batched(_pushes(repository, images), CHOSEN_AT_ONCE, strict=False):
            if not self.in_time():
                return
            chosen = missed([*chosen, *some], self._rules, self._now).pushes
        self._chosen += chosen
        self._looked_into += 1

    def found(self, where: Sought) -> Missed:
        """What is chosen in the end."""
        late = len(where.repositories) - self._looked_into
        late -= len(self._missing) + len(self._refused)
        unknown = [*where.unknown, *self._refused]
        if late:
            unknown.append(
                f"there was no time for {late} of {len(where.repositories)} image repositories;"
                " the next reconcile begins with others. Let lifecycle policies keep fewer tags,"
                " or divide the image repositories among several stacks"
            )
        return replace(
            missed(self._chosen, self._rules, self._now),
            repositories=self._looked_into,
            missing=tuple(self._missing),
            unknown=tuple(unknown),
        )


def _pushes(repository: ImageRepository, images: Iterable[RegistryImage]) -> Iterator[ImagePush]:
    return (push for image in images for push in image.pushes(repository, FOUND))
