"""What an updatecli source and its transformers make of a tag: "Updatecli: Transformer"."""

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from tagboat.converters.foreign_yaml import Data
from tagboat.converters.templates import escaped, variable

TAG, VERSION = "IMAGE_TAG", "version"


class CannotConvert(ValueError):
    """What a manifest asks for has no place in a rule. The message says what it is."""


class Value(Struct, frozen=True):
    """What is written: a part of the tag with texts around it."""

    before: str = ""
    core: str = TAG
    """The variable that holds the part."""
    after: str = ""
    tags: str | None = None
    """The pattern that names the part, if it is not the whole tag."""

    @property
    def template(self) -> str | None:
        """The target's `value`; None if it is the tag, which goes without saying."""
        if (self.before, self.core, self.after) == ("", TAG, ""):
            return None
        after = escaped(self.after)
        return f"{escaped(self.before)}{variable(self.core, after)}{after}"

    @property
    def extract(self) -> str | None:
        """What a policy compares; None if it is the tag, which goes without saying."""
        return None if self.core == TAG else variable(self.core)


def transformed(value: Value, transformers: Iterable[Data]) -> Value:
    """Apply transformers, in their order.

    Raises:
        CannotConvert: There is one that a rule has no words for.
    """
    for name, setting in _each(transformers):
        value = _transformed(value, name, setting)
    return value


def _each(transformers: Iterable[Data]) -> Iterator[tuple[str, Data]]:
    for transformer in transformers:
        if not isinstance(transformer, dict):
            raise CannotConvert(f"the transformer {transformer!r}")
        yield from transformer.items()


def _transformed(value: Value, name: str, setting: Data) -> Value:
    text = setting if isinstance(setting, str) else ""
    match name:
        case "addprefix":
            return Value(text + value.before, value.core, value.after, value.tags)
        case "addsuffix":
            return Value(value.before, value.core, value.after + text, value.tags)
        case "trimprefix":
            return _without_prefix(value, text)
        case "trimsuffix":
            return _without_suffix(value, text)
    raise CannotConvert(f"the transformer {name!r}: write the value by hand")


def _without_prefix(value: Value, prefix: str) -> Value:
    if not prefix or (value.before and value.before.startswith(prefix)):
        return Value(value.before[len(prefix) :], value.core, value.after, value.tags)
    if value.before:
        raise CannotConvert(f"a trimprefix {prefix!r} behind an addprefix {value.before!r}")
    return _named(value, f"{_optional(prefix)}(?<version>.+)", f"trimprefix {prefix!r}")


def _without_suffix(value: Value, suffix: str) -> Value:
    if not suffix or (value.after and value.after.endswith(suffix)):
        kept = value.after[: len(value.after) - len(suffix)]
        return Value(value.before, value.core, kept, value.tags)
    if value.after:
        raise CannotConvert(f"a trimsuffix {suffix!r} behind an addsuffix {value.after!r}")
    return _named(value, f"(?<version>.+?){_optional(suffix)}", f"trimsuffix {suffix!r}")


def _named(value: Value, tags: str, what: str) -> Value:
    if value.tags is not None:
        raise CannotConvert(f"{what} beside {value.tags!r}: write one pattern in `tags`")
    return Value(value.before, VERSION, value.after, tags)


def _optional(text: str) -> str:
    escaped = re.escape(text)
    return f"{escaped}?" if len(text) == 1 else f"(?:{escaped})?"
