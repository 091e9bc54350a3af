"""What a pull request says of one change: its templates, and what they become."""

from collections.abc import Mapping

from msgspec import Struct

from tagboat.core.variables import Template


class Wording(Struct, frozen=True):
    """What a pull request says of one change, and how it is labelled for it."""

    title: str
    """Empty: it is called as its commit is."""
    above: str
    """What the body says above the table of changes."""
    below: str
    """What the body says below it."""
    labels: tuple[str, ...]


class WordingTemplates(Struct, frozen=True):
    """The templates of a wording."""

    title: Template
    above: Template
    below: Template
    labels: tuple[Template, ...]

    def expand(self, variables: Mapping[str, str]) -> Wording:
        """Replace each name by its value for one change."""
        return Wording(
            title=self.title.expand(variables),
            above=self.above.expand(variables),
            below=self.below.expand(variables),
            labels=tuple(label.expand(variables) for label in self.labels),
        )
