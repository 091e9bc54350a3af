"""How many requests a user of GitLab has left in this minute.

Source: "Rate limits" (GitLab's documentation): gitlab.com allows a user 2,000 requests a minute;
`lib/gitlab/rack_attack.rb` for what is counted and said.
"""

from dataclasses import dataclass, field, replace
from threading import Lock

_MINUTE = 60


@dataclass(frozen=True)
class Standing:
    """What one user has of this minute: the numbers of the `RateLimit-` headers."""

    limit: int
    observed: int
    reset: int
    """When the minute is over, in seconds since 1970."""


@dataclass
class RateLimits:
    """The counters of all users. Safe to share between threads."""

    requests_a_minute: int = 2000
    _standings: dict[str, Standing] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def count(self, username: str, now: float) -> Standing | None:
        """Count one request.

        Returns:
            None, or where the user stands if that was one too many.
        """
        with self._lock:
            before = self._standing(username, now)
            standing = self._standings[username] = replace(before, observed=before.observed + 1)
        return standing if standing.observed > standing.limit else None

    def exhaust(self, username: str, now: float) -> None:
        """Use up what a user has left in this minute."""
        with self._lock:
            standing = self._standing(username, now)
            self._standings[username] = replace(standing, observed=standing.limit)

    def _standing(self, username: str, now: float) -> Standing:
        known = self._standings.get(username)
        if known is not None and known.reset > now:
            return known
        # GitLab's minutes are those of the clock, not of the first request.
        return Standing(self.requests_a_minute, 0, (int(now) // _MINUTE + 1) * _MINUTE)
