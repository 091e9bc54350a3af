"""An updatecli target of kind yaml as targets of a rule."""

from collections.abc import Iterator
from typing import Any

from tagboat.converters.base import Comment, Repository, Target, to_do
from tagboat.converters.files import literal
from tagboat.converters.foreign_yaml import Data, at, is_true, items_at, text_at
from tagboat.converters.updatecli_key import value_path
from tagboat.converters.updatecli_value import CannotConvert, Value
from tagboat.core.errors import TargetError
from tagboat.core.file_editors.value_path import ValuePath
from tagboat.core.file_editors.yaml import Yaml
from tagboat.core.file_editors.yaml_text.documents import DocumentChoice
from tagboat.core.globs import compile_glob

_KNOWN = {"engine", "file", "files", "key", "keys", "searchpattern", "documentindex", "indent"}


def targets_of(data: Data, value: Value, repository: Repository) -> Iterator[Target]:
    """Convert a target: one for each of its files and keys.

    Raises:
        CannotConvert: It is of another kind, or has settings that a rule has no words for.
    """
    kind = (text_at(data, "kind") or "").lower()
    if kind != "yaml":
        raise CannotConvert(f"a target of kind {kind!r}: write its file and editor by hand")
    spec = at(data, "spec")
    others = sorted(set(spec) - _KNOWN) if isinstance(spec, dict) else []
    if others:
        raise CannotConvert(f"a target with {', '.join(others)}")
    if is_true(data, "disablesourceinput"):
        raise CannotConvert("a target that does not write what its source says")
    for file in _texts(spec, "file", "files"):
        for key in _texts(spec, "key", "keys"):
            yield _target(spec, file, key, value, repository)


def _texts(spec: Data, one: str, several: str) -> list[str]:
    found = [*items_at(spec, several), text_at(spec, one)]
    texts = [text for text in found if isinstance(text, str)]
    if not texts:
        raise CannotConvert(f"a target without a {one}")
    return texts


def _target(spec: Data, file: str, key: str, value: Value, repository: Repository) -> Target:
    path = file.removeprefix("file://").removeprefix("./")
    try:
        yaml, several = value_path(key)
        ValuePath.parse(yaml, None)
    except ValueError as error:
        return Target({}, (to_do(f"{file}: its key {error}"),))
    is_glob = is_true(spec, "searchpattern")
    settings: dict[str, Any] = {"file": path.replace("$", "$$") if is_glob else literal(path)}
    settings["yaml"] = yaml
    if value.template is not None:
        settings["value"] = value.template
    index = text_at(spec, "documentindex")
    if index is not None and index.isdecimal():
        settings["document"] = int(index)
    if several:
        settings["matches"] = "all"
    aliases, comments = _looked_at(repository, _files(repository, path, is_glob=is_glob), settings)
    return Target(settings | ({"aliases": "allow"} if aliases else {}), tuple(comments))


def _files(repository: Repository, path: str, *, is_glob: bool) -> list[str]:
    if not is_glob:
        return [path]
    try:
        glob = compile_glob(path)
    except ValueError:
        return [path]
    return [file for file in repository.files if glob.matches(file)] or [path]


def _looked_at(
    repository: Repository, files: list[str], settings: dict[str, Any]
) -> tuple[bool, list[Comment]]:
    """Whether the value has aliases in one of the files, and what is wrong in the others."""
    aliases, comments = False, list[Comment]()
    for file in files:
        text = repository.text(file)
        if text is None:
            comments.append(to_do(f"{file} is not there, or is no text"))
        elif _error(text, file, settings, aliases=False) is not None:
            error = _error(text, file, settings, aliases=True)
            if error is None:
                aliases = True
            else:
                comments.append(to_do(str(error)))
    return aliases, comments


def _error(text: str, file: str, settings: dict[str, Any], *, aliases: bool) -> TargetError | None:
    editor = Yaml(
        path=ValuePath.parse(settings["yaml"], None),
        document=DocumentChoice(index=settings.get("document")),
        every="matches" in settings,
        aliases=aliases,
    )
    try:
        editor.find(text, file, {})
    except TargetError as error:
        return error
    return None
