"""The files that stand in the way of a merge."""

from dataclasses import dataclass

import pygit2

from sandbox.aws.codecommit.merges.how import How
from sandbox.git_trees import FOLDER_MODE

type Entry = tuple[int, str]
"""Git file mode and object id."""


@dataclass(frozen=True)
class Conflict:
    """A path that the two sides have changed in ways that exclude each other."""

    path: str
    base: Entry | None
    """None where there is no file. So are the next two."""
    source: Entry | None
    destination: Entry | None

    @property
    def is_about_a_folder(self) -> bool:
        """Whether one side has a folder where the other has a file."""
        return any(
            entry is not None and entry[0] == FOLDER_MODE
            for entry in (self.source, self.destination)
        )


def conflicts_of(
    index: pygit2.Index, base: pygit2.Tree, source: pygit2.Tree, destination: pygit2.Tree, how: How
) -> list[Conflict]:
    """The conflicts of a merge, by path.

    Args:
        index: What git made of the two sides, line by line.
        base: What both come from.
        source: What is merged.
        destination: What it is merged into.
        how: Whether a file that both sides changed is a conflict even when its lines are none.
    """
    paths = {_path(sides) for sides in index.conflicts or ()}
    if not how.by_line:
        theirs, ours = _changed(base, source), _changed(base, destination)
        paths |= {path for path in theirs.keys() & ours.keys() if theirs[path] != ours[path]}
    return [
        Conflict(path, *(_entry(tree, path) for tree in (base, source, destination)))
        for path in sorted(paths)
    ]


def _path(sides: tuple[pygit2.IndexEntry | None, ...]) -> str:
    return next(str(side.path) for side in sides if side is not None)


def _changed(base: pygit2.Tree, now: pygit2.Tree) -> dict[str, Entry | None]:
    """What became of the paths that are not as they were."""
    compared = base.diff_to_tree(now)
    paths = {delta.new_file.path for delta in compared.deltas}
    return {path: _entry(now, path) for path in paths}


def _entry(tree: pygit2.Tree, path: str) -> Entry | None:
    try:
        found = tree[path]
    except KeyError:
        return None
    return (int(found.filemode), str(found.id))
