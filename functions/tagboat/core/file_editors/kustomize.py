"""An image in a kustomization: the entry of `images` that has its name.

"Kustomize: images": where an entry has a digest it counts as well as the tag or instead of it, so
that both are written then.
"""

from collections.abc import Mapping as Variables
from collections.abc import Sequence
from difflib import get_close_matches

from msgspec import Struct

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.base import Place
from tagboat.core.file_editors.kustomize_added import add
from tagboat.core.file_editors.yaml_text import places as yaml_places
from tagboat.core.file_editors.yaml_text.nodes import Document, Items, Mapping, Node, Scalar
from tagboat.core.file_editors.yaml_text.reader import read
from tagboat.core.file_editors.yaml_text.shared import refuse_shared
from tagboat.core.variables import Template

FIELDS = ("newName", "newTag", "digest")
"""The keys of an entry that can be written, which are the roles of its values."""


class AddedPlace(Place, frozen=True, kw_only=True):
    """A value that is not there yet, in an entry that may not be there either."""

    name: str
    """The entry's name."""


class Kustomize(Struct, frozen=True, kw_only=True):
    """Edits one entry of `images`."""

    name: Template
    required: frozenset[str] = frozenset({"newTag"})
    """The fields that have to be there; `newTag` and `digest` are written too where they are."""
    optional: bool = False
    """Whether there may be no such entry."""
    added: bool = False
    """Whether a missing entry or field is added."""
    aliases: bool = False
    """Whether a value may change that others are aliases of."""

    def find(self, text: str, file: str, variables: Variables[str, str]) -> Sequence[Place]:
        """Find the fields of the entry."""
        body = yaml_places.without_mark(text)
        name = self.name.expand(variables)
        documents = read(body, file, None)
        images = [(document, image) for document in documents for image in _images(document.root)]
        entries = [(document, image) for document, image in images if _text(image, "name") == name]
        if len(entries) > 1:
            lines = ", ".join(str(entry.line) for _, entry in entries)
            raise ValueNotFound(
                f"{file} has {len(entries)} entries of images with the name {name}, in lines"
                f" {lines}. Remove all but one."
            )
        if entries:
            return self._fields(body, *entries[0], name, file)
        if self.added:
            return [_added(field, name, 1) for field in FIELDS if field in self.required]
        if self.optional:
            return []
        raise ValueNotFound(_no_entry([image for _, image in images], name, file))

    def write(self, text: str, file: str, values: Sequence[tuple[Place, str]]) -> str:
        """Write the fields that are there, then add those that are not."""
        edited = yaml_places.write(text, file, values)
        added = {
            (place.name, place.role): value
            for place, value in values
            if isinstance(place, AddedPlace)
        }
        for name in dict.fromkeys(name for name, _ in added):
            fields = {role: value for (one, role), value in added.items() if one == name}
            edited = add(edited, file, name, fields)
        return edited

    def _fields(
        self, body: str, document: Document, entry: Mapping, name: str, file: str
    ) -> Sequence[Place]:
        places: list[Place] = []
        for field in FIELDS:
            node = entry.entries.get(field)
            where = f"images[{name}].{field}"
            if node is None and field in self.required:
                if self.optional:
                    return []  # A part of an image alone would name another one.
                if not self.added:
                    raise ValueNotFound(
                        f"{file} has no {field} in the entry of images with the name {name}, line"
                        f" {entry.line}. Add it, or write 'missing: add' in the rule."
                    )
                places.append(_added(field, name, entry.line))
            elif node is not None:
                place = yaml_places.place_of(body, node, where, field, file)
                if field in self.required or (field != "newName" and yaml_places.has_value(place)):
                    if not self.aliases:
                        refuse_shared(document.aliases, place.scalar, where, file)
                    places.append(place)
        return sorted(places, key=lambda place: place.start)


def _images(root: Node) -> list[Mapping]:
    images = root.entries.get("images") if isinstance(root, Mapping) else None
    items = images.items.values() if isinstance(images, Items) else ()
    return [item for item in items if isinstance(item, Mapping)]


def _text(entry: Mapping, key: str) -> str | None:
    node = entry.entries.get(key)
    return node.text if isinstance(node, Scalar) else None


def _added(field: str, name: str, line: int) -> AddedPlace:
    return AddedPlace(
        where=f"images[{name}].{field}",
        line=line,
        column=1,
        role=field,
        old="",
        start=0,
        end=0,
        name=name,
    )


def _no_entry(images: Sequence[Mapping], name: str, file: str) -> str:
    names = [one for one in (_text(entry, "name") for entry in images) if one]
    close = get_close_matches(name[:200], names[:1_000], n=1)
    listed = ", ".join(names[:10]) or "none"
    hint = f"did you mean {close[0]}?" if close else f"its images are {listed}."
    return (
        f"{file} has no entry of images with the name {name}; {hint} Add it, or write"
        " 'missing: add' in the rule."
    )
