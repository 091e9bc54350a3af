"""An image in a Helm chart's values: `repository`, `tag` and `digest` below one key.

"Helm: The Chart Best Practices Guide, Values" and the charts that follow it: where `digest` is not
empty it counts instead of `tag`, so both are written then.
"""

from collections.abc import Mapping as Variables
from collections.abc import Sequence

from msgspec import Struct

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.base import Place
from tagboat.core.file_editors.value_path import Step, ValuePath, shown
from tagboat.core.file_editors.yaml_text import places as yaml_places
from tagboat.core.file_editors.yaml_text.documents import DocumentChoice
from tagboat.core.file_editors.yaml_text.nodes import Document, Mapping
from tagboat.core.file_editors.yaml_text.paths import Missing, follow, told
from tagboat.core.file_editors.yaml_text.reader import read
from tagboat.core.file_editors.yaml_text.shared import refuse_shared

FIELDS = ("repository", "tag", "digest")
"""The keys of an image, which are the roles of its values."""


class Helm(Struct, frozen=True, kw_only=True):
    """Edits an image's `repository`, `tag` and `digest`."""

    path: ValuePath
    """Where the image's keys are. No query."""
    required: frozenset[str] = frozenset({"tag"})
    """The fields that have to be there; `tag` and `digest` are written as well where they are."""
    document: DocumentChoice = DocumentChoice()
    optional: bool = False
    """Whether there may be no such image."""
    aliases: bool = False
    """Whether a value may change that others are aliases of."""

    def find(self, text: str, file: str, variables: Variables[str, str]) -> Sequence[Place]:
        """Find the image in the one document that has it."""
        body = yaml_places.without_mark(text)
        steps = self.path.steps(variables) or ()
        fields = [(*steps, field) for field in FIELDS]
        documents = read(body, file, [*fields, *self.document.paths(variables)])
        images: list[tuple[Document, Mapping]] = []
        missing: list[Missing] = []
        for document in self.document.among(documents, variables, file, optional=self.optional):
            image = follow(document.root, steps)
            if isinstance(image, Missing):
                missing.append(image)
            elif isinstance(image.node, Mapping):
                images.append((document, image.node))
        if len(images) > 1:
            raise ValueNotFound(_several(images, self.path, file))
        if images:
            return self._fields(body, images[0][0], steps, file)
        if self.optional:
            return []
        if missing:
            raise told(max(missing, key=lambda one: len(one.location)), self.path, file)
        raise ValueNotFound(
            f"{file} has one value at {self.path.text}, not the keys {', '.join(FIELDS)}. Use the"
            " editor 'yaml' for it."
        )

    def write(self, text: str, file: str, values: Sequence[tuple[Place, str]]) -> str:
        """Write the fields in the styles of those that were there."""
        return yaml_places.write(text, file, values)

    def _fields(
        self, body: str, document: Document, steps: Sequence[Step], file: str
    ) -> Sequence[Place]:
        places = []
        for field in FIELDS:
            found = follow(document.root, (*steps, field))
            if isinstance(found, Missing):
                if field not in self.required:
                    continue
                if self.optional:
                    return []  # A part of an image alone would name another one.
                raise told(found, self.path, file)
            where = shown(found.location)
            place = yaml_places.place_of(body, found.node, where, field, file)
            if field in self.required or (field != "repository" and yaml_places.has_value(place)):
                if not self.aliases:
                    refuse_shared(document.aliases, place.scalar, where, file)
                places.append(place)
        return sorted(places, key=lambda place: place.start)


def _several(images: Sequence[tuple[Document, Mapping]], path: ValuePath, file: str) -> str:
    listed = [f"in document {document.index} (line {image.line})" for document, image in images]
    return (
        f"{file} has {len(images)} images at {path.text}: {', '.join(listed[:10])}. Choose one in"
        f" the rule, such as 'document: {images[0][0].index}' or by what it holds."
    )
