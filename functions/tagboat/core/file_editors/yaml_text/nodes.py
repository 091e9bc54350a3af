"""YAML nodes that know where they stand in a text, as far as they matter."""

from msgspec import Struct


class Entry(Struct):
    """One entry of a block mapping or sequence: whole lines that can be read by themselves."""

    start: int
    """Where its key or item begins."""
    end: int = -1
    """Where what follows it begins; -1 until that is known."""


class Scalar(Struct):
    """A value that can be replaced."""

    text: str
    """The value, without quotes and escapes."""
    start: int
    """Where it begins, its anchor and its tag included, in code points."""
    end: int
    line: int
    """From 1, as are columns."""
    column: int
    style: str
    """`'`, `"`, `|`, `>`, or empty for a plain one."""
    tag: str | None
    anchor: str | None
    in_flow: bool
    """Whether it is inside of brackets or braces."""
    entry: Entry | None
    """The innermost block entry that it is in; None if it is in none."""
    inside: tuple[int, ...]
    """The numbers of the anchors that it, or something around it, has."""
    is_key: bool = False
    """Whether it is the key of a mapping, which an alias may mean as well."""


class Mapping(Struct):
    """Keys with values, those that matter."""

    line: int
    column: int
    start: int
    end: int
    in_flow: bool
    """Whether it is written with braces."""
    entries: dict[str, "Node"]
    keys: dict[str, int]
    """The line of every key that is text, whether or not its value matters."""
    merged: list["Node"]
    """The values of `<<`: what they hold counts where there is no key of its own."""


class Items(Struct):
    """A sequence: its items, those that matter, by their index."""

    line: int
    column: int
    start: int
    end: int
    in_flow: bool
    """Whether it is written with brackets."""
    items: dict[int, "Node"]
    length: int = 0


class Alias(Struct):
    """`*name`: what stands elsewhere."""

    line: int
    column: int
    end: int
    node: "Node | None"
    """None while what it names has not ended: an alias inside of it."""
    number: int
    """The number of the anchor."""


type Node = Scalar | Mapping | Items | Alias


class Document(Struct):
    """One document of a text."""

    index: int
    """From 0."""
    root: Node
    aliases: dict[int, list[Alias]]
    """The aliases of each anchor, by its number."""
