"""What the registry has said while some pushes are written: nothing is asked twice."""

from collections.abc import Callable, Set

from tagboat.core.image_scan import Scan, ScannedImage, Scans
from tagboat.core.registry import Answer, Answers, ImageId, ImageRepository, NotAsked
from tagboat.core.registry_questions import Questions
from tagboat.registries.base import Registry

type GetRegistry = Callable[[], Registry]
"""Gives the registry once it is needed: most cold starts are faster without."""


class AskedRegistry:
    """A registry, and its answers."""

    def __init__(self, registry: GetRegistry) -> None:
        """Keep whom to ask."""
        self._registry = registry
        self._answers: dict[ImageRepository, Answer] = {}
        self._scans: dict[ScannedImage, Scan] = {}

    def answers(self, questions: Questions) -> Answers:
        """Ask what is not known yet, and tell all that is known.

        Raises:
            RetryableError: Ask again later.
        """
        open_ = {one: self._unknown(one, ids) for one, ids in questions.items()}
        wanted = {one: ids for one, ids in open_.items() if ids}
        if wanted:
            for repository, answer in self._registry().describe(wanted).items():
                self._answers[repository] = _both(self._answers.get(repository, {}), answer)
        return self._answers

    def scans(self, images: Set[ScannedImage] = frozenset()) -> Scans:
        """Ask about the scans that are not known yet, and tell all that is known.

        Raises:
            RetryableError: Ask again later.
        """
        unknown = images - self._scans.keys()
        if unknown:
            self._scans |= self._registry().scans(unknown)
        return dict(self._scans)

    def _unknown(self, repository: ImageRepository, ids: Set[ImageId]) -> Set[ImageId]:
        known = self._answers.get(repository, {})
        return set() if isinstance(known, NotAsked) else {id_ for id_ in ids if id_ not in known}


def _both(known: Answer, more: Answer) -> Answer:
    if isinstance(known, NotAsked) or isinstance(more, NotAsked):
        return more
    return {**known, **more}
