"""The file editors of rules: how each is made of a target's settings. Every editor has its row."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from tagboat.core.file_editors import helm, marker
from tagboat.core.file_editors.base import VALUE, FileEditor
from tagboat.core.file_editors.helm import Helm
from tagboat.core.file_editors.json import Json
from tagboat.core.file_editors.kustomize import Kustomize
from tagboat.core.file_editors.marker import Marker
from tagboat.core.file_editors.plain import Plain
from tagboat.core.file_editors.regex import Regex
from tagboat.core.file_editors.value_path import ValuePath
from tagboat.core.file_editors.yaml import Yaml
from tagboat.core.file_editors.yaml_text.documents import DocumentChoice
from tagboat.core.re2_pattern import compile_re2
from tagboat.core.rules.allowance import Allowance
from tagboat.core.rules.known import Known
from tagboat.core.rules.mistakes import Location, Mistakes
from tagboat.core.rules.schema import WrittenHelm, WrittenKustomize, WrittenTarget
from tagboat.core.variables import Template, meant

_TAG, _DIGEST, _URI = "$IMAGE_TAG", "$IMAGE_DIGEST", "$IMAGE_URI"


class Building(Struct, frozen=True):
    """What an editor is made of."""

    written: WrittenTarget
    at: Location
    known: Known
    mistakes: Mistakes
    allowance: Allowance
    moves_digest: bool
    """Whether it is a digest that changes, and not a tag."""

    @property
    def moved(self) -> str:
        """What is written where nothing else is said."""
        return _DIGEST if self.moves_digest else _TAG

    @property
    def optional(self) -> bool:
        """Whether the value may be missing."""
        return self.written.missing == "skip"

    def template(self, text: str, *inside: str) -> Template | None:
        """A template that stands in a key of the target; None if it has a mistake."""
        with self.mistakes.at((*self.at, *inside)):
            return Template(text, self.known.in_values())
        return None

    def path(self, text: str, *inside: str) -> ValuePath | None:
        """A path that stands in a key of the target; None if it has a mistake."""
        with self.mistakes.at((*self.at, *inside)):
            return ValuePath.parse(text, self.known.in_values())
        return None

    def document(self) -> DocumentChoice:
        """Which documents of a YAML file are meant."""
        written = self.written.document
        if written is None or isinstance(written, int):
            if written is not None and written < 0:
                self.mistakes.add((*self.at, "document"), "an index is not below 0")
            return DocumentChoice(index=written)
        values = []
        for key, value in written.items():
            path = self.path(key, "document", key)
            if path is not None and path.is_query:
                what = "a document is chosen by keys with dots between them, not by a query"
                self.mistakes.add((*self.at, "document", key), what)
            elif path is not None:
                values.append((path, _spelled(value)))
        return DocumentChoice(values=tuple(values))


class Built(Struct, frozen=True):
    """An editor, and what is written, by the roles that it gives to places."""

    editor: FileEditor
    values: Mapping[str, Template]


class Editor(Struct, frozen=True):
    """How an editor is made."""

    build: Callable[[Building], Built | None]
    settings: tuple[str, ...]
    """Keys of a target, besides `file` and its own, that it understands."""
    adds: bool = False
    """Whether it can add a value that is missing."""


def _plain(building: Building) -> Built | None:
    return _with_value(building, Plain(optional=building.optional))


def _yaml(building: Building) -> Built | None:
    written = building.written
    path = building.path(written.yaml or "", "yaml")
    document = building.document()
    editor = None
    if path is not None:
        editor = Yaml(
            path=path,
            document=document,
            every=written.matches == "all",
            optional=building.optional,
            aliases=written.aliases == "allow",
        )
    return _with_value(building, editor)


def _json(building: Building) -> Built | None:
    path = building.path(building.written.json or "", "json")
    editor = None
    if path is not None:
        every = building.written.matches == "all"
        editor = Json(path=path, every=every, optional=building.optional)
    return _with_value(building, editor)


def _with_value(building: Building, editor: FileEditor | None) -> Built | None:
    """An editor of one value: the target's, or what the policy moves."""
    template = building.template(building.written.value or building.moved, "value")
    return None if editor is None or template is None else Built(editor, {VALUE: template})


def _regex(building: Building) -> Built | None:
    written, editor = building.written, None
    with building.mistakes.at((*building.at, "regex")):
        building.allowance.refuse_if_spent()
        building.allowance.take_pattern(compile_re2(written.regex or ""))
        every = written.matches != "one"
        editor = Regex(written.regex or "", every=every, optional=building.optional)
    value = building.template(written.value or building.moved, "value")
    if editor is None:
        return None
    if written.value is not None and VALUE not in editor.groups:
        what = "no group of the regex is named value; write (?<value>...) where it belongs"
        building.mistakes.add((*building.at, "value"), what)
    values = {group: _of_group(building, group, value) for group in editor.groups}
    return Built(editor, {group: template for group, template in values.items() if template})


def _of_group(building: Building, group: str, value: Template | None) -> Template | None:
    """What a named group is replaced by: the variable of its name, whatever its case."""
    known = building.known.in_values()
    if group == VALUE and (building.written.value is not None or VALUE not in (known or ())):
        return value
    names = [name for name in (group, group.upper()) if known is None or name in known]
    if names:
        return building.template(f"${names[0]}", "regex")
    what = f"the group {group} has the name of no variable; {meant(group, known or ())}"
    building.mistakes.add((*building.at, "regex"), what)
    return None


def _helm(building: Building) -> Built | None:
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


def _kustomize(building: Building) -> Built | None:
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
    )
    return Built(editor, values)


def _fields(
    building: Building, key: str, given: Mapping[str, str | None], *, tag: str, name: str
) -> Mapping[str, Template]:
    """What is written to the fields of an image: what is given, and what goes without saying."""
    if building.written.value is not None and given[tag] is not None:
        what = f"{tag} says what is written already; remove one of the two"
        building.mistakes.add((*building.at, "value"), what)
    usual = {name: _URI, tag: building.written.value or _TAG, "digest": _DIGEST}
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


def _marker(building: Building) -> Built | None:
    written = building.written
    whole = f"{_URI}:{_TAG}@{_DIGEST}" if building.moves_digest else f"{_URI}:{_TAG}"
    image = building.template(written.value or whole, "value")
    if image is None:
        return None
    values = {
        marker.IMAGE: image,
        "name": Template(_URI, None),
        "tag": Template(_TAG, None),
        "digest": Template(_DIGEST, None),
    }
    return Built(Marker(policy=written.marker or "", optional=building.optional), values)


def _spelled(value: str | int | bool) -> str:  # noqa: FBT001 - what a key may be compared with
    return str(value).lower() if isinstance(value, bool) else str(value)


PLAIN = Editor(_plain, ("value", "missing"))
"""The editor of a target that names none."""
EDITORS: Mapping[str, Editor] = {
    "yaml": Editor(_yaml, ("value", "document", "matches", "missing", "aliases")),
    "json": Editor(_json, ("value", "matches", "missing")),
    "regex": Editor(_regex, ("value", "matches", "missing")),
    "helm": Editor(_helm, ("value", "document", "missing", "aliases")),
    "kustomize": Editor(_kustomize, ("value", "missing"), adds=True),
    "marker": Editor(_marker, ("value", "missing")),
}
"""The others, by the key of a target that names each."""
