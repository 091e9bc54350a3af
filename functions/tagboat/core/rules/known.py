"""The variables that a rule's templates may use."""

from collections.abc import Collection, Mapping, Set

from msgspec import Struct

from tagboat.core.variables import (
    CHANGE_VARIABLES,
    PUSH_VARIABLES,
    RULE_VARIABLES,
    Template,
)


class Known(Struct, frozen=True):
    """What is known in a rule; without its groups, which a mistake hides, any name passes."""

    groups: Set[str] | None
    """The named groups of its tag pattern."""
    own: Mapping[str, str]
    """The variables that have their values before any push: those of `RULE_VARIABLES`."""

    def sample(self, template: Template) -> str:
        """What a template may become; of variables that a push brings, each is `x`."""
        return template.expand({**dict.fromkeys(template.names, "x"), **self.own})

    def in_values(self) -> Collection[str] | None:
        """What values and paths may use."""
        return None if self.groups is None else PUSH_VARIABLES | RULE_VARIABLES | self.groups

    def in_messages(self) -> Collection[str] | None:
        """What commit messages may use."""
        values = self.in_values()
        return None if values is None else CHANGE_VARIABLES | set(values)

    def in_extract(self) -> Collection[str] | None:
        """What a policy may compare."""
        return self.groups
