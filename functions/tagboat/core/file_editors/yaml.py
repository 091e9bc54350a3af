"""A value in a YAML file, by its path: its own bytes are replaced, and none else."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.base import VALUE, Place
from tagboat.core.file_editors.value_path import ValuePath, shown
from tagboat.core.file_editors.yaml_text import places as yaml_places
from tagboat.core.file_editors.yaml_text.documents import DocumentChoice
from tagboat.core.file_editors.yaml_text.nodes import Document
from tagboat.core.file_editors.yaml_text.paths import Found, Missing, search, told
from tagboat.core.file_editors.yaml_text.places import YamlPlace
from tagboat.core.file_editors.yaml_text.reader import read
from tagboat.core.file_editors.yaml_text.shared import refuse_shared


class Yaml(Struct, frozen=True, kw_only=True):
    """Edits what a path leads to."""

    path: ValuePath
    document: DocumentChoice = DocumentChoice()
    every: bool = False
    """Whether several values may be meant."""
    optional: bool = False
    """Whether there may be none."""
    aliases: bool = False
    """Whether a value may change that others are aliases of."""

    def find(self, text: str, file: str, variables: Mapping[str, str]) -> Sequence[Place]:
        """Find the values in all documents that are meant."""
        body = yaml_places.without_mark(text)
        steps = self.path.steps(variables)
        wanted = None if steps is None else [steps, *self.document.paths(variables)]
        documents = read(body, file, wanted)
        chosen = self.document.among(documents, variables, file, optional=self.optional)
        places: dict[int, YamlPlace] = {}
        missing: list[Missing] = []
        for document in chosen:
            for one in search(document, self.path, variables, file):
                if isinstance(one, Missing):
                    missing.append(one)
                else:
                    place = self._place(body, document, one, file, several=len(documents) > 1)
                    places[place.start] = place
        return self._checked(list(places.values()), missing, file)

    def write(self, text: str, file: str, values: Sequence[tuple[Place, str]]) -> str:
        """Write the values in the styles of those that were there, where these allow it."""
        return yaml_places.write(text, file, values)

    def _place(
        self, body: str, document: Document, found: Found, file: str, *, several: bool
    ) -> YamlPlace:
        where = shown(found.location) + (f" in document {document.index}" if several else "")
        place = yaml_places.place_of(body, found.node, where, VALUE, file)
        if not self.aliases:
            refuse_shared(document.aliases, place.scalar, where, file)
        return place

    def _checked(
        self, places: list[YamlPlace], missing: list[Missing], file: str
    ) -> Sequence[Place]:
        places.sort(key=lambda place: place.start)
        if not places and not self.optional:
            if missing:
                raise told(max(missing, key=lambda one: len(one.location)), self.path, file)
            raise ValueNotFound(f"{file} has no value at {self.path.text}: nothing matches.")
        if len(places) > 1 and not self.every:
            listed = ", ".join(f"{place.where} (line {place.line})" for place in places[:10])
            raise ValueNotFound(
                f"{file} has {len(places)} values at {self.path.text}: {listed}. Write 'matches:"
                " all' in the rule to change all of them, or a path that leads to one."
            )
        return places
