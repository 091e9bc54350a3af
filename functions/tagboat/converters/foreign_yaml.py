"""Other people's YAML as plain data: any number of documents, any tags, and within limits.

Values are texts as they are spelled, so that `1.10` stays what it is; only nothing is None.
"""

from collections.abc import Sequence

from msgspec import Struct

from tagboat.core.errors import TargetError, ValueNotFound
from tagboat.core.file_editors.yaml_text.nodes import Alias, Items, Mapping, Node, Scalar
from tagboat.core.file_editors.yaml_text.reader import read

MOST_VALUES = 200_000
"""Values of a file, counted as if each alias were written out."""
DEEPEST = 100
"""Lists and mappings inside each other, aliases written out."""
_NOTHING = ("", "~", "null", "Null", "NULL")

type Data = str | dict[str, "Data"] | list["Data"] | None


class Document(Struct, frozen=True):
    """One document of a file."""

    line: int
    """Where it begins."""
    data: Data


def documents(text: str, file: str) -> list[Document]:
    """Read every document of a text.

    Args:
        text: The text without a byte order mark.
        file: Its path, for errors.

    Raises:
        TargetError: It is not YAML, a key stands twice, or it passes a limit.
    """
    builder = _Builder(file)
    return [
        Document(document.root.line, builder.build(document.root, 0))
        for document in read(text, file, None)
    ]


def why_unreadable(error: TargetError, text: str) -> str:
    """What to say of a text that is no plain YAML; what the error says is meant for targets."""
    mark = getattr(error.__cause__, "problem_mark", None)
    if mark is None:
        return f"it could not be read: {error}"
    mend = (
        "put quotes around its templates {{ … }}, or write what they become"
        if "{{" in text
        else "mend it"
    )
    problem = getattr(error.__cause__, "problem", "")
    return (
        f"it could not be read as YAML: {problem} in line {mark.line + 1}, column"
        f" {mark.column + 1}; {mend}, and convert again"
    )


def at(data: Data, *keys: str) -> Data:
    """What keys lead to; None if that is nothing."""
    for key in keys:
        if not isinstance(data, dict):
            return None
        data = data.get(key)
    return data


def text_at(data: Data, *keys: str) -> str | None:
    """The text that keys lead to; None if that is something else."""
    found = at(data, *keys)
    return found if isinstance(found, str) else None


def keys_at(data: Data, *keys: str) -> dict[str, Data]:
    """The keys and values that keys lead to; none if that is something else."""
    found = at(data, *keys)
    return found if isinstance(found, dict) else {}


def items_at(data: Data, *keys: str) -> Sequence[Data]:
    """The items that keys lead to; none if that is something else."""
    found = at(data, *keys)
    return found if isinstance(found, list) else []


def is_true(data: Data, *keys: str) -> bool:
    """Whether keys lead to `true`."""
    return (text_at(data, *keys) or "").lower() == "true"


def with_small_keys(data: Data) -> Data:
    """The same data with its keys in small letters, for readers to whom case means nothing."""
    if isinstance(data, dict):
        return {key.lower(): with_small_keys(value) for key, value in data.items()}
    if isinstance(data, list):
        return [with_small_keys(item) for item in data]
    return data


class _Builder:
    def __init__(self, file: str) -> None:
        self._file = file
        self._left = MOST_VALUES

    def build(self, node: Node, depth: int) -> Data:
        self._left -= 1
        if self._left < 0 or depth > DEEPEST:
            raise ValueNotFound(
                f"{self._file} has more than {MOST_VALUES:,} values or {DEEPEST} levels, with its"
                " aliases written out. Convert it by hand."
            )
        match node:
            case Alias():
                return self._alias(node, depth)
            case Mapping():
                return self._mapping(node, depth)
            case Items():
                return [self.build(item, depth + 1) for item in node.items.values()]
            case Scalar():
                plain = not node.style and node.tag is None
                return None if plain and node.text in _NOTHING else node.text

    def _alias(self, alias: Alias, depth: int) -> Data:
        if alias.node is None:
            raise ValueNotFound(
                f"{self._file} has an alias in line {alias.line} of what it is in itself. Mend it."
            )
        return self.build(alias.node, depth + 1)

    def _mapping(self, mapping: Mapping, depth: int) -> Data:
        built: dict[str, Data] = {}
        for merged in reversed(mapping.merged):
            data = self.build(merged, depth + 1)
            built |= data if isinstance(data, dict) else {}
        for key, value in mapping.entries.items():
            built[key] = self.build(value, depth + 1)
        return built
