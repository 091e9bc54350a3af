"""updatecli's keys of YAML values as paths: "Updatecli: Yaml", of both its engines and the old."""

import re
from collections.abc import Iterator, Sequence

from tagboat.core.file_editors.value_path import shown

_STEP = re.compile(
    r"\['(?P<single>[^']*)'\]|\[\"(?P<double>[^\"]*)\"\]|\[(?P<index>[0-9]{1,15})\]"
    r"|\.'(?P<quoted>[^']*)'|(?P<query>\.\.(?=[^.])|\.\*|\[\*\]|\[\?.*?\](?=[.\[]|\Z))"
    r"|(?P<name>(?:\.|(?<=\.\.))(?:[^.\[\]'\"\\]|\\.)+)",
    re.DOTALL,
)
_JSONPATH_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def value_path(key: str) -> tuple[str, bool]:
    """A key as a target's `yaml`.

    Args:
        key: Such as `$.image.tag`, `image.tag`, `$.a.'b.c'`, `$.a['b.c']`, `$.list[*].tag`.

    Returns:
        Keys with dots between them, or a JSONPath; and whether it may lead to several values.

    Raises:
        ValueError: It is no key.
    """
    text = key if key.startswith("$") else f"$.{key}"
    steps = list(_steps(text))
    names = [step for step in steps if not isinstance(step, re.Match)]
    if len(names) == len(steps):
        return shown(names), False
    return _jsonpath(steps), True


def _steps(text: str) -> Iterator[str | int | re.Match[str]]:
    """Names and indexes; matches for what leads to several values."""
    place = 1
    while place < len(text):
        found = _STEP.match(text, place)
        if found is None:
            raise ValueError(f"{text} is no key from its column {place + 1} on")
        yield _step(found)
        place = found.end()


def _step(found: re.Match[str]) -> str | int | re.Match[str]:
    if found["query"] is not None:
        return found
    if found["index"] is not None:
        return int(found["index"])
    if found["name"] is not None:
        return re.sub(r"\\(.)", r"\1", found["name"].removeprefix("."), flags=re.DOTALL)
    return found["single"] or found["double"] or found["quoted"] or ""


def _jsonpath(steps: Sequence[str | int | re.Match[str]]) -> str:
    path = "$"
    for step in steps:
        if isinstance(step, re.Match):
            path += step[0]
        elif isinstance(step, int):
            path += f"[{step}]"
        elif _JSONPATH_NAME.fullmatch(step):
            path += step if path.endswith("..") else f".{step}"
        else:
            escaped = step.replace("\\", "\\\\").replace("'", "\\'")
            path += f"['{escaped}']"
    return path
