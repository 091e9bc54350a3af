"""The labels of a repository. Source: "REST API endpoints for labels"."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.github.node_ids import node_id

DEFAULT_COLOR = "ededed"
"""What a label gets that is made by being put on something."""


@dataclass(frozen=True)
class Label:
    """A label; its name is unique in its repository, whatever the case of its letters."""

    id: int
    name: str
    color: str = DEFAULT_COLOR

    @property
    def node_id(self) -> str:
        """Its id in GraphQL."""
        return node_id("LA", self.id)


class Labels:
    """The labels of one repository."""

    def __init__(self, repository_id: int) -> None:
        self._by_name: dict[str, Label] = {}
        self._first = repository_id * 1000

    def __iter__(self) -> Iterator[Label]:
        return iter(list(self._by_name.values()))

    def add(self, name: str, color: str = DEFAULT_COLOR) -> Label:
        """Make a label, or find the one of that name."""
        known = self.named(name)
        if known is None:
            known = Label(self._first + len(self._by_name), name, color)
            self._by_name[name.lower()] = known
        return known

    def named(self, name: str) -> Label | None:
        """The label of a name, None when there is none."""
        return self._by_name.get(name.lower())
