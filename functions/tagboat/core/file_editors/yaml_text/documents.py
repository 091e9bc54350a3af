"""Which documents of a YAML text a target is about: by their index, or by what they hold."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tagboat.core.errors import ValueNotFound
from tagboat.core.file_editors.value_path import Step, ValuePath
from tagboat.core.file_editors.yaml_text.nodes import Document, Scalar
from tagboat.core.file_editors.yaml_text.paths import Found, follow


class DocumentChoice(Struct, frozen=True):
    """All documents, unless an index or keys with values say which."""

    index: int | None = None
    values: tuple[tuple[ValuePath, str], ...] = ()

    def paths(self, variables: Mapping[str, str]) -> list[Sequence[Step]]:
        """What has to be read of each document to choose."""
        return [path.steps(variables) or () for path, _ in self.values]

    def among(
        self,
        documents: Sequence[Document],
        variables: Mapping[str, str],
        file: str,
        *,
        optional: bool,
    ) -> list[Document]:
        """The documents that are meant: at least one, unless there may be none.

        Raises:
            ValueNotFound: There is none.
        """
        chosen = [one for one in documents if self._is_meant(one, variables)]
        if not chosen and not optional:
            raise ValueNotFound(f"{file} has {len(documents)} documents, {self._none()}")
        return chosen

    def _is_meant(self, document: Document, variables: Mapping[str, str]) -> bool:
        if self.index is not None:
            return document.index == self.index
        return all(
            _text_at(document, path.steps(variables) or ()) == value for path, value in self.values
        )

    def _none(self) -> str:
        if self.index is not None:
            return f"and none with the index {self.index}: they are counted from 0."
        wanted = ", ".join(f"{path.text}: {value}" for path, value in self.values)
        return (
            f"none of them with {wanted}. Mend the rule's document." if wanted else "so no value."
        )


def _text_at(document: Document, steps: Sequence[Step]) -> str | None:
    found = follow(document.root, steps)
    if isinstance(found, Found) and isinstance(found.node, Scalar):
        return found.node.text
    return None
