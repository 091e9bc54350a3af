"""A freeze: a window of time in which nothing is written."""

from datetime import datetime, tzinfo

from msgspec import Struct

from tagboat.core.restraints.base import Held
from tagboat.core.restraints.scope import Scope
from tagboat.core.restraints.windows import Window
from tagboat.core.tag_policy.base import Candidate


class Freeze(Struct, frozen=True, kw_only=True):
    """Images that wait until a window ends."""

    scope: Scope
    window: Window
    zone: tzinfo
    """Where the clocks are that its end is told by."""
    reason: str = ""

    def holds(self, candidate: Candidate, now: datetime) -> Held | None:
        """Hold what it is about, while the time is in the window."""
        said = self._said(now) if self.scope.covers(candidate) else None
        return None if said is None else Held(said)

    def standing(self, now: datetime) -> str | None:
        """What it holds, while the time is in the window."""
        said = self._said(now)
        return None if said is None else f"{self.scope}: {said}"

    def _said(self, now: datetime) -> str | None:
        end = self.window.end(now)
        if end is None:
            return None
        why = f": {self.reason}" if self.reason else ""
        until = f"{end.astimezone(self.zone):%Y-%m-%d %H:%M %Z}"
        return f"frozen until {until}{why}; change 'freeze' to release it sooner"
