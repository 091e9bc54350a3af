"""What converters read and make: the files of an infra repo in, rules with comments out."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from msgspec import Struct

from tagboat.core.commit_message import Author


class Repository(Protocol):
    """The files of an infra repo, by their paths from its root."""

    @property
    def files(self) -> Sequence[str]:
        """The paths of all regular files, sorted."""

    def text(self, file: str) -> str | None:
        """The text of a file without a byte order mark; None if there is none that can be read."""


class Comment(Struct, frozen=True):
    """What is said beside a rule."""

    text: str
    to_do: bool = False
    """Whether somebody has to mend or to check something: it could not be converted."""


class Image(Struct, frozen=True):
    """The image repository of a rule."""

    name: str
    account: str | None = None
    region: str | None = None
    was: str | None = None
    """The whole name it had, if that was in no ECR registry."""


class Target(Struct, frozen=True):
    """One entry of `targets`."""

    settings: Mapping[str, Any]
    """As in the rules file, in the order to be written. Empty: it could not be converted."""
    comments: tuple[Comment, ...] = ()


class Rule(Struct, frozen=True, kw_only=True):
    """One entry of `rules`, as it will be written."""

    source: str
    """Where it is from, for people: the file, and what in it."""
    name: str
    image: Image
    policy: str | Mapping[str, Any]
    targets: tuple[Target, ...]
    tags: str | None = None
    ignore_tags: tuple[str, ...] = ()
    commit_message: str | None = None
    author: Author | None = None
    comments: tuple[Comment, ...] = ()
    """About the rule."""
    remarks: Mapping[str, tuple[Comment, ...]] = {}
    """About one key of it."""


class Gap(Struct, frozen=True):
    """What stands in the place of a rule that could not be made."""

    source: str
    comments: tuple[Comment, ...]
    draft: str = ""
    """The rule as YAML, as far as it was made: it does not load, or has no targets yet."""


type Part = Rule | Gap


def to_do(text: str) -> Comment:
    """A comment on what could not be converted."""
    return Comment(text, to_do=True)


def comments_of(part: Part) -> list[Comment]:
    """Everything that is said of a part."""
    if isinstance(part, Gap):
        return list(part.comments)
    of_keys = (comment for comments in part.remarks.values() for comment in comments)
    of_targets = (comment for target in part.targets for comment in target.comments)
    return [*part.comments, *of_keys, *of_targets]
