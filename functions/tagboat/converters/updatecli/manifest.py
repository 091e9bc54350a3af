"""updatecli's manifests in the files of a repository: "Updatecli: Manifest"."""

import re
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from tagboat.converters.base import Gap, Repository, to_do
from tagboat.converters.foreign_yaml import (
    Data,
    documents,
    keys_at,
    text_at,
    why_unreadable,
    with_small_keys,
)
from tagboat.converters.updatecli.template import readable, with_templates
from tagboat.core.errors import TargetError

_SIGNS = ("sources", "targets")
_SURE_SIGNS = ("versionfilter", "dockerimage", "githubrelease", "sourceid", "scmid")
_SEPARATOR = re.compile(r"^(?=---(?:\s|$))", re.MULTILINE)


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
    """Find the manifests in files, and those that cannot be read."""
    found: list[Manifest] = []
    unread: list[Gap] = []
    for file in files:
        text = repository.text(file)
        if text is None or not _has_all(text, _SIGNS):
            continue
        try:
            found += _in_text(text, file)
        except TargetError:
            for part in _apart(text):
                try:
                    found += _in_text(part, file)
                except TargetError as error:
                    if _has_all(part, _SIGNS) and any(sign in part.lower() for sign in _SURE_SIGNS):
                        unread.append(Gap(file, (to_do(why_unreadable(error, part)),)))
    return found, unread


def _has_all(text: str, signs: Iterable[str]) -> bool:
    small = text.lower()
    return all(sign in small for sign in signs)


def _apart(text: str) -> Iterator[str]:
    """The documents of a text, each in the lines where it stands."""
    above = 0
    for part in _SEPARATOR.split(text):
        yield "\n" * above + part
        above += part.count("\n")


def _in_text(text: str, file: str) -> list[Manifest]:
    found = []
    for document in documents(readable(text), file):
        data = with_small_keys(with_templates(document.data))
        manifest = Manifest(file, document.line, data)
        kinds = (text_at(source, "kind") for source in manifest.sources.values())
        if any(kinds) and manifest.targets:
            found.append(manifest)
    return found
