"""Outcomes: what became of a push, by each rule that concerns it, and why."""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.errors import TagboatError
from tagboat.core.image_push import ImagePush


class Kind(StrEnum):
    """What became of a push."""

    WRITTEN = "written"
    UNCHANGED = "unchanged"
    OLDER = "older"
    IGNORED = "ignored"
    FAILED = "failed"


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of one push by one rule."""

    push: ImagePush
    rule: str | None
    """The rule's name; None when no rule could be asked."""
    kind: Kind
    reason: str
    commit: str | None = None
    """The id of the commit that wrote it."""
    error: TagboatError | None = None
    """Why it failed."""

    @property
    def failed(self) -> bool:
        """Whether the push has to be tried again."""
        return self.kind is Kind.FAILED

    def committed(self, commit: str) -> "Outcome":
        """This outcome, once its commit is made; other kinds stay as they are."""
        return replace(self, commit=commit) if self.kind is Kind.WRITTEN else self

    def not_committed(self, error: TagboatError) -> "Outcome":
        """This outcome, once its commit was refused; other kinds stay as they are."""
        return failure(self.push, error, rule=self.rule) if self.kind is Kind.WRITTEN else self


def failure(push: ImagePush, error: TagboatError, *, rule: str | None = None) -> Outcome:
    """The outcome of a push that an error keeps from being written."""
    return Outcome(push=push, rule=rule, kind=Kind.FAILED, reason=str(error), error=error)
