"""What is out of order in the model for a while: the git host, its branch, ECR, or the queue."""

from collections.abc import Callable

from tagboat.core.errors import BranchProtected, HostUnavailable, RegistryUnavailable, TagboatError


class Outages:
    """Until when each does not answer."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Begin with everything in order.

        Args:
            clock: Seconds.
        """
        self._clock = clock
        self._until: dict[str, float] = {}

    def begin(self, what: str, seconds: float) -> None:
        """Put something out of order."""
        self._until[what] = self._clock() + seconds

    def end(self, what: str) -> None:
        """Put it in order."""
        self._until.pop(what, None)

    def end_all(self) -> None:
        """Put everything in order."""
        self._until.clear()

    def is_out(self, what: str) -> bool:
        """Whether something is out of order."""
        return self._clock() < self._until.get(what, 0.0)

    def of_host(self, request: str) -> TagboatError | None:
        """Why the git host refuses a request."""
        if self.is_out("host"):
            return HostUnavailable("down")
        if request == "commit" and self.is_out("commits"):
            return BranchProtected("a person has protected it")
        return None

    def of_registry(self, _: str) -> TagboatError | None:
        """Why ECR refuses a request."""
        return RegistryUnavailable("down") if self.is_out("registry") else None
