"""Pushes on the event bus of a local cloud, and waiting until they are in the infra repo."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched

from benchmarks.deployed import Deployed
from benchmarks.services import Service
from sandbox.local_cloud import LocalCloud
from sandbox.pushed_image import PushedImage

_PATIENCE_SECONDS = 120.0
_LOOK_SECONDS = 0.002
_PER_REQUEST = 10


@dataclass(frozen=True)
class Pushed:
    """What became of pushes that were put on the bus together."""

    seconds: float
    """From the request to the event bus until the last tag is on the branch."""
    commits: int
    handler_seconds: Sequence[float]
    """What each invocation took of that."""


class Pushing:
    """Pushes to one stack, by one client that is kept."""

    def __init__(self, cloud: LocalCloud, stack: Deployed) -> None:
        self._functions, self._stack = cloud.aws.functions, stack
        self._cloud = cloud
        self._events = cloud.aws.client("events")

    def push(self, services: Sequence[Service], tag: str) -> Pushed:
        """Push one tag of each service, and wait until nothing goes on.

        Raises:
            RuntimeError: A tag is not in the infra repo.
        """
        git, function = self._stack.git, self._stack.function
        invoked, commits = len(self._functions.invocations(function)), len(git.log("main"))
        waiting = {service.target: f"{tag}\n".encode() for service in services}
        images = [PushedImage(service.image, tag) for service in services]
        self._cloud.put_images(*images)
        begun = time.perf_counter()
        self._put(images)
        _wait_until(lambda: self._are_written(waiting))
        seconds = time.perf_counter() - begun
        self._functions.settled(self._stack.outputs["QueueUrl"])
        invocations = self._functions.invocations(function)[invoked:]
        return Pushed(
            seconds,
            len(git.log("main")) - commits,
            [one.duration_ms / 1000 for one in invocations],
        )

    def _put(self, images: Sequence[PushedImage]) -> None:
        for some in batched(images, _PER_REQUEST, strict=False):
            entries = [image.event for image in some]
            answer = self._events.put_events(Entries=entries)
            if answer["FailedEntryCount"]:
                raise RuntimeError(f"the event bus refuses: {answer['Entries']}")

    def _are_written(self, waiting: Mapping[str, bytes]) -> bool:
        git = self._stack.git
        head = git.head("main") or ""
        return all(git.read(path, head) == content for path, content in waiting.items())


def _wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"not all pushes were written in {_PATIENCE_SECONDS:.0f} s")
        time.sleep(_LOOK_SECONDS)
