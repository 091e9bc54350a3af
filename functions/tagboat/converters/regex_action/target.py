"""A regex of the GitHub action in the files of a glob, as a target."""

from collections.abc import Collection
from typing import Any

from msgspec import Struct

from tagboat.converters.base import Comment, Repository, Target, to_do
from tagboat.converters.patterns import (
    is_line_bound,
    named_groups,
    with_names,
    without_needless_escapes,
)
from tagboat.core.errors import TargetError
from tagboat.core.file_editors.regex import Regex
from tagboat.core.globs import Glob, compile_glob

IMAGE_TAG = "docker_image_tag"
_OURS = "image_tag"
_MOST_LOOKED_AT = 200


class Known(Struct, frozen=True):
    """Whose values there are."""

    variables: Collection[str]
    """All that the step has: what other groups match stays as it is."""
    groups: Collection[str]
    """Those that the rule's pattern for tags names."""


def target_of(glob: str, regex: str, known: Known, repository: Repository) -> Target:
    """Convert a regex; a target without settings says why it could not be.

    Args:
        glob: The files, in our syntax.
        regex: As the step has it: its groups have the names of variables.
        known: The variables.
        repository: Where the files are.
    """
    missing = [name for name in _variables_in(regex, known) if name not in known.groups]
    if missing:
        group = f"(?<{missing[0]}>.+)-[0-9a-f]{{7}}"
        text = (
            f"in {glob}, the regex {regex} takes {missing[0]}, which the push of an image does"
            f" not bring; if it is a part of the tag, name a group of it in `tags`, such as {group}"
        )
        return Target({}, (to_do(text),))
    ours = with_names(without_needless_escapes(regex), lambda name: _renamed(name, known))
    try:
        editor, files = Regex(ours), compile_glob(glob.replace("$$", "$"))
    except ValueError as error:
        return Target({}, (to_do(f"in {glob}: {error}"),))
    settings: dict[str, Any] = {"file": glob, "regex": ours}
    comments = [Comment("^ and $ are the ends of lines here")] if is_line_bound(ours) else []
    missed = _missed(editor, files, repository)
    if missed is not None:
        settings["missing"] = "skip"
        comments.append(missed)
    return Target(settings, tuple(comments))


def _variables_in(regex: str, known: Known) -> list[str]:
    """The variables besides the image's tag that a regex takes."""
    return [name for name in named_groups(regex) if name in known.variables and name != IMAGE_TAG]


def _renamed(name: str, known: Known) -> str | None:
    if name == IMAGE_TAG:
        return _OURS
    return name if name in known.variables else None


def _missed(editor: Regex, glob: Glob, repository: Repository) -> Comment | None:
    """What to say if not every file has the value, which the action passes over."""
    files = [file for file in repository.files if glob.matches(file)]
    if not files:
        return to_do("there is no such file yet; check the glob")
    missed = [file for file in files[:_MOST_LOOKED_AT] if not _has(editor, repository, file)]
    if len(missed) == len(files):
        return to_do("none of these files has the value yet; check the regex")
    if missed or len(files) > _MOST_LOOKED_AT:
        return Comment("files without the value stay as they are, as with the action")
    return None


def _has(editor: Regex, repository: Repository, file: str) -> bool:
    try:
        return bool(editor.find(repository.text(file) or "", file, {}))
    except TargetError:
        return False
