"""Flux's markers: which values of a repository belong to which policy."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from tagboat.converters.base import Gap, Repository, to_do
from tagboat.converters.files import is_yaml
from tagboat.converters.flux.resources import Resource
from tagboat.core.file_editors.marker import Marker

_SIGN = "$imagepolicy"
_MARKER = re.compile(r'#[ \t]*\{[ \t]*"\$imagepolicy"[ \t]*:[ \t]*"([^":\s]+:[^":\s]+)([^"\n]*)"')
_NAMED = ("", ":name")


class Marked(Struct):
    """What is marked with a policy."""

    files: list[str]
    names: bool = False
    """Whether that includes the name of an image."""


type Marks = Mapping[str, Marked]
"""What is marked, by the policies: `NAMESPACE:NAME`."""


def marks_in(repository: Repository) -> Marks:
    """Find the markers in all YAML files."""
    marks: dict[str, Marked] = {}
    for file in repository.files:
        text = repository.text(file) if is_yaml(file) else None
        if text is not None and _SIGN in text:
            for name, part in dict.fromkeys(_MARKER.findall(text)):
                marked = marks.setdefault(name, Marked([]))
                marked.files += [] if file in marked.files[-1:] else [file]
                marked.names = marked.names or part in _NAMED
    return marks


def roles(repository: Repository, policy: str, file: str) -> set[str]:
    """Which parts of an image are marked with a policy in a file.

    Returns:
        Roles of the editor `marker`; none if what looks like a marker is a part of a text.

    Raises:
        TargetError: The file is not YAML, or a marker marks nothing.
    """
    text = repository.text(file) or ""
    return {place.role for place in Marker(policy=policy, optional=True).find(text, file, {})}


def marks_of(marks: Marks, policy: Resource) -> list[str]:
    """The names by which values are marked with a policy."""
    return [name for name in marks if policy.is_meant(*name.split(":"))]


def unknown_marks(
    marks: Marks, policies: Sequence[Resource], files: Collection[str]
) -> Iterator[Gap]:
    """What to say of the markers in files that are of no policy."""
    known = {name for policy in policies for name in marks_of(marks, policy)}
    for name, marked in marks.items():
        given = [file for file in marked.files if file in files]
        if given and name not in known:
            text = f"values are marked with {name}, and no ImagePolicy of that name is found"
            yield Gap(", ".join(given), (to_do(text),))
