"""Following a path through YAML nodes: through aliases and merge keys, to where a value stands."""

from collections.abc import Mapping as Keys
from collections.abc import Sequence

from msgspec import Struct

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.missing import why_no_step
from tagboat.core.file_editors.value_path import Step, ValuePath
from tagboat.core.file_editors.yaml_text.data import plain_data
from tagboat.core.file_editors.yaml_text.nodes import (
    Alias,
    Document,
    Items,
    Mapping,
    Node,
)
from tagboat.core.file_editors.yaml_text.reader import fits


class Found(Struct, frozen=True):
    """A node that a path leads to."""

    node: Node
    location: tuple[str | int, ...]
    through_alias: bool
    """Whether it stands elsewhere than the path says."""


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
    return [follow(document.root, location) for location in locations]


def follow(root: Node, steps: Sequence[Step]) -> Found | Missing:
    """Go down from a node, step by step."""
    node, through_alias = root, False
    location: list[str | int] = []
    for step in steps:
        node, aliased = _behind_alias(node)
        at, below, merged = _step(node, step)
        if at is None or below is None:
            return Missing(tuple(location), node, step)
        node, through_alias = below, through_alias or aliased or merged
        location.append(at)
    node, aliased = _behind_alias(node)
    return Found(node, tuple(location), through_alias or aliased)


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


def _step(node: Node, step: Step) -> tuple[str | int | None, Node | None, bool]:
    """One step down: the key or index, the node there, and whether a merge key brought it."""
    if isinstance(node, Mapping):
        if isinstance(step, int):
            return None, None, False
        name = step if isinstance(step, str) else step.text
        if name in node.entries:
            return name, node.entries[name], False
        return name, _merged(node, name), True
    if isinstance(node, Items):
        found = ((at, item) for at, item in node.items.items() if fits(step, at))
        at, item = next(found, (None, None))
        return at, item, False
    return None, None, False


def _merged(node: Mapping, name: str) -> Node | None:
    """What a merge key brings: "Merge Key Language-Independent Type", the first one wins."""
    waiting, seen = node.merged[::-1], set[int]()
    while waiting:
        behind, _ = _behind_alias(waiting.pop())
        if not isinstance(behind, Mapping) or id(behind) in seen:
            continue
        seen.add(id(behind))
        if name in behind.entries:
            return behind.entries[name]
        waiting += behind.merged[::-1]
    return None


def _behind_alias(node: Node) -> tuple[Node, bool]:
    if isinstance(node, Alias) and node.node is not None:
        return _behind_alias(node.node)[0], True
    return node, False
