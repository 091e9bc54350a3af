"""Merge two commits, by what both come from, without moving a branch."""

from dataclasses import dataclass

import pygit2
from pygit2 import Oid
from pygit2.enums import FileMode, MergeFavor, MergeFlag

from sandbox.aws.codecommit.merges.conflicts import Conflict, conflicts_of
from sandbox.aws.codecommit.merges.how import How
from sandbox.aws.errors import NotSupported

_FAVOURS = {"source": MergeFavor.THEIRS, "destination": MergeFavor.OURS}


@dataclass(frozen=True)
class ThreeWay:
    """What comes of a merge."""

    base: str | None
    """The commit that both sides come from. None when there is none."""
    conflicts: list[Conflict]
    """What is to be resolved by hand."""
    tree: Oid | None
    """The merged tree. None when it has to be made by hand."""


def three_way(
    repository: pygit2.Repository, source: pygit2.Commit, destination: pygit2.Commit, how: How
) -> ThreeWay:
    """Merge one commit into another.

    Git is told not to look for renamed files: CodeCommit does not say that it does, and a conflict
    is always of one path. Where one side wins, it wins the whole file, or at LINE_LEVEL the lines:
    AWS does not document which.

    Raises:
        NotSupported: One side wins a conflict between a file and a folder.
    """
    base = repository.merge_base(source.id, destination.id)
    if base is None:
        return ThreeWay(None, [], None)
    trees = [repository[base].peel(pygit2.Tree), source.tree, destination.tree]
    favour = _FAVOURS.get(how.side or "", MergeFavor.NORMAL)
    index = repository.merge_trees(
        trees[0],
        destination.tree,
        source.tree,
        favor=favour if how.by_line else MergeFavor.NORMAL,
        flags=MergeFlag(0),
    )
    conflicts = conflicts_of(index, trees[0], trees[1], trees[2], how)
    if how.side is not None:
        for conflict in conflicts:
            _settle(index, conflict, how.side)
        conflicts = []
    tree = None if conflicts else index.write_tree(repository)
    return ThreeWay(str(base), conflicts, tree)


def _settle(index: pygit2.Index, conflict: Conflict, side: str) -> None:
    """Let one side have its way with a path."""
    if conflict.is_about_a_folder:
        raise NotSupported(
            "codecommit settling a conflict between a file and a folder for one side"
        )
    wins = conflict.source if side == "source" else conflict.destination
    if index.conflicts is not None and conflict.path in index.conflicts:
        del index.conflicts[conflict.path]
    if wins is not None:
        index.add(pygit2.IndexEntry(conflict.path, Oid(hex=wins[1]), FileMode(wins[0])))
    elif conflict.path in index:
        index.remove(conflict.path)
