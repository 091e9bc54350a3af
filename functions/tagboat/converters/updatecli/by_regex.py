"""updatecli's targets of the kinds file and dockerfile: values that a regex finds."""

import re
from collections.abc import Iterator

from tagboat.converters.base import Comment, Repository, Target, to_do
from tagboat.converters.foreign_yaml import Data, keys_at, text_at
from tagboat.converters.patterns import is_line_bound
from tagboat.converters.replaced import with_value
from tagboat.converters.updatecli.spec import File, files_of, untold, written
from tagboat.converters.updatecli.template import around_source, is_template
from tagboat.converters.updatecli.value import CannotConvert, Value
from tagboat.core.errors import TargetError
from tagboat.core.file_editors.regex import Regex

_OF_FILE = {"file", "files", "searchpattern", "content", "matchpattern", "replacepattern"}
_OF_DOCKERFILE = {"file", "files", "instruction", "value"}
_ASSIGNING = ("arg", "env", "label")


def file_targets(spec: Data, value: Value, repository: Repository) -> Iterator[Target]:
    """Convert a target of kind file: its whole content, or what its matchpattern finds.

    Raises:
        CannotConvert: It writes a line, or replaces more than one part of what it finds.
    """
    for setting in ("line", "template"):
        if text_at(spec, setting) is not None:
            raise CannotConvert(f"a target of kind file with {setting}; write a regex for it")
    match = text_at(spec, "matchpattern")
    said: list[Comment] = []
    if match:
        before, after = _around(spec)
        if not text_at(spec, "replacepattern"):
            value = written(text_at(spec, "content"), value)
        group, more = value.group
        regex = None if is_template(match) else with_value(match, before, after, group)
        if regex is None:
            replacement = text_at(spec, "replacepattern")
            raise CannotConvert(
                f"its matchpattern {match}{f' replaced by {replacement}' if replacement else ''};"
                f" write a regex in which a group (?<{group}>...) is the value alone"
            )
        settings = {"regex": regex} | more
        said = [Comment("^ and $ are the ends of lines here")] if is_line_bound(regex) else []
    else:
        value = written(text_at(spec, "content"), value)
        settings = {} if value.template is None else {"value": value.template}
    for file in files_of(spec):
        yield _target(file, settings, (*said, *untold(spec, _OF_FILE)), repository)


def dockerfile_targets(spec: Data, value: Value, repository: Repository) -> Iterator[Target]:
    """Convert a target of kind dockerfile: the tag behind FROM, or the value of ARG, ENV, LABEL.

    Raises:
        CannotConvert: Its instruction is a place such as `FROM[0][1]`, or another keyword.
    """
    value = written(text_at(spec, "value"), value)
    group, more = value.group
    regex = _of_instruction(keys_at(spec, "instruction"), group)
    if regex is None:
        raise CannotConvert(
            f"a target of kind dockerfile with the instruction {text_at(spec, 'instruction')};"
            rf" write a regex such as ^FROM\s+NAME:(?<{group}>[^\s@]+)"
        )
    said = tuple(untold(spec, _OF_DOCKERFILE))
    for file in files_of(spec):
        yield _target(file, {"regex": regex} | more, said, repository)


def _around(spec: Data) -> tuple[str, str]:
    """What the replacement writes around the value.

    Raises:
        CannotConvert: It writes something else than one source.
    """
    replacement = text_at(spec, "replacepattern")
    around = around_source(replacement) if replacement else ("", "")
    if around is None:
        text = f"its replacepattern {replacement}, in which the one source is not the only template"
        raise CannotConvert(text)
    return around


def _of_instruction(instruction: Data, group: str) -> str | None:
    keyword = (text_at(instruction, "keyword") or "").lower()
    matcher = text_at(instruction, "matcher") or ""
    if is_template(matcher):
        return None
    name = re.sub(r"[\\.+*?()|\[\]{}^$]", r"\\\g<0>", matcher)
    if keyword == "from":
        return rf"^FROM\s+(?:--platform=\S+\s+)?{name}[^\s:@]*:(?<{group}>[^\s@]+)"
    if keyword in _ASSIGNING and name:
        return rf'^{keyword.upper()}\s+{name}="?(?<{group}>[^"\s]+)'
    return None


def _target(
    file: File, settings: dict[str, str], said: tuple[Comment, ...], repository: Repository
) -> Target:
    """A target with what is wrong in the files that it is about."""
    comments = list(said)
    regex = settings.get("regex")
    if regex is not None:
        try:
            editor = Regex(regex)
        except ValueError as error:
            return Target({}, (to_do(f"{file.path}: {error}"),))
        comments += _missed(editor, file, repository)
    return Target(file.settings | settings, tuple(comments))


def _missed(editor: Regex, file: File, repository: Repository) -> Iterator[Comment]:
    for path in file.among(repository):
        text = repository.text(path)
        try:
            if text is None:
                yield to_do(f"{path} is not there, or is no text")
            else:
                editor.find(text, path, {})
        except TargetError:
            yield to_do(f"{path} has no match of it; mend the regex")
