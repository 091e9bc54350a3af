"""A hold: somebody has said that nothing is to be written until they say otherwise."""

from datetime import datetime

from msgspec import Struct

from tagboat.core.restraints.base import Held
from tagboat.core.restraints.scope import Scope
from tagboat.core.tag_policy.base import Candidate


class Hold(Struct, frozen=True, kw_only=True):
    """Images that wait until a person releases them."""

    scope: Scope
    by: str
    """Where it is written, such as `'hold' of the rule`."""
    reason: str = ""
    """Why, in a person's words."""
    release: str
    """What ends it, such as `remove it to release the rule`."""

    def holds(self, candidate: Candidate, now: datetime) -> Held | None:  # noqa: ARG002 - at any time
        """Hold what it is about, at any time."""
        return Held(self._said) if self.scope.covers(candidate) else None

    def standing(self, now: datetime) -> str | None:  # noqa: ARG002 - at any time
        """What it holds."""
        return f"{self.scope}: {self._said}"

    @property
    def _said(self) -> str:
        why = f": {self.reason}" if self.reason else ""
        return f"held by {self.by}{why}; {self.release}"
