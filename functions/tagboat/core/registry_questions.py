"""Which images a registry has to be asked about, for pushes to be compared with what stands."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set

from msgspec.structs import replace

from tagboat.core.errors import TargetError
from tagboat.core.file_editors.base import Place
from tagboat.core.globs import Glob
from tagboat.core.image_push import ImagePush
from tagboat.core.registry import ImageId, ImageRepository
from tagboat.core.rules.target import Target
from tagboat.core.selection import Chosen, Selection
from tagboat.core.snapshot import Snapshot
from tagboat.core.value_reading import read_image
from tagboat.core.what_stays import image_there

type Questions = Mapping[ImageRepository, Set[ImageId]]


def repository_of(push: ImagePush) -> ImageRepository:
    """Where a pushed image is."""
    return ImageRepository(push.account, push.region, push.repository)


def questions(selections: Iterable[Selection], snapshot: Snapshot) -> Questions:
    """What has to be known before the chosen pushes are written.

    Args:
        selections: What the rules have chosen.
        snapshot: The files that they write.
    """
    asked: defaultdict[ImageRepository, set[ImageId]] = defaultdict(set)
    for chosen in (chosen for selection in selections for chosen in selection.chosen):
        if not chosen.rule.policy.by_push_time and not _is_moved(chosen, snapshot):
            continue
        for candidate in (chosen.candidate, *chosen.others):
            asked[repository_of(candidate.push)].add(ImageId(tag=candidate.push.tag))
        asked[repository_of(chosen.candidate.push)].update(_current(chosen, snapshot))
    return asked


def _current(chosen: Chosen, snapshot: Snapshot) -> Iterator[ImageId]:
    """The images that stand in the files, where their push times count.

    What is the chosen tag's own there may be another one's to lose against, if ECR says that the
    chosen one is no more.
    """
    policy = chosen.rule.policy
    if policy.follows_tag or not policy.by_push_time:
        return
    each = [replace(chosen, candidate=one) for one in (chosen.candidate, *chosen.others)]
    for target, place in _places(chosen, snapshot):
        there = (image_there(one, place.old, target.values[place.role]) for one in each)
        yield from (id_ for id_ in there if id_ is not None)


def _is_moved(chosen: Chosen, snapshot: Snapshot) -> bool:
    """Whether the chosen tag stands there with another digest, so that values do not compare."""
    push = chosen.candidate.push
    values = (value for target in chosen.rule.targets for value in target.values.values())
    if not any("IMAGE_DIGEST" in value.names for value in values):
        return False
    for target, place in _places(chosen, snapshot):
        template = target.values[place.role]
        read = read_image(chosen.rule, place.old, template, chosen.candidate.variables) or {}
        if read.get("IMAGE_TAG") == push.tag and read.get("IMAGE_DIGEST", push.digest) != (
            push.digest
        ):
            return True
    return False


def _places(chosen: Chosen, snapshot: Snapshot) -> Iterator[tuple[Target, Place]]:
    """The places that a rule writes; what cannot be read is told when it is to be written."""
    variables = chosen.candidate.variables
    for target in chosen.rule.targets:
        try:
            files = target.files(variables)
            paths = snapshot.paths(files) if isinstance(files, Glob) else [files]
        except TargetError:
            continue
        for path in paths:
            try:
                found = target.editor.find(snapshot.file(path).text(path), path, variables)
            except TargetError:
                continue
            yield from ((target, place) for place in found)
