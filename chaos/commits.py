"""What a commit has changed: files by their bytes, and the values in them."""

from collections.abc import Iterator, Mapping, Sequence

import pygit2

from chaos.oracle import Oracle
from chaos.rule_sets import RuleSet
from sandbox.git_repository import Commit

type Changes = Mapping[str, tuple[bytes, bytes]]
"""The files that a commit changes: before and after."""


def changes_of(opened: pygit2.Repository, commit: Commit) -> Changes:
    """What a commit has changed of its only parent."""
    (parent,) = commit.parents
    old, new = opened[parent].peel(pygit2.Commit).tree, opened[commit.id].peel(pygit2.Commit).tree
    found = {}
    for delta in new.diff_to_tree(old, swap=True).deltas:
        path = delta.new_file.path
        found[path] = (_data(old, path), _data(new, path))
    return found


def _data(tree: pygit2.Tree, path: str) -> bytes:
    blob = tree[path] if path in tree else None  # noqa: SIM401 - a tree has no `get`
    return bytes(blob.data) if isinstance(blob, pygit2.Blob) else b""


def backwards(oracle: Oracle, sets: Sequence[RuleSet], changed: Changes) -> Iterator[str]:
    """The places that it has set back."""
    for rules in sets:
        for name in rules.names:
            for place in rules.places(name):
                if place.file not in changed:
                    continue
                old, new = map(place.read, changed[place.file])
                if old != new and oracle.went_back(rules, name, old, new):
                    yield f"{place} went back from {old} to {new}"
