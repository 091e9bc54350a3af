"""What is done of an update after some attempts, and what is not."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.errors import HeadMoved, RetryableError, TagboatError, Throttled
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Outcome
from tagboat.updating.deliveries import Delivered

type Way = str | None
"""How changes are delivered: by the branch of a pull request, or by a commit, which is None."""


class Result(Struct, frozen=True):
    """What became of some pushes."""

    outcomes: tuple[Outcome, ...] = ()
    commits: tuple[str, ...] = ()
    pull_requests: tuple[str, ...] = ()
    """The addresses of those that were opened, changed or closed."""
    conflicts: int = 0
    """How often a head had moved between the read and the commit."""

    def __add__(self, other: "Result") -> "Result":
        return Result(
            self.outcomes + other.outcomes,
            self.commits + other.commits,
            self.pull_requests + other.pull_requests,
            self.conflicts + other.conflicts,
        )


class Progress(Struct, frozen=True):
    """What is done after some attempts, and what is not."""

    result: Result = Result()
    only: Collection[Way] | None = None
    """The ways to go; None for all that there are."""
    failed: Mapping[Way, Delivered] | None = None
    """The ways that were gone in vain, which may succeed later or with fewer pushes; None as long
    as nothing could be read."""
    error: RetryableError | None = None
    """Why the next attempt may have to wait; None if it is of no use."""

    @property
    def refused(self) -> list[Way]:
        """The ways that may succeed with fewer pushes."""
        return [way for way, one in (self.failed or {}).items() if not _may_succeed_later(one)]

    def open(self, outcomes: Sequence[Outcome]) -> Sequence[Outcome]:
        """Those of pushes that are not done: all at first, and later what has failed before.

        A push that was to be written may have to wait by what is read after a conflict.
        """
        if self.failed is None:  # Of some ways alone, the others have told theirs already.
            return outcomes if self.only is None else ()
        failed = {_of(one) for way in self.failed.values() for one in way.outcomes}
        return [one for one in outcomes if _of(one) in failed]

    def unread(self, error: RetryableError) -> "Progress":
        """After an attempt at which nothing could be read."""
        conflicts = Result(conflicts=int(isinstance(error, HeadMoved)))
        return replace(self, result=self.result + conflicts, error=error)

    def then(self, tried: Mapping[Way, Delivered], settled: Sequence[Outcome]) -> "Progress":
        """After an attempt.

        Args:
            tried: What became of each way.
            settled: What is known without any.
        """
        result = self.result + Result(tuple(settled))
        result += sum_of(one for one in tried.values() if one.error is None)
        done = {_of(one) for one in settled}
        earlier = {way: one for way, one in (self.failed or {}).items() if way not in tried}
        failed = {way: one for way, one in earlier.items() if not _all_in(one, done)}
        failed |= {way: one for way, one in tried.items() if one.error is not None}
        later = {way: one.error for way, one in failed.items() if _may_succeed_later(one)}
        moved = sum(isinstance(one.error, HeadMoved) for one in tried.values())
        return Progress(
            result=result + Result(conflicts=moved),
            only=tuple(later),
            failed=failed,
            error=max(_retryable(later.values()), key=_patience, default=None),
        )


def _of(outcome: Outcome) -> tuple[ImagePush, str | None]:
    return outcome.push, outcome.rule


def _all_in(delivered: Delivered, done: Set[tuple[ImagePush, str | None]]) -> bool:
    return all(_of(one) in done for one in delivered.outcomes)


def _retryable(failures: Iterable[TagboatError | None]) -> Iterator[RetryableError]:
    return (error for error in failures if isinstance(error, RetryableError))


def _patience(error: RetryableError) -> float:
    """How long an error asks for: what the host says goes before what may pass by itself."""
    if isinstance(error, Throttled):
        return 2.0 + (error.retry_after or 0.0)
    return 0.0 if isinstance(error, HeadMoved) else 1.0


def _may_succeed_later(delivered: Delivered) -> bool:
    return isinstance(delivered.error, RetryableError)


def sum_of(delivered: Iterable[Delivered]) -> Result:
    """What became of the pushes of some deliveries."""
    result = Result()
    for one in delivered:
        commits = () if one.commit is None else (one.commit,)
        pull_requests = () if one.pull_request is None else (one.pull_request,)
        result += Result(one.outcomes, commits, pull_requests)
    return result
