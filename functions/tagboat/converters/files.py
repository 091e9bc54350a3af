"""Paths and globs as a target's `file` has them."""

import re
from collections.abc import Collection, Sequence

from tagboat.core.globs import compile_glob, is_glob

YAML_ENDS = (".yaml", ".yml")
_FEWEST_FOR_A_GLOB = 3


def literal(path: str) -> str:
    """A path as a target's `file`: what would be a wildcard or a variable stands for itself."""
    return re.sub(r"[*?\[{]", r"[\g<0>]", path).replace("$", "$$")


def is_yaml(path: str) -> bool:
    """Whether a file's name ends as those of YAML files do."""
    return path.lower().endswith(YAML_ENDS)


def entries_for(paths: Sequence[str], among: Collection[str]) -> list[str]:
    """Entries for `file` that mean files: one glob if it means the same set, or the paths.

    Args:
        paths: The files that are meant.
        among: All files that a glob could mean as well.
    """
    glob = _glob_for(paths)
    if glob is None or len(paths) < _FEWEST_FOR_A_GLOB or not _means(glob, paths, among):
        return [literal(path) for path in paths]
    return [glob]


def _glob_for(paths: Sequence[str]) -> str | None:
    """A glob with a `*` wherever the paths have different parts."""
    parts = [path.split("/") for path in paths]
    if len({len(part) for part in parts}) != 1 or any(map(is_glob, paths)):
        return None
    *above, names = (set(column) for column in zip(*parts, strict=True))
    ends = {name[name.rfind(".") :] for name in names}
    if len(names) > 1 and len(ends) > 1:
        return None
    name = names.pop() if len(names) == 1 else f"*{ends.pop()}"
    folders = (column.pop() if len(column) == 1 else "*" for column in above)
    return "/".join((*folders, name)).replace("$", "$$")


def _means(glob: str, paths: Sequence[str], among: Collection[str]) -> bool:
    try:
        compiled = compile_glob(glob.replace("$$", "$"))
    except ValueError:
        return False
    return {path for path in among if compiled.matches(path)} == set(paths)
