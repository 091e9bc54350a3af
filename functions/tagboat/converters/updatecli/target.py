"""An updatecli target as targets of a rule, whatever its kind."""

import re
from collections.abc import Callable, Iterator, Mapping

from tagboat.converters.base import Repository, Target
from tagboat.converters.foreign_yaml import Data, at, is_true, text_at
from tagboat.converters.updatecli.at_key import json_targets, yaml_targets
from tagboat.converters.updatecli.by_regex import dockerfile_targets, file_targets
from tagboat.converters.updatecli.spec import texts
from tagboat.converters.updatecli.template import sources_in
from tagboat.converters.updatecli.value import CannotConvert, Value

_KINDS: Mapping[str, Callable[[Data, Value, Repository], Iterator[Target]]] = {
    "yaml": yaml_targets,
    "json": json_targets,
    "file": file_targets,
    "dockerfile": dockerfile_targets,
}
_ASSIGNING = ("toml", "hcl")


def targets_of(data: Data, value: Value, repository: Repository) -> Iterator[Target]:
    """Convert a target: one for each of its files and keys.

    Raises:
        CannotConvert: It is of another kind, or has settings that a rule has no words for.
    """
    kind = (text_at(data, "kind") or "").lower()
    spec = at(data, "spec")
    if kind in _ASSIGNING:
        raise CannotConvert(_proposal(kind, spec, value))
    if kind not in _KINDS:
        raise CannotConvert(f"a target of kind {kind}: write its file and editor by hand")
    if is_true(data, "disablesourceinput") and not any(sources_in(spec)):
        raise CannotConvert("a target that does not write what its source says")
    yield from _KINDS[kind](spec, value, repository)


def _proposal(kind: str, spec: Data, value: Value) -> str:
    """What to write for a kind whose values stand behind a name and an equals sign."""
    key = text_at(spec, "key") or text_at(spec, "path") or text_at(spec, "query") or "the key"
    name = re.findall(r"[\w-]+", key)[-1:] or ["key"]
    files = ", ".join(texts(spec, "file", "files"))
    return (
        f"a target of kind {kind}: for {key} in {files} write a regex such as"
        rf' ^\s*{name[0]}\s*=\s*"(?<{value.group[0]}>[^"]+)"'
    )
