"""updatecli's manifests as rules: each source with its targets is one.

"Updatecli: Manifest". Names of keys are read as updatecli does, whatever their case.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tagboat.converters.base import (
    Comment,
    Gap,
    Part,
    Repository,
    Rule,
    Target,
    to_do,
)
from tagboat.converters.foreign_yaml import Data, at, items_at, keys_at, text_at
from tagboat.converters.image_names import DOCKER_HUB
from tagboat.converters.updatecli.manifest import Manifest, manifests
from tagboat.converters.updatecli.source import Source, source_of
from tagboat.converters.updatecli.target import targets_of
from tagboat.converters.updatecli.template import sources_in
from tagboat.converters.updatecli.value import CannotConvert, Value, transformed

_NOT_CONVERTED = ("conditions", "actions", "autodiscovery", "scms")


def convert(repository: Repository, files: Sequence[str]) -> list[Part]:
    """Convert the manifests among files.

    Args:
        repository: All files, in which those of the targets are.
        files: Those to look for manifests in.
    """
    found, unread = manifests(repository, files)
    return [*unread, *(part for manifest in found for part in _parts(repository, manifest))]


def _parts(repository: Repository, manifest: Manifest) -> Iterator[Part]:
    found = (key for key in _NOT_CONVERTED if keys_at(manifest.data, key))
    said = [to_do(f"its {key} are not converted") for key in found]
    by_source: dict[str, dict[str, Data]] = {name: {} for name in manifest.sources}
    for name, target in manifest.targets.items():
        of = _source_id(manifest, target)
        if items_at(target, "dependson"):
            said.append(to_do(f"its target {name!r} waited for others; a push writes all of them"))
        if of is None:
            said.append(to_do(f"its target {name!r} has no source of its own"))
        else:
            by_source[of][name] = target
    for name, own in by_source.items():
        rule_name = manifest.stem if len(by_source) == 1 else f"{manifest.stem}-{name}"
        yield from _of_source(repository, manifest, rule_name, manifest.sources[name], own, said)
        said = []


def _source_id(manifest: Manifest, target: Data) -> str | None:
    """The name of a target's source: of what it writes, what it names, or the only one."""
    given = text_at(target, "sourceid")
    named = set(sources_in(at(target, "spec"))) or ({given} if given is not None else set())
    if not named and len(manifest.sources) == 1:
        return next(iter(manifest.sources))
    name = named.pop().lower() if len(named) == 1 else ""
    return name if name in manifest.sources else None


def _of_source(
    repository: Repository,
    manifest: Manifest,
    name: str,
    source: Data,
    targets: Mapping[str, Data],
    said: Sequence[Comment],
) -> Iterator[Part]:
    """One rule; several if targets need different patterns for tags."""
    if not targets:
        yield Gap(manifest.source, (*said, to_do("no target is written from its source")))
        return
    try:
        converted = source_of(source)
    except CannotConvert as error:
        yield Gap(manifest.source, (*said, to_do(f"not converted: {error}")))
        return
    groups: defaultdict[tuple[str | None, str | None], list[Target]] = defaultdict(list)
    for target in targets.values():
        value, found = _targets(repository, converted, target)
        groups[value.tags, value.extract] += found
    for (tags, extract), found in groups.items():
        yield Rule(
            source=manifest.source,
            name=name,
            image=converted.image,
            policy=converted.choice(extract),
            tags=tags,
            targets=tuple(found),
            comments=(*said, *converted.comments),
            remarks=converted.remarks,
        )
        said = ()


def _targets(repository: Repository, source: Source, target: Data) -> tuple[Value, list[Target]]:
    """What is written into the files of a target, and where."""
    value, about = source.value, tuple[Comment, ...]()
    if not any(sources_in(at(target, "spec"))):  # What a template writes is not transformed.
        value, about = transformed(value, items_at(target, "transformers"))
    try:
        found = list(targets_of(target, value, repository))
    except CannotConvert as error:
        return source.value, [Target({}, (to_do(f"not converted: {error}"),))]
    return value, [_with_hint(_saying(one, about), source, value) for one in found]


def _saying(target: Target, about: tuple[Comment, ...]) -> Target:
    return Target(target.settings, (*about, *target.comments))


def _with_hint(target: Target, source: Source, value: Value) -> Target:
    """A target that writes the image's name, with a word on its name in ECR."""
    was = source.image.was
    names = (f"{was}:", f"{was}:".removeprefix(f"{DOCKER_HUB}/"))
    name = next((name for name in names if value.before.startswith(name)), None)
    if not target.settings or was is None or name is None:
        return target
    own = Value(value.before[len(name) - 1 :], value.core, value.after).template or ""
    hint = Comment(f'to name it in the registry that it is pushed to, value: "$IMAGE_URI{own}"')
    return Target(target.settings, (*target.comments, hint))
