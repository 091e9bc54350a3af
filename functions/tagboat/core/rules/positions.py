"""Where a part of a rules file is in its text."""

from functools import cache

from tagboat.core.errors import TargetError
from tagboat.core.file_editors.yaml_text.nodes import Items, Mapping, Node
from tagboat.core.file_editors.yaml_text.paths import follow
from tagboat.core.file_editors.yaml_text.reader import read
from tagboat.core.rules.mistakes import Location, Position


def positions_in(text: str) -> Position:
    """Find lines and columns in a YAML text; the text is read when they are first asked for."""

    @cache
    def root() -> Node | None:
        try:
            documents = read(text, "the rules file", None)
        except TargetError:
            return None
        return documents[0].root if documents else None

    def position(location: Location) -> tuple[int, int] | None:
        """The line and the column of a location, or of the nearest one above it that is there."""
        if not location:
            return 1, 1
        top = root()
        if top is None:
            return None
        *above, last = location
        return _of_key(follow(top, above).node, last) or _of(follow(top, location).node)

    return position


def _of(node: Node) -> tuple[int, int]:
    return node.line, node.column


def _of_key(parent: Node, key: str | int) -> tuple[int, int] | None:
    """Where a key is whose value begins on a later line; None for any other."""
    if not isinstance(parent, Mapping) or not isinstance(key, str):
        return None
    value = parent.entries.get(key)
    below = isinstance(value, Mapping | Items) and value.line > parent.keys[key]
    return (parent.keys[key], parent.column) if below and not parent.in_flow else None
