"""What a target's editor is made of, and what is made of it."""

from collections.abc import Mapping

from msgspec import Struct

from tagboat.core.file_editors.base import FileEditor
from tagboat.core.file_editors.value_path import ValuePath
from tagboat.core.file_editors.yaml_text.documents import DocumentChoice
from tagboat.core.rules.allowance import Allowance
from tagboat.core.rules.known import Known
from tagboat.core.rules.mistakes import Location, Mistakes
from tagboat.core.rules.schema import WrittenTarget
from tagboat.core.variables import Template

TAG, DIGEST, URI = "$IMAGE_TAG", "$IMAGE_DIGEST", "$IMAGE_URI"
"""What is written where a target does not say otherwise."""


class Building(Struct, frozen=True):
    """What an editor is made of."""

    written: WrittenTarget
    at: Location
    known: Known
    mistakes: Mistakes
    allowance: Allowance
    moves_digest: bool
    """Whether it is a digest that changes, and not a tag."""

    @property
    def moved(self) -> str:
        """What is written where nothing else is said."""
        return DIGEST if self.moves_digest else TAG

    @property
    def optional(self) -> bool:
        """Whether the value may be missing."""
        return self.written.missing == "skip"

    def template(self, text: str, *inside: str) -> Template | None:
        """A template that stands in a key of the target; None if it has a mistake."""
        with self.mistakes.at((*self.at, *inside)):
            template = Template(text, self.known.in_values())
            sample = self.known.sample(template)
            if sample.strip() and sample.isprintable():
                return template
            raise ValueError(
                f"{text!r} becomes {sample!r}: a value is one line that is not empty and can be"
                " printed"
            )
        return None

    def path(self, text: str, *inside: str) -> ValuePath | None:
        """A path that stands in a key of the target; None if it has a mistake."""
        with self.mistakes.at((*self.at, *inside)):
            return ValuePath.parse(text, self.known.in_values())
        return None

    def document(self) -> DocumentChoice:
        """Which documents of a YAML file are meant."""
        written = self.written.document
        if written is None or isinstance(written, int):
            if written is not None and written < 0:
                self.mistakes.add((*self.at, "document"), "an index is not below 0")
            return DocumentChoice(index=written)
        values = []
        for key, value in written.items():
            path = self.path(key, "document", key)
            if path is not None and path.is_query:
                what = "a document is chosen by keys with dots between them, not by a query"
                self.mistakes.add((*self.at, "document", key), what)
            elif path is not None:
                values.append((path, _spelled(value)))
        return DocumentChoice(values=tuple(values))


class Built(Struct, frozen=True):
    """An editor, and what is written, by the roles that it gives to places."""

    editor: FileEditor
    values: Mapping[str, Template]


def _spelled(value: str | int | bool) -> str:  # noqa: FBT001 - what a key may be compared with
    return str(value).lower() if isinstance(value, bool) else str(value)
