"""Flux's custom resources for images, as they stand in the files of a repository.

"Flux: Image Repositories, Image Policies, Image Update Automations", API version
`image.toolkit.fluxcd.io`, from v1beta1 to v1: what is read here is the same in all of them.
"""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from tagboat.converters.base import Gap, Repository, to_do
from tagboat.converters.foreign_yaml import Data, at, documents, text_at, why_unreadable
from tagboat.core.errors import TargetError

_GROUP = "image.toolkit.fluxcd.io/"
REPOSITORY, POLICY, AUTOMATION = "ImageRepository", "ImagePolicy", "ImageUpdateAutomation"
_KINDS = (REPOSITORY, POLICY, AUTOMATION)


class Resource(Struct, frozen=True):
    """One resource."""

    kind: str
    namespace: str | None
    """None if something else, such as a kustomization, sets it."""
    name: str
    spec: Data
    file: str
    line: int

    @property
    def source(self) -> str:
        """Where it is, for people."""
        where = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f"{self.file}, line {self.line}: {self.kind} {where}"

    def is_meant(self, namespace: str | None, name: str) -> bool:
        """Whether a reference means it; a namespace that is not known may be any."""
        known = self.namespace is not None and namespace is not None
        return self.name == name and (self.namespace == namespace or not known)


def resources(repository: Repository, files: Iterable[str]) -> tuple[list[Resource], list[Gap]]:
    """Find the resources in files, and the files that may have some and cannot be read."""
    found: list[Resource] = []
    unread: list[Gap] = []
    for file in files:
        text = repository.text(file)
        if text is None or _GROUP not in text:
            continue
        try:
            found += _in_file(text, file)
        except TargetError as error:
            unread.append(Gap(file, (to_do(why_unreadable(error, text)),)))
    return found, unread


def of_kind(found: Sequence[Resource], kind: str) -> list[Resource]:
    """The resources of one kind."""
    return [resource for resource in found if resource.kind == kind]


def _in_file(text: str, file: str) -> Iterator[Resource]:
    for document in documents(text, file):
        data = document.data
        kind, name = text_at(data, "kind"), text_at(data, "metadata", "name")
        group = (text_at(data, "apiVersion") or "").startswith(_GROUP)
        if group and kind in _KINDS and name:
            namespace = text_at(data, "metadata", "namespace")
            yield Resource(kind, namespace, name, at(data, "spec"), file, document.line)
