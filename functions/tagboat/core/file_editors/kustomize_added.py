"""Entries and fields that a kustomization gets, in the layout of those that it has."""

from collections.abc import Mapping as Keys

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.yaml_text.data import Data, plain_data
from tagboat.core.file_editors.yaml_text.nodes import Alias, Items, Mapping, Node, Scalar
from tagboat.core.file_editors.yaml_text.places import without_mark
from tagboat.core.file_editors.yaml_text.reader import read
from tagboat.core.file_editors.yaml_text.scalars import fresh
from tagboat.core.file_editors.yaml_text.types import kind_of

_KEYS = ("images", "resources", "bases", "components", "namespace")
"""Keys that a kustomization has, as "Kustomize: kustomization.yaml" names them."""


def add(text: str, file: str, name: str, fields: Keys[str, str]) -> str:
    """Add fields to the entry of `images` with a name, and the entry if it is missing.

    Args:
        text: The file's text.
        file: Its path, for errors.
        name: The entry's name.
        fields: Keys that the entry does not have yet, and their values.

    Raises:
        ValueNotFound: There is no place for them, or the result would not read as it is meant.
    """
    body = without_mark(text)
    documents = read(body, file, None)
    root = documents[0].root if documents else None
    if len(documents) > 1 or not isinstance(root, Mapping) or root.in_flow:
        raise ValueNotFound(
            f"{file} is not one document with keys in lines of their own, so that nothing can be"
            f" added to it. Add the entry {name} to images by hand."
        )
    if not _may_be_kustomization(root, file):
        raise ValueNotFound(
            f"{file} has no images, and it is no kustomization, so that no images are added to it."
            " Mend the rule's file, or write 'images: []' in this one."
        )
    edited = _with(body, root, name, fields)
    if not _reads_as(edited, _wanted(_data(body, file), name, fields), file):
        raise ValueNotFound(
            f"{file} would not read as it is meant with an entry {name} added to images. Add it by"
            " hand."
        )
    return text[: len(text) - len(body)] + edited


def _may_be_kustomization(root: Mapping, file: str) -> bool:
    kind, version = _text(root, "kind"), _text(root, "apiVersion")
    return (
        any(key in root.keys for key in _KEYS)
        or kind in ("Kustomization", "Component")
        or (version or "").startswith("kustomize")
        or file.rpartition("/")[2].lower().startswith("kustomization")
    )


def _with(body: str, root: Mapping, name: str, fields: Keys[str, str]) -> str:
    images = root.entries.get("images")
    if isinstance(images, Scalar) and _is_null(images):
        before = body[: images.start].rstrip(" \t")
        entry = _lines("", "", {"name": name, **fields})
        return _below(before + body[images.end :], len(before), entry)
    if not isinstance(images, Items):
        lines = ["images:", *_lines("", "", {"name": name, **fields})]
        return _below(body, len(body), lines)
    for item in images.items.values():
        if isinstance(item, Mapping) and _text(item, "name") == name:
            return _with_fields(body, item, fields)
    return _with_entry(body, images, {"name": name, **fields})


def _with_fields(body: str, entry: Mapping, fields: Keys[str, str]) -> str:
    named = entry.entries["name"]
    if entry.in_flow:
        end = _end(body, named)
        return body[:end] + "".join(f", {_pair(*field)}" for field in fields.items()) + body[end:]
    return _below(
        body, _end(body, named), [" " * (entry.column - 1) + _pair(*f) for f in fields.items()]
    )


def _with_entry(body: str, images: Items, fields: Keys[str, str]) -> str:
    if images.in_flow:
        entry = "{" + ", ".join(_pair(*field) for field in fields.items()) + "}"
        last = _end(body, images.items[images.length - 1]) if images.length else images.start + 1
        return body[:last] + (", " if images.length else "") + entry + body[last:]
    last_item = images.items[images.length - 1]
    inner = last_item.column - 1 if isinstance(last_item, Mapping) else images.column + 1
    dash = " " * (images.column - 1)
    between = " " * max(0, inner - images.column - 1)
    return _below(body, _end(body, last_item), _lines(dash, between, fields))


def _lines(dash: str, between: str, fields: Keys[str, str]) -> list[str]:
    """An entry in lines: a dash before its first field, and the others below that."""
    pairs = [_pair(*field) for field in fields.items()]
    inner = f"{dash}  {between}"
    return [f"{dash}- {between}{pairs[0]}", *(f"{inner}{pair}" for pair in pairs[1:])]


def _pair(key: str, value: str) -> str:
    return f"{key}: {fresh(value)}"


def _below(body: str, at: int, lines: list[str]) -> str:
    """Put lines below the line of a position, with the line ends that the text has."""
    line_end = "\r\n" if "\r\n" in body else "\n"
    end = body.find("\n", at)
    if end < 0 and (not body or body.endswith("\n")):
        return body + "".join(line + line_end for line in lines)
    if end < 0:
        return body + "".join(line_end + line for line in lines)
    added = "".join(line + line_end for line in lines)
    return body[: end + 1] + added + body[end + 1 :]


def _end(body: str, node: Node) -> int:
    """Where the text of a node ends."""
    match node:
        case Alias():
            return node.end
        case Scalar():
            return len(body[: node.end].rstrip()) if node.style in ("|", ">") else node.end
        case Mapping():
            children = list(node.entries.values())
        case Items():
            children = list(node.items.values())
    if node.in_flow or not children:
        return node.end
    return _end(body, children[-1])


def _text(of: Mapping, key: str) -> str | None:
    node = of.entries.get(key)
    return node.text if isinstance(node, Scalar) else None


def _is_null(scalar: Scalar) -> bool:
    """Whether nothing stands there that has to stay."""
    bare = not (scalar.style or scalar.tag or scalar.anchor)
    return bare and kind_of(scalar.text) == "null"


def _data(body: str, file: str) -> dict[str, Data]:
    data = plain_data(read(body, file, None)[0], file)
    assert isinstance(data, dict)  # noqa: S101 - nothing is added to anything else
    return data


def _reads_as(body: str, wanted: dict[str, Data], file: str) -> bool:
    try:
        return _data(body, file) == wanted
    except ValueNotFound:
        return False


def _wanted(data: dict[str, Data], name: str, fields: Keys[str, str]) -> dict[str, Data]:
    images = data.get("images") or []
    entries: list[Data] = list(images) if isinstance(images, list) else []
    for at, entry in enumerate(entries):
        if isinstance(entry, dict) and entry.get("name") == name:
            entries[at] = {**entry, **fields}
            return {**data, "images": entries}
    return {**data, "images": [*entries, {"name": name, **fields}]}
