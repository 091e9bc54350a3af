"""updatecli's targets of the kinds yaml and json: values at keys of files."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from tagboat.converters.base import Comment, Repository, Target, to_do
from tagboat.converters.foreign_yaml import Data, is_true, text_at
from tagboat.converters.updatecli.key import value_path
from tagboat.converters.updatecli.spec import File, files_of, texts, untold, written
from tagboat.converters.updatecli.value import Value
from tagboat.core.errors import TargetError
from tagboat.core.file_editors.json import Json
from tagboat.core.file_editors.value_path import ValuePath
from tagboat.core.file_editors.yaml import Yaml
from tagboat.core.file_editors.yaml_text.documents import DocumentChoice

_KNOWN = {
    *("engine", "file", "files", "key", "keys", "searchpattern", "documentindex", "indent"),
    *("value", "query", "multiple"),
}
_DASEL_INDEX = re.compile(r"\.\[(?=(?:[0-9]+|\*)\])")


def yaml_targets(spec: Data, value: Value, repository: Repository) -> Iterator[Target]:
    """Convert a target of kind yaml: one for each of its files and keys.

    Raises:
        CannotConvert: It names no file or no key, or writes something else than its source.
    """
    value = written(text_at(spec, "value"), value)
    for file in files_of(spec):
        for key in texts(spec, "key", "keys"):
            yield _target("yaml", spec, file, key, value, repository)


def json_targets(spec: Data, value: Value, repository: Repository) -> Iterator[Target]:
    """Convert a target of kind json, whose keys are selectors of dasel.

    Raises:
        CannotConvert: It names no file or no key, or writes something else than its source.
    """
    value = written(text_at(spec, "value"), value)
    several = is_true(spec, "multiple")
    for file in files_of(spec):
        for key in texts(spec, "query" if text_at(spec, "query") else "key", "keys"):
            if "(" in key:
                text = f"{file.path}: its key {key} is a query of dasel; write a JSONPath"
                yield Target({}, (to_do(text),))
            else:
                path = _DASEL_INDEX.sub("[", key.removeprefix("$").lstrip("."))
                yield _target("json", spec, file, path, value, repository, several=several)


def _target(
    editor: str,
    spec: Data,
    file: File,
    key: str,
    value: Value,
    repository: Repository,
    *,
    several: bool = False,
) -> Target:
    try:
        path, is_query = value_path(key)
        ValuePath.parse(path, None)
    except ValueError as error:
        return Target({}, (to_do(f"{file.path}: its key {error}"),))
    settings = file.settings | {editor: path}
    if value.template is not None:
        settings["value"] = value.template
    index = text_at(spec, "documentindex")
    if index is not None and index.isdecimal() and editor == "yaml":
        settings["document"] = int(index)
    if is_query or several:
        settings["matches"] = "all"
    aliases, comments = _looked_at(repository, file.among(repository), settings)
    aliased = {"aliases": "allow"} if aliases else {}
    return Target(settings | aliased, (*untold(spec, _KNOWN), *comments))


def _looked_at(
    repository: Repository, files: list[str], settings: Mapping[str, Any]
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


def _error(
    text: str, file: str, settings: Mapping[str, Any], *, aliases: bool
) -> TargetError | None:
    every = "matches" in settings
    editor: Yaml | Json
    if "json" in settings:
        editor = Json(path=ValuePath.parse(settings["json"], None), every=every)
    else:
        editor = Yaml(
            path=ValuePath.parse(settings["yaml"], None),
            document=DocumentChoice(index=settings.get("document")),
            every=every,
            aliases=aliases,
        )
    try:
        editor.find(text, file, {})
    except TargetError as error:
        return error
    return None
