"""The effects of an invocation, each of which may be interrupted."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import EndpointConnectionError

from tagboat.core.errors import HostUnavailable, RegistryUnavailable, TagboatError, Throttled
from tests.unit.model.chores import Chore, Interruption, Kind

if TYPE_CHECKING:
    from tests.in_memory_git_host import InMemoryGitHost
    from tests.in_memory_registry import InMemoryRegistry


class Crash(BaseException):
    """The function is killed."""


_FAILURES: Mapping[str, Callable[[], Exception]] = {
    "host": lambda: HostUnavailable("cut"),
    "registry": lambda: RegistryUnavailable("cut"),
    "queue": lambda: EndpointConnectionError(endpoint_url="https://sqs"),
    "events": lambda: EndpointConnectionError(endpoint_url="https://events"),
}


class Effects:
    """Lets the interruptions of the invocation that is under way happen."""

    def __init__(self, do: Callable[[Chore], object]) -> None:
        """Keep what does the things that happen meanwhile."""
        self._do = do
        self._plans: list[Mapping[tuple[str, int], Interruption]] = []
        self._counts: list[Counter[str]] = []

    def begin(self, interruptions: Collection[Interruption]) -> None:
        """Begin an invocation, perhaps in the middle of another one."""
        self._plans.append({(one.request, one.nth): one for one in interruptions})
        self._counts.append(Counter())

    def end(self) -> None:
        """End it, however it went."""
        self._plans.pop()
        self._counts.pop()

    def run[Result](
        self,
        whose: str,
        name: str,
        act: Callable[[], Result],
        stale: Callable[[], object] = lambda: None,
    ) -> Result:
        """Carry out an effect.

        Args:
            whose: What it is asked of.
            name: What is asked.
            act: The effect.
            stale: Makes the answer an old one, where that can be.
        """
        if not self._plans:
            return act()
        planned = self._plans[-1].get((name, self._counts[-1][name]))
        self._counts[-1][name] += 1
        if planned is None:
            return act()
        self._before(planned, whose)
        if planned.kind is Kind.STALE:
            stale()
        result = act()
        self._after(planned, whose)
        return result

    def _before(self, planned: Interruption, whose: str) -> None:
        match planned.kind:
            case Kind.CRASH_BEFORE:
                raise Crash
            case Kind.FAIL:
                raise _FAILURES[whose]()
            case Kind.THROTTLE | Kind.THROTTLE_LONG if whose in ("host", "registry"):
                after = None if planned.kind is Kind.THROTTLE else 90
                raise Throttled("slow down", retry_after=after)
            case Kind.MEANWHILE_BEFORE:
                self._do(planned.chore)

    def _after(self, planned: Interruption, whose: str) -> None:
        match planned.kind:
            case Kind.CRASH_AFTER:
                raise Crash
            case Kind.LOSE_ANSWER:
                raise _FAILURES[whose]()
            case Kind.MEANWHILE_AFTER:
                self._do(planned.chore)


class InterruptedHost:
    """A git host whose every request is an effect."""

    def __init__(
        self,
        host: "InMemoryGitHost",
        effects: Effects,
        fails: Callable[[str], TagboatError | None],
    ) -> None:
        """Keep the host, and what says why it does not answer for a while."""
        self._host = host
        self._effects = effects
        self._fails = fails

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """A request of the port."""
        assert name in ("read", "find", "history", "commit", "propose", "withdraw"), name

        def request(*args: Any, **named: Any) -> Any:
            def act() -> Any:
                error = self._fails(name)
                if error is not None:
                    raise error
                return getattr(self._host, name)(*args, **named)

            return self._effects.run("host", name, act, stale)

        def stale() -> None:
            if name == "read":
                self._host.lagging_head = self._host.branches["main"][-2:][0]

        return request


class InterruptedRegistry:
    """A registry whose every request is an effect."""

    def __init__(
        self,
        registry: "InMemoryRegistry",
        effects: Effects,
        fails: Callable[[str], TagboatError | None],
    ) -> None:
        """Keep the registry, and what says why it does not answer for a while."""
        self._registry = registry
        self._effects = effects
        self._fails = fails

    def __getattr__(self, name: str) -> Callable[..., Any]:
        """A request of the port."""
        assert name in ("describe", "list", "repositories"), name

        def request(*args: Any) -> Any:
            def act() -> Any:
                error = self._fails("registry")
                if error is not None:
                    raise error
                return getattr(self._registry, name)(*args)

            return self._effects.run("registry", name, act)

        return request
