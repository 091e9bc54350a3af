"""Where the Image Updater wrote, as targets: kustomizations and the values of Helm charts.

"Argo CD Image Updater: Update methods, Git write-back target". What it kept in a file of its own,
or in the cluster, is written where people would: into the kustomization or the values file.
"""

from collections.abc import Iterator
from typing import Any

from tagboat.converters.argocd.applications import Application
from tagboat.converters.argocd.images import Listed
from tagboat.converters.base import Comment, Repository, Target, to_do
from tagboat.converters.files import literal
from tagboat.converters.foreign_yaml import Data, at, documents, items_at, text_at
from tagboat.converters.image_names import image_of
from tagboat.converters.templates import escaped
from tagboat.converters.updatecli.key import value_path
from tagboat.core.errors import TargetError
from tagboat.core.file_editors.value_path import ValuePath
from tagboat.core.file_editors.yaml import Yaml

_KUSTOMIZATION = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_TARGET, _KUSTOMIZE, _HELM = "write-back-target", "kustomization", "helmvalues"
_HELM_KEYS = ("helm.image-spec", "helm.image-name", "helm.image-tag")


def targets_of(
    application: Application, image: Listed, repository: Repository, *, by_digest: bool
) -> Iterator[Target]:
    """Convert where one image of an application is written."""
    elsewhere = _elsewhere(application, repository)
    if elsewhere:
        yield Target({}, (to_do(elsewhere),))
        return
    given, _, path = (application.annotations.get(_TARGET) or "").partition(":")
    kind = given if given in (_KUSTOMIZE, _HELM) else _kind(application, image, repository)
    if kind == _KUSTOMIZE:
        yield _kustomize(application, image, repository, path)
    elif kind == _HELM:
        file = application.below(path or _values_file(application))
        yield from _helm(application, image, repository, file, by_digest=by_digest)
    else:
        told = "its source has no kustomization and no chart; write a target such as {yaml: ...}"
        yield Target({}, (to_do(told),))


def _elsewhere(application: Application, repository: Repository) -> str | None:
    """Why what is written is not in this repository, if it is not."""
    source = application.source
    url = application.annotations.get("git-repository") or text_at(source, "repoURL") or "a URL"
    _, _, path = (application.annotations.get(_TARGET) or "").partition(":")
    if path.startswith("/") and not text_at(source, "path"):
        return None
    if text_at(source, "chart") and not text_at(source, "path"):
        chart = text_at(source, "chart")
        return (
            f"its source is the chart {chart} of {url}, where nothing is written; write a target"
            f" for its values, such as those in spec.source.helm.valuesObject of {application.file}"
        )
    folder = application.below("")
    if "{{" in folder:
        return f"its source path {folder} is a template; write targets for what it becomes"
    if not any(not folder or file.startswith(f"{folder}/") for file in repository.files):
        return (
            f"its source path {folder} of {url} is not in this repository; put the rule into the"
            " repository that has it, or convert from the root"
        )
    return None


def _kind(application: Application, image: Listed, repository: Repository) -> str | None:
    """What the source is, as far as its files and the annotations tell."""
    if any(application.setting(image.alias, key) for key in _HELM_KEYS):
        return _HELM
    if application.setting(image.alias, "kustomize.image-name"):
        return _KUSTOMIZE
    if any(application.below(name) in repository.files for name in _KUSTOMIZATION):
        return _KUSTOMIZE
    is_chart = application.below("Chart.yaml") in repository.files
    return _HELM if is_chart or at(application.source, "helm") is not None else None


def _values_file(application: Application) -> str:
    """The file whose values count: the last that is named."""
    named = items_at(application.source, "helm", "valueFiles")
    last = next((file for file in reversed(named) if isinstance(file, str)), "values.yaml")
    # $REF stands for the root of another source's repository.
    return last[last.find("/") :] if last.startswith("$") and "/" in last else last


def _kustomize(
    application: Application, image: Listed, repository: Repository, path: str
) -> Target:
    folder = path or "."
    files = [application.below(f"{folder}/{name}") for name in _KUSTOMIZATION]
    file = next((one for one in files if one in repository.files), files[0])
    name = application.setting(image.alias, "kustomize.image-name") or image.name
    entries = [one for one in _images(repository, file) if text_at(one, "name") == name]
    is_named = name == image.name or any(text_at(one, "newName") for one in entries)
    is_named = is_named and image_of(image.name).was is None
    written: dict[str, Any] = {
        "name": escaped(name),
        "newName": "$IMAGE_URI",
        "newTag": "$IMAGE_TAG",
    }
    settings: dict[str, Any] = {"file": literal(file)}
    settings["kustomize"] = escaped(name) if is_named else written
    if not entries or not is_named:
        settings["missing"] = "add"
    return Target(settings, tuple(_not_there(repository, file)))


def _images(repository: Repository, file: str) -> list[Data]:
    try:
        found = documents(repository.text(file) or "", file)
    except TargetError:
        return []
    return [one for document in found for one in items_at(document.data, "images")]


def _helm(
    application: Application, image: Listed, repository: Repository, file: str, *, by_digest: bool
) -> Iterator[Target]:
    digest = "@$IMAGE_DIGEST" if by_digest else ""
    spec, name, tag = (application.setting(image.alias, key) for key in _HELM_KEYS)
    if spec:
        yield _at_key(spec, f"$IMAGE_URI:$IMAGE_TAG{digest}", file, repository)
        return
    # A name in ECR that is there already stays: the rule is of this image alone.
    is_there = name and _value(repository, file, name) == image.name
    if name and not (is_there and image_of(image.name).was is None):
        yield _at_key(name, "$IMAGE_URI", file, repository)
    value = f"$IMAGE_TAG{digest}" if by_digest else None
    yield _at_key(tag or "image.tag", value, file, repository)


def _at_key(key: str, value: str | None, file: str, repository: Repository) -> Target:
    try:
        path, _ = value_path(key)
        editor = Yaml(path=ValuePath.parse(path, None))
    except ValueError as error:
        return Target({}, (to_do(f"{file}: its parameter {error}"),))
    comments = list(_not_there(repository, file))
    if not comments:
        try:
            editor.find(repository.text(file) or "", file, {})
        except TargetError as error:
            comments.append(to_do(str(error)))
    settings = {"file": literal(file), "yaml": path}
    return Target(settings | ({"value": value} if value else {}), tuple(comments))


def _value(repository: Repository, file: str, key: str) -> str | None:
    try:
        path = ValuePath.parse(value_path(key)[0], None)
        (place, *_) = Yaml(path=path).find(repository.text(file) or "", file, {})
    except (ValueError, TargetError):
        return None
    return place.old


def _not_there(repository: Repository, file: str) -> Iterator[Comment]:
    if repository.text(file) is None:
        yield to_do(f"{file} is not there, or is no text")
