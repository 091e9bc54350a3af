"""What an updatecli source and its transformers make of a tag: "Updatecli: Transformer"."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from tagboat.converters.base import Comment, to_do
from tagboat.converters.foreign_yaml import Data, text_at
from tagboat.converters.patterns import named_groups, whole, with_named_group
from tagboat.converters.patterns_affixes import (
    begins_with_digit,
    optional,
    with_group_before,
    with_group_behind,
)
from tagboat.converters.templates import escaped, variable
from tagboat.converters.updatecli.template import is_template

TAG, VERSION, PART = "IMAGE_TAG", "version", "part"
# A transformer with several settings applies them in this order.
_ORDER = ("addprefix", "addsuffix", "trimprefix", "trimsuffix", "find", "findsubmatch")


class CannotConvert(ValueError):
    """What a manifest asks for has no place in a rule. The message says what it is."""


class Value(Struct, frozen=True):
    """What is written: a part of the tag with texts around it."""

    before: str = ""
    core: str = TAG
    """The variable that holds the part."""
    after: str = ""
    tags: str | None = None
    """The pattern for tags, which names the part if it is not the whole tag."""

    @property
    def template(self) -> str | None:
        """The target's `value`; None if it is the tag, which goes without saying."""
        if (self.before, self.core, self.after) == ("", TAG, ""):
            return None
        after = escaped(self.after)
        return f"{escaped(self.before)}{variable(self.core, after)}{after}"

    @property
    def extract(self) -> str | None:
        """What a policy compares: what is written. None if that is the tag."""
        return None if self.core == TAG else variable(self.core)

    @property
    def group(self) -> tuple[str, dict[str, str]]:
        """The name of a regex's group that it is written to, and what the target says besides."""
        if self.template is None:
            return "image_tag", {}
        if not self.before and not self.after:
            return self.core, {}
        return "value", {"value": self.template}


def transformed(value: Value, transformers: Iterable[Data]) -> tuple[Value, tuple[Comment, ...]]:
    """Apply transformers, in their order; what a rule has no words for is left out and told."""
    untold: list[Comment] = []
    for name, setting in _each(transformers):
        try:
            value = _transformed(value, name, setting)
        except ValueError as error:
            untold.append(to_do(f"not converted: {error}"))
    return value, tuple(untold)


def _each(transformers: Iterable[Data]) -> Iterator[tuple[str, Data]]:
    for transformer in transformers:
        if isinstance(transformer, dict):
            yield from sorted(transformer.items(), key=lambda one: _rank(one[0]))
        else:
            yield str(transformer), None


def _rank(name: str) -> int:
    return _ORDER.index(name) if name in _ORDER else len(_ORDER)


def _transformed(value: Value, name: str, setting: Data) -> Value:
    text = setting if isinstance(setting, str) else ""
    if is_template(text):
        raise CannotConvert(f"the transformer {name} with the template {text}; put in what it is")
    match name:
        case "addprefix":
            return replace(value, before=text + value.before)
        case "addsuffix":
            return replace(value, after=value.after + text)
        case "trimprefix":
            return _without_prefix(value, text)
        case "trimsuffix":
            return _without_suffix(value, text)
        case "find":
            return _found(value, name, text, 0)
        case "findsubmatch":
            index = text_at(setting, "captureindex") or "0"
            pattern = text or text_at(setting, "pattern") or ""
            return _found(value, name, pattern, int(index) if index.isdecimal() else 0)
    raise CannotConvert(f"the transformer {name}; write the value by hand")


def _without_prefix(value: Value, prefix: str) -> Value:
    if not prefix or (value.before and value.before.startswith(prefix)):
        return replace(value, before=value.before[len(prefix) :])
    if value.before:
        raise CannotConvert(f"a trimprefix {prefix} behind an addprefix {value.before}")
    if value.tags is None:
        return _named(value, f"{optional(prefix)}(?<{VERSION}>.+)")
    if begins_with_digit(value.tags) and not prefix[0].isdecimal() and value.core == TAG:
        return value
    return _named(value, with_group_behind(value.tags, prefix, VERSION), f"trimprefix {prefix}")


def _without_suffix(value: Value, suffix: str) -> Value:
    if not suffix or (value.after and value.after.endswith(suffix)):
        return replace(value, after=value.after[: len(value.after) - len(suffix)])
    if value.after:
        raise CannotConvert(f"a trimsuffix {suffix} behind an addsuffix {value.after}")
    if value.tags is None:
        return _named(value, f"(?<{VERSION}>.+?){optional(suffix)}")
    return _named(value, with_group_before(value.tags, suffix, VERSION), f"trimsuffix {suffix}")


def _found(value: Value, name: str, pattern: str, number: int) -> Value:
    """The value that a pattern finds in the tag."""
    if is_template(pattern) or value != Value():
        raise CannotConvert(
            f"the transformer {name} with {pattern}; name what it finds by a group of `tags`"
        )
    if named_groups(pattern):
        raise CannotConvert(
            f"the transformer {name} with the named groups of {pattern}; write $NAME for one"
        )
    if number:
        tags, _ = with_named_group(pattern, number, PART)
    else:
        tags = f"(?<{PART}>{pattern})"
    return Value(core=PART, tags=whole(tags))


def _named(value: Value, tags: str | None, what: str = "") -> Value:
    if tags is None or value.core != TAG:
        raise CannotConvert(
            f"{what} of tags like {value.tags}; name what is written by a group of `tags`, such as"
            f" (?<{VERSION}>.+), and write value: ${VERSION}"
        )
    return replace(value, core=VERSION, tags=tags)
