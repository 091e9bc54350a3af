"""The use case of scans that have ended: find the images that may be written now.

They are written by `UpdateInfraRepo` as pushes are, with all that holds for those.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tagboat.core.image_push import ImagePush
from tagboat.core.image_scanned import ImageScanned
from tagboat.core.registry import Answers, ImageId, ImageRepository, NotAsked
from tagboat.core.rules.rule import RuleSet
from tagboat.core.rules.source import RulesSource
from tagboat.git_hosts.base import GitHost
from tagboat.updating.asked_registry import GetRegistry
from tagboat.updating.rules import read_rules

type Found = Mapping[ImageScanned, Sequence[ImagePush]]


class ScannedImages:
    """Looks up images that were scanned, by the rules of one branch of one infra repo."""

    def __init__(
        self, git_host: GitHost, rules: RulesSource, branch: str, registry: GetRegistry
    ) -> None:
        """Keep where to look.

        Args:
            git_host: Where the infra repo is.
            rules: Where the rules are.
            branch: The branch that has them.
            registry: Gives where the images are.
        """
        self._git_host = git_host
        self._rules = rules
        self._branch = branch
        self._registry = registry

    def __call__(self, scanned: Sequence[ImageScanned]) -> Found:
        """Tell of each scan which images it was of, by the tags that they have now.

        They have the time of their push and not that of the scan, which may be of an old image that
        was scanned again. There are none where no rule requires scans, or where the registry knows
        the image no more or may not be asked: who may not ask it cannot ask for scans either, and
        has been told so when the image was pushed.

        Raises:
            InvalidRules: The rules are missing or do not load.
            RetryableError: Look again later.
            HostError: The branch or the repository cannot be read.
        """
        if not scanned:
            return {}
        rules = read_rules(self._git_host, self._rules, self._branch)
        wanted = [one for one in scanned if _is_required(one.repository, rules)]
        answers = self._registry().describe(_questions(wanted)) if wanted else {}
        return {one: tuple(_pushes(one, answers)) for one in wanted}


def _is_required(repository: ImageRepository, rules: RuleSet) -> bool:
    about = rules.about(repository.name)
    return any(rule.required_scan is not None for rule in about)


def _questions(scanned: Iterable[ImageScanned]) -> Mapping[ImageRepository, set[ImageId]]:
    questions: defaultdict[ImageRepository, set[ImageId]] = defaultdict(set)
    for one in scanned:
        questions[one.repository].add(ImageId(digest=one.digest))
    return questions


def _pushes(scanned: ImageScanned, answers: Answers) -> Iterator[ImagePush]:
    answer = answers.get(scanned.repository, {})
    image = None if isinstance(answer, NotAsked) else answer.get(ImageId(digest=scanned.digest))
    if image is not None:
        yield from image.pushes(scanned.repository, scanned.id)
