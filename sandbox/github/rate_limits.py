"""How many points a user of GitHub has left, and when there are too many requests at a time.

Sources: "Rate limits and query limits for the GraphQL API" and "Rate limits for the REST API"
(GitHub's documentation): 5,000 points an hour and user, 2,000 points a minute in GraphQL and 900 in
REST, where reading weighs 1 and writing 5, and 80 pieces of content a minute and 500 an hour. A
mutation takes 1 point of the hour's (recorded on github.com, donaldgifford/repo-guardian INV-0022).
"""

from collections import defaultdict, deque
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Literal

type Resource = Literal["graphql", "core"]

_MINUTE, _HOUR = 60, 3600
_WRITING = 5
_ANONYMOUS = 60
"""What GitHub gives an address whose requests have no valid token."""


@dataclass(frozen=True)
class Limits:
    """What one user may take, of each resource."""

    points_an_hour: int = 5000
    graphql_points_a_minute: int = 2000
    rest_points_a_minute: int = 900
    content_a_minute: int = 80
    content_an_hour: int = 500


@dataclass(frozen=True)
class Standing:
    """What one user has of one resource: the numbers of the `x-ratelimit-` headers."""

    limit: int
    used: int
    reset: int
    """When the hour is over, in seconds since 1970."""
    resource: Resource

    @property
    def remaining(self) -> int:
        """Points left in this hour."""
        return max(self.limit - self.used, 0)

    def headers(self) -> dict[str, str]:
        """As every answer carries them."""
        return {
            "x-ratelimit-limit": str(self.limit),
            "x-ratelimit-remaining": str(self.remaining),
            "x-ratelimit-used": str(self.used),
            "x-ratelimit-reset": str(self.reset),
            "x-ratelimit-resource": self.resource,
        }


@dataclass
class RateLimits:
    """The counters of all users. Safe to share between threads."""

    limits: Limits = field(default_factory=Limits)
    _standings: dict[tuple[str, Resource], Standing] = field(default_factory=dict)
    _points: defaultdict[tuple[str, Resource], deque[float]] = field(
        default_factory=lambda: defaultdict(deque)
    )
    _content: defaultdict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _lock: Lock = field(default_factory=Lock)

    def standing(self, login: str, resource: Resource, now: float) -> Standing:
        """Where a user stands, without taking anything."""
        with self._lock:
            return self._standing(login, resource, now)

    def take(self, login: str, resource: Resource, now: float) -> bool:
        """Take the point of one request; False, with nothing taken, when there is none."""
        with self._lock:
            standing = self._standing(login, resource, now)
            if not standing.remaining:
                return False
            self._standings[login, resource] = replace(standing, used=standing.used + 1)
            return True

    def exhaust(self, login: str, resource: Resource, now: float) -> None:
        """Use up the points that a user has left in this hour."""
        with self._lock:
            standing = self._standing(login, resource, now)
            self._standings[login, resource] = replace(standing, used=standing.limit)

    def is_burst(self, login: str, resource: Resource, now: float, *, writes: bool) -> bool:
        """Count one operation against the secondary limits, and say whether it is over one."""
        with self._lock:
            points = _since(self._points[login, resource], now - _MINUTE)
            content = _since(self._content[login], now - _HOUR)
            points.extend([now] * (_WRITING if writes else 1))
            content.extend([now] * writes)
            last_minute = sum(time > now - _MINUTE for time in content)
            return (
                len(points) > self._points_a_minute(resource)
                or last_minute > self.limits.content_a_minute
                or len(content) > self.limits.content_an_hour
            )

    def _points_a_minute(self, resource: Resource) -> int:
        if resource == "graphql":
            return self.limits.graphql_points_a_minute
        return self.limits.rest_points_a_minute

    def _standing(self, login: str, resource: Resource, now: float) -> Standing:
        known = self._standings.get((login, resource))
        if known is None or known.reset <= now:
            limit = self.limits.points_an_hour if login else _ANONYMOUS
            fresh = Standing(limit, 0, int(now) + _HOUR, resource)
            known = self._standings[login, resource] = fresh
        return known


def _since(times: deque[float], start: float) -> deque[float]:
    while times and times[0] <= start:
        times.popleft()
    return times
