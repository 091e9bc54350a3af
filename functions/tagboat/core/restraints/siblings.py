"""The images that others wait for: whether a registry has them already, pushed at another time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set

from tagboat.core.image_push import ImagePush
from tagboat.core.registry import Answers, ImageId, ImageRepository, Known, NotAsked
from tagboat.core.restraints.together import Group
from tagboat.core.rules.rule import Rule, RuleSet
from tagboat.core.tag_policy.base import Candidate

type Missing = Mapping[ImageRepository, Set[ImageId]]


def missing_images(pushes: Sequence[ImagePush], rules: RuleSet) -> Missing:
    """What a registry has to be asked about, for groups to be complete.

    Groups whose images have different tags are left out: no tag tells the others.

    Args:
        pushes: What there is.
        rules: All rules.
    """
    there = {(_repository(push, None), push.tag) for push in pushes}
    missing: defaultdict[ImageRepository, set[ImageId]] = defaultdict(set)
    for group in rules.groups:
        if group.is_by_tag:
            for push in pushes:
                for repository in _beside(push, group, rules):
                    if (repository, push.tag) not in there:
                        missing[repository].add(ImageId(tag=push.tag))
    return missing


def found_images(missing: Missing, answers: Answers) -> Sequence[ImagePush]:
    """The images that a registry has, as if they had just been pushed.

    Args:
        missing: What it was asked.
        answers: What it knows.
    """
    return [
        push
        for repository, ids in missing.items()
        if not isinstance(answer := answers.get(repository, {}), NotAsked)
        for push in _found(repository, ids, answer)
    ]


def _beside(push: ImagePush, group: Group, rules: RuleSet) -> Iterator[ImageRepository]:
    """Where the other images of a group are, if it is about a push."""
    members = [(one, rule) for one in group.members if (rule := rules.named(one.rule))]
    if any(isinstance(rule.consider(push), Candidate) for _, rule in members):
        for member, rule in members:
            yield _repository(push, rule, member.repository)


def _repository(push: ImagePush, rule: Rule | None, name: str = "") -> ImageRepository:
    account = (rule.account if rule else None) or push.account
    region = (rule.region if rule else None) or push.region
    return ImageRepository(account, region, name or push.repository)


def _found(repository: ImageRepository, ids: Set[ImageId], known: Known) -> Iterator[ImagePush]:
    for id_ in sorted(ids):
        image = known.get(id_)
        if image is not None:
            yield ImagePush(
                id="",
                account=repository.account,
                region=repository.region,
                repository=repository.name,
                tag=id_.tag,
                digest=image.digest,
                pushed_at=image.pushed_at,
            )
