"""The globs of the GitHub action as ours: there, `**` crosses folders in any place of a name.

"PHLAK/Splat: Patterns", the library that the action finds files with.
"""

import re

_CROSSING = re.compile(r"\*{2,}")
_MOST_CROSSINGS = 4
"""In one part: each of them doubles the glob."""


def glob_of(text: str, directory: str = "") -> str:
    """A glob of the action as one of ours that means the same files.

    Args:
        text: The glob, such as `**dev/values.yaml`.
        directory: The folder that it is looked for in; empty for the root.

    Raises:
        ValueError: It crosses folders in so many places that ours would be too long.
    """
    inside = [part for part in directory.split("/") if part not in ("", ".")]
    parts = text.replace("[^", "[!").removeprefix("./").split("/")
    if any(len(_CROSSING.findall(part)) > _MOST_CROSSINGS for part in parts):
        raise ValueError(f"{text} has ** too often in one part; write globs by hand")
    converted = [_part(part, is_last=at == len(parts) - 1) for at, part in enumerate(parts)]
    return "/".join([*inside, *converted]).replace("$", "$$")


def name_of(glob: str) -> str:
    """A name for what is in the files of a glob: that of their folder, or theirs."""
    above, _, last = glob.rpartition("/")
    found = re.findall(r"[A-Za-z0-9_-]+", above) or re.findall(r"[A-Za-z0-9_-]+", last)
    return found[-1] if above and found else (found[0] if found else "mapping")


def _part(part: str, *, is_last: bool) -> str:
    left, stars, right = _crossing(part)
    if not stars or not (left or right):
        return "**" if stars else part
    behind = _part(right, is_last=is_last) if right else ""
    if not left:
        return f"**/*{behind}"
    if behind:
        return f"{{{left}*{behind},{left}*/**/*{behind}}}"
    return f"{{{left}*,{left}*/**}}" if is_last else f"{left}*/**"


def _crossing(part: str) -> tuple[str, str, str]:
    """What stands before the first `**`, that, and what stands behind."""
    found = _CROSSING.search(part)
    return (part[: found.start()], found[0], part[found.end() :]) if found else (part, "", "")
