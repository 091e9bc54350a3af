"""Following a path through YAML nodes: through aliases and merge keys, to where a value stands."""

from collections.abc import Mapping as Keys
from collections.abc import Sequence

from msgspec import Struct

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.missing import why_no_step
from tagboat.core.file_editors.value_path import KeyOrIndex, Step, ValuePath
from tagboat.core.file_editors.yaml_text.data import plain_data
from tagboat.core.file_editors.yaml_text.nodes import (
    Alias,
    Document,
    Items,
    Mapping,
    Node,
)

type _Brought = dict[int, dict[str, Node]]
"""What merge keys bring to a mapping, by its identity: gathered once for all that a query finds."""


class Found(Struct, frozen=True):
    """A node that a path leads to."""

    node: Node
    location: tuple[str | int, ...]


class Missing(Struct, frozen=True):
    """Where a path ends too early."""

    location: tuple[str | int, ...]
    """What there is of it."""
    node: Node
    """What is there."""
    step: Step


def search(
    document: Document, path: ValuePath, variables: Keys[str, str], file: str
) -> list[Found | Missing]:
    """Everything that a path leads to in a document; or the one place where it ends too early.

    Raises:
        ValueNotFound: The path is a query, and the document is too large for one.
    """
    steps = path.steps(variables)
    if steps is not None:
        return [follow(document.root, steps)]
    locations = path.select(plain_data(document, file), variables, file)
    brought: _Brought = {}
    return [_follow(document.root, location, brought) for location in locations]


def follow(root: Node, steps: Sequence[Step]) -> Found | Missing:
    """Go down from a node, step by step."""
    return _follow(root, steps, {})


def _follow(root: Node, steps: Sequence[Step], brought: _Brought) -> Found | Missing:
    node = root
    location: list[str | int] = []
    for step in steps:
        node = _behind_alias(node)
        at, below = _step(node, step, brought)
        if at is None or below is None:
            return Missing(tuple(location), node, step)
        node = below
        location.append(at)
    return Found(_behind_alias(node), tuple(location))


def told(missing: Missing, path: ValuePath, file: str) -> ValueNotFound:
    """The error that says where a path ends, and what there is instead."""
    node = missing.node
    there: object = "a value"
    if isinstance(node, Mapping):
        there = dict.fromkeys(node.keys)
    elif isinstance(node, Items):
        there = [None] * node.length
    why = why_no_step(missing.location, there, missing.step)
    return ValueNotFound(f"{file} has no value at {path.text}: {why}")


def _step(node: Node, step: Step, brought: _Brought) -> tuple[str | int | None, Node | None]:
    """One step down: the key or index, and the node there."""
    if isinstance(node, Mapping):
        if isinstance(step, int):
            return None, None
        name = step if isinstance(step, str) else step.text
        if name in node.entries:
            return name, node.entries[name]
        return name, _merged(node, brought).get(name)
    if isinstance(node, Items):
        at = int(step.text) if isinstance(step, KeyOrIndex) else step
        item = node.items.get(at) if isinstance(at, int) else None
        return at, item
    return None, None


def _merged(node: Mapping, brought: _Brought) -> dict[str, Node]:
    """What merge keys bring: "Merge Key Language-Independent Type", the first one wins."""
    if id(node) in brought:
        return brought[id(node)]
    found: dict[str, Node] = {}
    waiting, seen = node.merged[::-1], set[int]()
    while waiting:
        behind = _behind_alias(waiting.pop())
        if not isinstance(behind, Mapping) or id(behind) in seen:
            continue
        seen.add(id(behind))
        for name, below in behind.entries.items():
            found.setdefault(name, below)
        waiting += behind.merged[::-1]
    brought[id(node)] = found
    return found


def _behind_alias(node: Node) -> Node:
    """What an alias means; the alias itself inside of what it means."""
    return node.node if isinstance(node, Alias) and node.node is not None else node
