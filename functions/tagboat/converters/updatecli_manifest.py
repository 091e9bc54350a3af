"""updatecli's manifests in the files of a repository: "Updatecli: Manifest"."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from tagboat.converters.base import Gap, Repository, to_do
from tagboat.converters.foreign_yaml import Data, documents, keys_at, text_at, with_small_keys
from tagboat.core.errors import TargetError

_SIGNS = ("sources", "targets")
_SURE_SIGN = "versionfilter"


class Manifest(Struct, frozen=True):
    """One manifest; its keys are in small letters, as updatecli takes no notice of their case."""

    file: str
    line: int
    data: Data

    @property
    def source(self) -> str:
        """Where it is, for people."""
        name = text_at(self.data, "name")
        return f"{self.file}: {name}" if name else f"{self.file}, line {self.line}"

    @property
    def stem(self) -> str:
        """The name of its file without its end."""
        return self.file.rpartition("/")[2].rpartition(".")[0]

    @property
    def sources(self) -> Mapping[str, Data]:
        """Its sources by their names."""
        return keys_at(self.data, "sources")

    @property
    def targets(self) -> Mapping[str, Data]:
        """Its targets by their names."""
        return keys_at(self.data, "targets")


def manifests(repository: Repository, files: Iterable[str]) -> tuple[list[Manifest], list[Gap]]:
    """Find the manifests in files, and the files that may have some and cannot be read."""
    found: list[Manifest] = []
    unread: list[Gap] = []
    for file in files:
        text = repository.text(file)
        if text is None or not all(sign in text.lower() for sign in _SIGNS):
            continue
        try:
            found += _in_file(text, file)
        except TargetError as error:
            if _SURE_SIGN in text.lower():
                unread.append(Gap(file, (to_do(f"it could not be read: {error}"),)))
    return found, unread


def _in_file(text: str, file: str) -> Iterator[Manifest]:
    for document in documents(text, file):
        manifest = Manifest(file, document.line, with_small_keys(document.data))
        kinds = (text_at(source, "kind") for source in manifest.sources.values())
        if any(kinds) and manifest.targets:
            yield manifest
