"""From a target as people wrote it to one that can be written, with every part checked."""

import re
from collections.abc import Iterator, Sequence

from tagboat.core.globs import compile_glob, is_glob
from tagboat.core.paths import check_path
from tagboat.core.rules.allowance import Allowance
from tagboat.core.rules.build_editor import EDITORS, PLAIN, Editor
from tagboat.core.rules.building import Building
from tagboat.core.rules.known import Known
from tagboat.core.rules.mistakes import Location, Mistakes
from tagboat.core.rules.schema import WrittenHelm, WrittenKustomize, WrittenTarget
from tagboat.core.rules.target import Target
from tagboat.core.variables import Template

_SETTINGS = ("value", "document", "matches", "missing", "aliases")
_UNSET = (None, "refuse")
_NAME = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)")


def build_target(
    written: WrittenTarget,
    at: Location,
    known: Known,
    mistakes: Mistakes,
    allowance: Allowance,
    *,
    moves_digest: bool,
) -> Target | None:
    """Check a target and make it ready.

    Args:
        written: The target.
        at: Where it is.
        known: The variables that it may use.
        mistakes: Where every mistake is noted.
        allowance: What its patterns and globs may take.
        moves_digest: Whether it is a digest that changes, and not a tag.

    Returns:
        The target, or None if it has mistakes.
    """
    before = len(mistakes)
    file = _file(written.file, (*at, "file"), known, mistakes, allowance)
    name, editor = _editor(written, at, mistakes)
    for setting in _SETTINGS:
        if getattr(written, setting) not in _UNSET and setting not in editor.settings:
            what = f"the editor '{name}' has no such setting; it has {_listed(editor.settings)}"
            mistakes.add((*at, setting), what)
    if written.missing == "add" and not editor.adds:
        mistakes.add((*at, "missing"), f"the editor '{name}' adds nothing; write skip or refuse")
    built = editor.build(Building(written, at, known, mistakes, allowance, moves_digest))
    if file is None or built is None or len(mistakes) > before:
        return None
    if moves_digest and not any("IMAGE_DIGEST" in one.names for one in built.values.values()):
        what = "the policy 'digest' moves a digest, which nothing here writes; write $IMAGE_DIGEST"
        mistakes.add(at if written.value is None else (*at, "value"), what)
        return None
    return Target(
        file=file,
        editor=built.editor,
        values=built.values,
        optional=written.missing == "skip",
        place_names=frozenset(_NAME.findall(" ".join(_places(written)))),
    )


def _places(written: WrittenTarget) -> Iterator[str]:
    """The texts that say where a value is."""
    image, entry = written.helm, written.kustomize
    yield written.file
    yield written.yaml or written.json or ""
    yield image.path if isinstance(image, WrittenHelm) else image or ""
    yield entry.name if isinstance(entry, WrittenKustomize) else entry or ""


def _file(
    text: str, at: Location, known: Known, mistakes: Mistakes, allowance: Allowance
) -> Template | None:
    """The template of a path or glob, whose variables are checked once they have values."""
    with mistakes.at(at):
        template = Template(text, known.in_values())
        sample = template.expand(dict.fromkeys(template.names, "x"))
        check_path(sample)
        if is_glob(sample):
            allowance.take_glob(sample)
            compile_glob(sample)
        return template
    return None


def _editor(written: WrittenTarget, at: Location, mistakes: Mistakes) -> tuple[str, Editor]:
    named = [name for name in EDITORS if getattr(written, name) is not None]
    if len(named) > 1:
        mistakes.add(at, f"it has {len(named)} editors, {_listed(named)}; write one of them")
    return (named[0], EDITORS[named[0]]) if named else ("plain", PLAIN)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)
