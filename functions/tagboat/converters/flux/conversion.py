"""Flux's image policies as rules: each policy that values are marked with is one.

"Flux: Configure image updates": the markers say which values, the ImagePolicy which tag, the
ImageRepository of which image, and the ImageUpdateAutomation how it is committed.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from tagboat.converters.base import (
    Comment,
    Gap,
    Image,
    Part,
    Repository,
    Rule,
    Target,
    to_do,
)
from tagboat.converters.files import entries_for, is_yaml
from tagboat.converters.flux.automation import Automation, automation
from tagboat.converters.flux.marks import Marks, marks_in, marks_of, roles, unknown_marks
from tagboat.converters.flux.policy import Choice, choice, reflects_digests
from tagboat.converters.flux.reach import about_reach, out_of_reach
from tagboat.converters.flux.resources import (
    AUTOMATION,
    POLICY,
    REPOSITORY,
    Resource,
    of_kind,
    resources,
)
from tagboat.converters.foreign_yaml import is_true, items_at, text_at
from tagboat.converters.image_names import image_of, remark_on
from tagboat.converters.patterns import whole
from tagboat.core.errors import TargetError
from tagboat.core.file_editors.marker import IMAGE

_UNMARKED = (
    "no value in a YAML file is marked with it, so nothing is written: convert from the root of the"
    " repository that has the marked files, or write a rule with targets by hand"
)
_USUAL_EXCLUSION = r"^.*\.sig$"
_WITH_DIGEST = "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST"


def convert(repository: Repository, files: Sequence[str]) -> list[Part]:
    """Convert the policies that stand in files.

    Args:
        repository: All files, in which the markers are.
        files: Those to look for Flux's resources in.
    """
    found, unread = resources(repository, files)
    policies = of_kind(found, POLICY)
    automations = [automation(resource) for resource in of_kind(found, AUTOMATION)]
    marks = marks_in(repository)
    images = of_kind(found, REPOSITORY)
    converter = _Converter(repository, images, [one for one, _ in automations], marks)
    said = [gap for _, gap in automations if gap.comments]
    return [*unread, *said, *map(converter.part, policies), *unknown_marks(marks, policies, files)]


class _Converter:
    """Converts one policy after the other, knowing everything else."""

    def __init__(
        self,
        repository: Repository,
        images: Sequence[Resource],
        automations: Sequence[Automation],
        marks: Marks,
    ) -> None:
        self._repository = repository
        self._images = images
        self._automations = automations
        self._marks = marks
        self._yaml_files = [file for file in repository.files if is_yaml(file)]

    def part(self, policy: Resource) -> Part:
        marks = marks_of(self._marks, policy)
        image = self._image_of(policy)
        chosen = choice(policy.spec)
        wrong = [one for one in (image, chosen) if isinstance(one, str)]
        if not marks:
            wrong.append(_UNMARKED)
        if isinstance(image, str) or isinstance(chosen, str) or not marks:
            return Gap(policy.source, tuple(map(to_do, wrong)))
        return self._rule(policy, marks, image, chosen)

    def _rule(
        self, policy: Resource, marks: Sequence[str], image: Resource, chosen: Choice
    ) -> Part:
        automations = [one for one in self._automations if one.updates(policy.namespace)]
        named = image_of(text_at(image.spec, "image") or "")
        first = automations[0] if automations else None
        files = list(dict.fromkeys(file for name in marks for file in self._marks[name].files))
        beyond = out_of_reach(files, automations)
        return Rule(
            source=policy.source,
            name=policy.name,
            image=named,
            policy=chosen.policy,
            tags=chosen.tags,
            ignore_tags=_ignored(image),
            targets=tuple(self._targets(policy, marks, chosen, beyond)),
            commit_message=first.message if first else None,
            author=first.author if first else None,
            comments=(
                *self._about(automations),
                *about_reach(files, beyond, automations),
                *_about_pauses(policy, image),
            ),
            remarks={"image": (*remark_on(named), *self._on_registry(named, marks))},
        )

    def _on_registry(self, image: Image, marks: Sequence[str]) -> Iterator[Comment]:
        """What to say if values name a registry that is not ECR's."""
        if image.was is not None and any(self._marks[name].names for name in marks):
            yield to_do(
                "the values that name it will name the registry of ECR that it is pushed to; check"
                " that it is pushed there"
            )

    def _about(self, automations: Sequence[Automation]) -> tuple[Comment, ...]:
        if automations or not self._automations:
            return ()
        text = "no ImageUpdateAutomation is in its namespace, so Flux changed nothing by it"
        return (to_do(text),)

    def _image_of(self, policy: Resource) -> Resource | str:
        """The ImageRepository of a policy, or why there is none."""
        name = text_at(policy.spec, "imageRepositoryRef", "name") or ""
        namespace = text_at(policy.spec, "imageRepositoryRef", "namespace") or policy.namespace
        found = [image for image in self._images if image.is_meant(namespace, name)]
        if len(found) != 1:
            how_many = f"{len(found)} of them are" if found else "none is"
            return f"its ImageRepository {name!r} says which image, and {how_many} in the files"
        if not text_at(found[0].spec, "image"):
            return f"its ImageRepository {name!r} names no image"
        return found[0]

    def _targets(
        self,
        policy: Resource,
        marks: Sequence[str],
        chosen: Choice,
        beyond: Collection[str],
    ) -> Iterator[Target]:
        for name in marks:
            by_value: defaultdict[str | None, list[str]] = defaultdict(list)
            for file in self._marks[name].files:
                if file in beyond:
                    continue
                try:
                    marked = roles(self._repository, name, file)
                except TargetError as error:
                    yield Target({}, (to_do(f"its markers in {file}: {error}"),))
                    continue
                if marked:
                    by_value[_value(policy, chosen, marked)].append(file)
            for written, files in by_value.items():
                for entry in entries_for(files, self._yaml_files):
                    settings = {"file": entry, "marker": name}
                    yield Target(settings | ({"value": written} if written else {}))


def _about_pauses(*resources: Resource) -> Iterator[Comment]:
    for resource in resources:
        if is_true(resource.spec, "suspend"):
            yield to_do(
                f"its {resource.kind} was suspended; the rule writes as soon as it is there"
            )


def _value(policy: Resource, chosen: Choice, marked: Collection[str]) -> str | None:
    """What is written where a whole reference is marked, if it does not go without saying."""
    if IMAGE not in marked or chosen.is_by_digest or not reflects_digests(policy.spec):
        return None
    return _WITH_DIGEST


def _ignored(image: Resource) -> tuple[str, ...]:
    """The patterns of tags that Flux leaves out; signatures are never candidates here."""
    patterns = (item for item in items_at(image.spec, "exclusionList") if isinstance(item, str))
    return tuple(whole(pattern) for pattern in patterns if pattern not in ("", _USUAL_EXCLUSION))
