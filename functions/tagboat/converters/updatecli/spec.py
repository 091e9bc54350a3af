"""What the settings of updatecli's targets have in common: files, and what they do not write."""

from collections.abc import Collection, Iterator
from typing import Any

from msgspec import Struct

from tagboat.converters.base import Comment, Repository, to_do
from tagboat.converters.files import literal
from tagboat.converters.foreign_yaml import Data, is_true, items_at, keys_at, text_at
from tagboat.converters.updatecli.template import around_source, is_template
from tagboat.converters.updatecli.value import CannotConvert, Value
from tagboat.core.globs import compile_glob


class File(Struct, frozen=True):
    """An entry of `file`."""

    path: str
    """From the root; a glob if it is one."""
    is_glob: bool = False

    @property
    def settings(self) -> dict[str, Any]:
        """The beginning of a target."""
        return {"file": self.path.replace("$", "$$") if self.is_glob else literal(self.path)}

    def among(self, repository: Repository) -> list[str]:
        """The files that are meant; the path itself if there are none."""
        if not self.is_glob:
            return [self.path]
        try:
            glob = compile_glob(self.path)
        except ValueError:
            return [self.path]
        return [file for file in repository.files if glob.matches(file)] or [self.path]


def files_of(spec: Data) -> list[File]:
    """The files of a target.

    Raises:
        CannotConvert: It names none, or by a template.
    """
    is_glob = is_true(spec, "searchpattern")
    paths = (path.removeprefix("file://") for path in texts(spec, "file", "files"))
    return [File(path.removeprefix("./"), is_glob) for path in paths]


def texts(spec: Data, one: str, several: str) -> list[str]:
    """The texts of two keys that exclude each other.

    Raises:
        CannotConvert: There is none, or one is a template.
    """
    found = [*items_at(spec, several), text_at(spec, one)]
    given = [text for text in found if isinstance(text, str)]
    if not given:
        raise CannotConvert(f"a target without a {one}")
    for text in filter(is_template, given):
        raise CannotConvert(f"its {one} is the template {text}; put in what it becomes")
    return given


def written(text: str | None, value: Value) -> Value:
    """The value with the text around it that a target writes; None for the value alone.

    Raises:
        CannotConvert: The text is not of its source, or not of it alone.
    """
    if text is None:
        return value
    around = around_source(text)
    if around is None:
        raise CannotConvert(f"it writes {text}, in which the one source is not the only template")
    before, after = around
    return Value(before + value.before, value.core, value.after + after, value.tags)


def untold(spec: Data, known: Collection[str]) -> Iterator[Comment]:
    """What to say of settings that a rule has no words for."""
    others = sorted(set(keys_at(spec)) - set(known))
    if others:
        yield to_do(f"its {', '.join(others)} are not converted" if others[1:] else _one(others[0]))


def _one(name: str) -> str:
    return f"its {name} is not converted"
