"""The file editors of rules: how each is made of a target's settings. Every editor has its row."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from tagboat.core.file_editors.base import VALUE, FileEditor
from tagboat.core.file_editors.json import Json
from tagboat.core.file_editors.plain import Plain
from tagboat.core.file_editors.regex import Regex
from tagboat.core.file_editors.yaml import Yaml
from tagboat.core.re2_pattern import compile_re2
from tagboat.core.rules.build_image_editor import build_helm, build_kustomize, build_marker
from tagboat.core.rules.building import Building, Built
from tagboat.core.variables import Template, meant


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


PLAIN = Editor(_plain, ("value", "missing"))
"""The editor of a target that names none."""
EDITORS: Mapping[str, Editor] = {
    "yaml": Editor(_yaml, ("value", "document", "matches", "missing", "aliases")),
    "json": Editor(_json, ("value", "matches", "missing")),
    "regex": Editor(_regex, ("value", "matches", "missing")),
    "helm": Editor(build_helm, ("value", "document", "missing", "aliases")),
    "kustomize": Editor(build_kustomize, ("value", "missing", "aliases"), adds=True),
    "marker": Editor(build_marker, ("value", "missing", "aliases")),
}
"""The others, by the key of a target that names each."""
