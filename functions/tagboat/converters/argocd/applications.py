"""Argo CD's Applications that are annotated for its Image Updater.

"Argo CD Image Updater: Application configuration", in its versions 0.x: later ones take what was
annotated from resources of their own.
"""

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from tagboat.converters.base import Gap, Repository, to_do
from tagboat.converters.foreign_yaml import (
    Data,
    at,
    documents,
    items_at,
    keys_at,
    text_at,
    why_unreadable,
)
from tagboat.core.errors import TargetError

_SIGN = "argocd-image-updater.argoproj.io/"
_KINDS = ("Application", "ApplicationSet")


class Application(Struct, frozen=True):
    """One application."""

    file: str
    line: int
    kind: str
    name: str
    annotations: Mapping[str, str]
    """Those of the Image Updater, without their prefix."""
    spec: Data

    @property
    def where(self) -> str:
        """Where it is, for people."""
        return f"{self.file}, line {self.line}: {self.kind} {self.name}"

    @property
    def source(self) -> Data:
        """Where its manifests are: the first of several sources that has a path."""
        sources = [at(self.spec, "source"), *items_at(self.spec, "sources")]
        return next((one for one in sources if text_at(one, "path")), at(self.spec, "source"))

    def setting(self, alias: str | None, name: str) -> str | None:
        """What is said of an image, or else of all of them."""
        own = self.annotations.get(f"{alias.replace('/', '_')}.{name}") if alias else None
        return own or self.annotations.get(name)

    def below(self, path: str) -> str:
        """A path from the source's folder, or from the root if it begins with a slash."""
        folder = "" if path.startswith("/") else text_at(self.source, "path") or ""
        parts: list[str] = []
        for part in f"{folder}/{path}".split("/"):
            if part == "..":
                parts = parts[:-1]
            elif part not in ("", "."):
                parts.append(part)
        return "/".join(parts)


def applications(
    repository: Repository, files: Iterable[str]
) -> tuple[list[Application], list[Gap]]:
    """Find the applications in files, and what there cannot be converted."""
    found: list[Application] = []
    others: list[Gap] = []
    for file in files:
        text = repository.text(file)
        if text is None or _SIGN not in text:
            continue
        try:
            for part in _in_file(text, file):
                if isinstance(part, Gap):
                    others.append(part)
                else:
                    found.append(part)
        except TargetError as error:
            others.append(Gap(file, (to_do(why_unreadable(error, text)),)))
    return found, others


def _in_file(text: str, file: str) -> Iterator[Application | Gap]:
    for document in documents(text, file):
        for line, data in _resources(document.line, document.data):
            kind = text_at(data, "kind") or ""
            name = text_at(data, "metadata", "name") or ""
            if kind == "ImageUpdater" and (text_at(data, "apiVersion") or "").startswith(_SIGN):
                told = to_do("only annotations are converted; write a rule for each of its images")
                yield Gap(f"{file}, line {line}: {kind} {name}", (told,))
            if kind in _KINDS:
                # What an ApplicationSet makes has the annotations of its template.
                made = at(data, "spec", "template") if kind == "ApplicationSet" else data
                own = _annotations(made)
                if "image-list" in own:
                    yield Application(file, line, kind, name, own, at(made, "spec"))


def _resources(line: int, data: Data) -> Iterator[tuple[int, Data]]:
    if text_at(data, "kind") == "List":
        for item in items_at(data, "items"):
            yield line, item
    else:
        yield line, data


def _annotations(data: Data) -> Mapping[str, str]:
    return {
        key.removeprefix(_SIGN): value
        for key, value in keys_at(data, "metadata", "annotations").items()
        if key.startswith(_SIGN) and isinstance(value, str)
    }
