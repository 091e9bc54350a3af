"""Many pushes as fast as the event bus takes them, and waiting until nothing goes on."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched

from benchmarks.deployed import Deployed
from benchmarks.services import services
from sandbox.git_repository import GitRepository
from sandbox.local_cloud import LocalCloud
from sandbox.pushed_image import PushedImage

_PATIENCE_SECONDS = 3_600.0
_PER_REQUEST = 10
_MOST_RECEIVES = 4
"""After which nothing is tried again, lest it be given up."""


@dataclass(frozen=True)
class Loaded:
    """What became of many pushes."""

    pushes: int
    put_seconds: float
    """Until the event bus had taken the last one."""
    seconds: float
    """From the first one until nothing went on."""
    again: int
    """Pushes that have failed at first, and came back at once."""
    commits: int
    invocations: int
    requests: int
    """To CodeCommit."""
    memory_mb: int
    lost: int
    """Images that do not stand in the end."""


@dataclass
class Load:
    """Puts pushes on the event bus of a cloud with one stack."""

    cloud: LocalCloud
    stack: Deployed
    say: Callable[[str], object]

    def put(self, pushes: int, images: int, first: int) -> Loaded:
        """Push rounds of all images, the first one with a number."""
        rounds = pushes // images
        beginning = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=rounds + 1)
        made = [
            [
                PushedImage(
                    one.image,
                    f"1.0.{first + number}",
                    pushed_at=beginning + timedelta(seconds=number),
                )
                for one in services(images)
            ]
            for number in range(rounds)
        ]
        self.say(f"load: {pushes:,} images are put into ECR")
        for some in made:
            self.cloud.put_images(*some)
        self.say(f"load: {pushes:,} pushes")
        aws, git = self.cloud.aws, self.stack.git
        invoked, commits = len(aws.functions.invocations(self.stack.function)), _count(git)
        aws.log.clear()
        begun = time.perf_counter()
        events = (one.event for some in made for one in some)
        for entries in batched(events, _PER_REQUEST, strict=False):
            self.cloud.put_events(entries)
        put = time.perf_counter() - begun
        again = self._settle()
        seconds = time.perf_counter() - begun
        ran = aws.functions.invocations(self.stack.function)[invoked:]
        return Loaded(
            pushes=pushes,
            put_seconds=put,
            seconds=seconds,
            again=again,
            commits=_count(git) - commits,
            invocations=len(ran),
            requests=aws.log.operations(service="codecommit").total(),
            memory_mb=max(one.memory_mb for one in ran),
            lost=self._lost(images, f"1.0.{first + rounds - 1}\n"),
        )

    def _settle(self) -> int:
        """Wait until nothing goes on; how many have failed, which are tried again without a wait.

        Raises:
            RuntimeError: They fail for good.
        """
        functions, queue = self.cloud.aws.functions, self.stack.outputs["QueueUrl"]
        again = 0
        while waiting := functions.settled(queue, _PATIENCE_SECONDS):
            if any(one.receive_count >= _MOST_RECEIVES for one in waiting):
                raise RuntimeError(f"{len(waiting)} pushes fail again and again")
            again += len(waiting)
            functions.expire_visibility(queue)
        return again

    def told(self) -> int:
        """How many pushes have an outcome."""
        lines = self.cloud.aws.functions.logs(self.stack.function)
        found = (json.loads(line) for line in lines if '"Outcome"' in line)
        return len({one["push"]["id"] for one in found if one["message"] == "Outcome"})

    def _lost(self, images: int, tag: str) -> int:
        targets = [one.target for one in services(images)]
        return sum(self.stack.git.read(path, "main") != tag.encode() for path in targets)


def _count(git: GitRepository) -> int:
    return len(git.log("main"))
