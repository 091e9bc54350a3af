"""Outcomes: what became of a push, by each rule that concerns it, and why."""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.errors import TagboatError
from tagboat.core.image_push import ImagePush


class Kind(StrEnum):
    """What became of a push."""

    WRITTEN = "written"
    PROPOSED = "proposed"
    UNCHANGED = "unchanged"
    OLDER = "older"
    HELD = "held"
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
    pull_request: str | None = None
    """The address of the pull request that proposes it, or keeps it from being proposed."""
    held_by: str | None = None
    """The id of the commit by which people hold it."""
    error: TagboatError | None = None
    """Why it failed."""
    is_outdone: bool = False
    """Whether a newer push of another rule's is written to the same place."""

    @property
    def failed(self) -> bool:
        """Whether the push has to be tried again."""
        return self.kind is Kind.FAILED

    def committed(self, commit: str, pull_request: str | None = None) -> "Outcome":
        """This outcome, once its commit is made; other kinds stay as they are."""
        if self.kind is not Kind.WRITTEN:
            return self
        return replace(self, commit=commit, pull_request=pull_request)

    def proposed(self, address: str, why: str = "") -> "Outcome":
        """This outcome, once a pull request proposes it; other kinds stay as they are."""
        if self.kind is not Kind.WRITTEN:
            return self
        reason = "; ".join(filter(None, [self.reason, why]))
        return replace(self, kind=Kind.PROPOSED, reason=reason, pull_request=address)

    def instead(self, kind: Kind, reason: str, address: str | None = None) -> "Outcome":
        """What became of a push that was to be written; other kinds stay as they are."""
        if self.kind is not Kind.WRITTEN:
            return self
        return replace(self, kind=kind, reason=reason, pull_request=address)

    def not_committed(self, error: TagboatError) -> "Outcome":
        """This outcome, once its commit was refused; other kinds stay as they are."""
        return failure(self.push, error, rule=self.rule) if self.kind is Kind.WRITTEN else self


def failure(push: ImagePush, error: TagboatError, *, rule: str | None = None) -> Outcome:
    """The outcome of a push that an error keeps from being written."""
    return Outcome(push=push, rule=rule, kind=Kind.FAILED, reason=str(error), error=error)
