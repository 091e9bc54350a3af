"""The use case: pushes become a commit on the head that was read, or pull requests into it.

All that is committed is one commit. What is proposed is one pull request for each branch that the
rules name. One that fails does not hold up the others, and each push has an outcome by each rule.
"""

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from datetime import datetime
from functools import partial

from msgspec.structs import replace

from tagboat.core.errors import Defect, HeadMoved, OutOfTime, RetryableError, TagboatError
from tagboat.core.image_push import ImagePush, push_order
from tagboat.core.outcomes import Kind, failure
from tagboat.core.rules.source import RulesSource
from tagboat.core.selection import Newest, Selection, newest_of
from tagboat.git_hosts.base import GitHost
from tagboat.updating.asked_registry import AskedRegistry, GetRegistry
from tagboat.updating.deliveries import Delivered, commit, failed, propose
from tagboat.updating.patience import PATIENCE_SECONDS, Patience
from tagboat.updating.progress import Progress, Result, Way, sum_of
from tagboat.updating.reader import InfraRepoReader, Reading

_OUT_OF_TIME = OutOfTime("there was no time left to begin it; the push is tried again")
_RULES_CHANGED = HeadMoved("the rules changed while the push was being written")


class UpdateInfraRepo:
    """Writes pushes to one branch of one infra repo."""

    def __init__(
        self,
        git_host: GitHost,
        rules: RulesSource,
        branch: str,
        *,
        registry: GetRegistry | None = None,
        sleep: Callable[[float], object],
        clock: Callable[[], float],
        now: Callable[[], datetime],
    ) -> None:
        """Keep what it works with.

        Args:
            git_host: Where the infra repo is.
            rules: Where the rules are.
            branch: The branch to read, and to commit on or to propose to.
            registry: Gives where the images are; None to go by the events alone.
            sleep: Waits for some seconds.
            clock: Seconds since any moment, never going back.
            now: Tells the time, with its zone.
        """
        self._git_host = git_host
        self._get_registry = registry
        self._registry: AskedRegistry | None = None
        """With what it has said while the pushes of one call are written."""
        self._reader = InfraRepoReader(git_host, rules, branch, now=now)
        self._sleep = sleep
        self._clock = clock
        self._newest: Newest = {}

    def __call__(self, pushes: Sequence[ImagePush], patience: float = PATIENCE_SECONDS) -> Result:
        """Write pushes, in as few commits and pull requests as the host lets it be.

        Never raises an error of Tagboat's own: every push has an outcome.

        Args:
            pushes: What to write.
            patience: Seconds after which no attempt begins; the first one always does.
        """
        if not pushes:
            return Result()
        deadline = self._clock() + patience
        self._registry = AskedRegistry(self._get_registry) if self._get_registry else None
        result = self._deliver(sorted(pushes, key=push_order), deadline)
        asked = frozenset(pushes)
        outcomes = (one for one in result.outcomes if one.push in asked or one.kind is Kind.WRITTEN)
        result = replace(result, outcomes=tuple(outcomes))  # Others were only found to move with.
        told = {outcome.push for outcome in result.outcomes}
        # Rules may change from one attempt to the next; no push gets lost by that.
        return result + _failed([one for one in pushes if one not in told], _RULES_CHANGED)

    def _deliver(
        self,
        pushes: Sequence[ImagePush],
        deadline: float,
        only: Collection[Way] | None = None,
        otherwise: Result | None = None,
    ) -> Result:
        """Try, and where the pushes cannot be delivered together, try the halves.

        Args:
            pushes: From the oldest to the newest.
            deadline: When no attempt begins any more.
            only: The ways that are left; None for all.
            otherwise: What became of the pushes that way if nothing can be read now.
        """
        try:
            progress = self._try_repeatedly(pushes, deadline, only)
        except Defect as error:
            return self._deliver_halves(pushes, deadline, only, otherwise or _failed(pushes, error))
        except TagboatError as error:
            return otherwise or _failed(pushes, error)
        return self._settled(pushes, deadline, progress, otherwise or Result())

    def _settled(
        self, pushes: Sequence[ImagePush], deadline: float, progress: Progress, otherwise: Result
    ) -> Result:
        """What became of the pushes in the end, the halves tried where that may help."""
        result, refused = progress.result, progress.refused
        if progress.failed is None:
            assert progress.error is not None  # noqa: S101 - or something was read
            return result + (otherwise if otherwise.outcomes else _failed(pushes, progress.error))
        result += sum_of(one for way, one in progress.failed.items() if way not in refused)
        if refused:
            so_far = sum_of(progress.failed[way] for way in refused)
            result += self._deliver_halves(pushes, deadline, refused, so_far)
        # Rules may change from one attempt to the next; nothing is forgotten by that.
        told = {(outcome.push, outcome.rule) for outcome in result.outcomes}
        left = [one for one in otherwise.outcomes if (one.push, one.rule) not in told]
        return result + Result(tuple(left))

    def _deliver_halves(
        self,
        pushes: Sequence[ImagePush],
        deadline: float,
        only: Collection[Way] | None,
        so_far: Result,
    ) -> Result:
        """Deliver the older half, then the newer one, if there is time left; else it has failed."""
        if len(pushes) == 1:
            return so_far
        middle = len(pushes) // 2
        result = Result()
        for half in (pushes[:middle], pushes[middle:]):
            otherwise = _about(half, so_far)
            late = self._clock() > deadline
            result += otherwise if late else self._deliver(half, deadline, only, otherwise)
        return result

    def _try_repeatedly(
        self, pushes: Sequence[ImagePush], deadline: float, only: Collection[Way] | None
    ) -> Progress:
        """Read, decide and deliver again while that may help. Each attempt starts from nothing.

        Repeating is always safe: what was done after all is found by the next read.

        Raises:
            TagboatError: Nothing could be read, or decided, at all.
        """
        patience = Patience(deadline, self._sleep, self._clock)
        progress = Progress(only=only)
        while True:
            progress = self._attempt(pushes, progress, deadline)
            if progress.error is None or not patience.waits(progress.error):
                return progress

    def _attempt(
        self, pushes: Sequence[ImagePush], progress: Progress, deadline: float
    ) -> Progress:
        """Read once, go each way that is left, and remember what is committed."""
        try:
            reading = self._read(pushes)
        except RetryableError as error:
            return progress.unread(error)
        except TagboatError:
            if progress.failed is None:
                raise
            return replace(progress, error=None)
        tried = self._go(reading, progress.only, frozenset(pushes), deadline)
        settled = progress.open(reading.wanted.committed.outcomes)
        committed = tried[None].outcomes if None in tried else settled
        self._newest = newest_of(committed, reading.rules, reading.newest)
        return progress.then(tried, settled)

    def _read(self, pushes: Sequence[ImagePush]) -> Reading:
        try:
            return self._reader.read(pushes, self._newest, self._registry)
        except TagboatError:
            raise
        except Exception as error:
            raise Defect.of(error) from error

    def _go(
        self,
        reading: Reading,
        only: Collection[Way] | None,
        pushes: Set[ImagePush],
        deadline: float,
    ) -> Mapping[Way, Delivered]:
        """Commit what is to be committed, then propose on that what is to be proposed.

        The first way is always gone; what cannot be begun in time comes back.
        """
        wanted, rules, host = reading.wanted, reading.rules, self._git_host
        snapshot = reading.snapshot
        tried: dict[Way, Delivered] = {}
        if (only is None or None in only) and wanted.committed.chosen:
            selection = replace(wanted.committed, outcomes=())
            deliver = partial(commit, selection, snapshot, rules, host)
            tried[None] = _carefully(selection, pushes, deliver)
            snapshot = tried[None].snapshot or snapshot
        for branch, selection in wanted.proposed.items():
            if only is not None and branch not in only:
                continue
            if tried and self._clock() > deadline:
                tried[branch] = failed(selection, _OUT_OF_TIME, pushes)
            else:
                deliver = partial(propose, selection, pushes, snapshot, rules, branch, host)
                tried[branch] = _carefully(selection, pushes, deliver)
        return tried


def _carefully(
    selection: Selection, pushes: Set[ImagePush], deliver: Callable[[], Delivered]
) -> Delivered:
    """Deliver; a mistake of Tagboat's own fails what was chosen, and nothing else."""
    try:
        return deliver()
    except Exception as error:  # noqa: BLE001 - it is kept, and told
        return failed(selection, Defect.of(error), pushes)


def _about(pushes: Sequence[ImagePush], result: Result) -> Result:
    """What became of some of the pushes."""
    return Result(tuple(outcome for outcome in result.outcomes if outcome.push in pushes))


def _failed(pushes: Sequence[ImagePush], error: TagboatError) -> Result:
    return Result(tuple(failure(push, error) for push in pushes))
