"""The editors of an image in several fields: Helm's values, kustomizations and Flux's markers."""

from collections.abc import Mapping

from tagboat.core.file_editors import helm, marker
from tagboat.core.file_editors.helm import Helm
from tagboat.core.file_editors.kustomize import Kustomize
from tagboat.core.file_editors.marker import Marker
from tagboat.core.rules.building import DIGEST, TAG, URI, Building, Built
from tagboat.core.rules.schema import WrittenHelm, WrittenKustomize
from tagboat.core.variables import Template


def build_helm(building: Building) -> Built | None:
    """Make the editor of an image in a chart's values; None if the target has mistakes."""
    written = building.written.helm or ""
    settings = WrittenHelm(written) if isinstance(written, str) else written
    inside = () if isinstance(written, str) else ("path",)
    path = building.path(settings.path, "helm", *inside)
    document = building.document()
    given = {name: getattr(settings, name) for name in helm.FIELDS}
    values = _fields(building, "helm", given, tag="tag", name="repository")
    if path is None:
        return None
    if path.is_query:
        what = "it is the path of one image's keys; write keys with dots between them"
        building.mistakes.add((*building.at, "helm", *inside), what)
    editor = Helm(
        path=path,
        required=_required(building, given, "tag"),
        document=document,
        optional=building.optional,
        aliases=building.written.aliases == "allow",
    )
    return Built(editor, values)


def build_kustomize(building: Building) -> Built | None:
    """Make the editor of an image in a kustomization; None if the target has mistakes."""
    written = building.written.kustomize or ""
    settings = WrittenKustomize(written) if isinstance(written, str) else written
    inside = () if isinstance(written, str) else ("name",)
    name = building.template(settings.name, "kustomize", *inside)
    given = {
        "newName": settings.new_name,
        "newTag": settings.new_tag,
        "digest": settings.digest,
    }
    values = _fields(building, "kustomize", given, tag="newTag", name="newName")
    if name is None:
        return None
    editor = Kustomize(
        name=name,
        required=_required(building, given, "newTag"),
        optional=building.optional,
        added=building.written.missing == "add",
        aliases=building.written.aliases == "allow",
    )
    return Built(editor, values)


def _fields(
    building: Building, key: str, given: Mapping[str, str | None], *, tag: str, name: str
) -> Mapping[str, Template]:
    """What is written to the fields of an image: what is given, and what goes without saying."""
    if building.written.value is not None and given[tag] is not None:
        what = f"{tag} says what is written already; remove one of the two"
        building.mistakes.add((*building.at, "value"), what)
    usual = {name: URI, tag: building.written.value or TAG, "digest": DIGEST}
    templates = {}
    for field, text in usual.items():
        own = given[field]
        inside = (key, field) if own is not None else ("value",)
        template = building.template(own or text, *inside)
        if template is not None:
            templates[field] = template
    return templates


def _required(building: Building, given: Mapping[str, str | None], tag: str) -> frozenset[str]:
    fields = {name for name, text in given.items() if text is not None}
    if building.written.value is not None:
        fields.add(tag)
    if building.moves_digest:
        fields.add("digest")
    return frozenset(fields or {tag})


def build_marker(building: Building) -> Built | None:
    """Make the editor of values that are marked; None if the target has mistakes."""
    written = building.written
    whole = f"{URI}:{TAG}@{DIGEST}" if building.moves_digest else f"{URI}:{TAG}"
    image = building.template(written.value or whole, "value")
    if image is None:
        return None
    values = {
        marker.IMAGE: image,
        "name": Template(URI, None),
        "tag": Template(TAG, None),
        "digest": Template(DIGEST, None),
    }
    editor = Marker(
        policy=written.marker or "",
        optional=building.optional,
        aliases=written.aliases == "allow",
    )
    return Built(editor, values)
