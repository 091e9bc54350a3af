"""The use case: pushes become one commit on the head that was read, and each has an outcome."""

import random
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from tagboat.core import commit_message
from tagboat.core.errors import (
    CommitRefused,
    Defect,
    FileMissing,
    HeadMoved,
    HostError,
    RetryableError,
    TagboatError,
    TargetError,
    Throttled,
    TooManyFiles,
)
from tagboat.core.globs import Glob
from tagboat.core.image_push import ImagePush, push_order
from tagboat.core.outcomes import Outcome, failure
from tagboat.core.plan import plan
from tagboat.core.rules.rule import RuleSet
from tagboat.core.rules.source import RulesSource
from tagboat.core.selection import Newest, Selection, newest_of, select
from tagboat.core.snapshot import Snapshot
from tagboat.git_hosts.base import GitHost

ATTEMPTS = 8
PATIENCE_SECONDS = 20.0
"""No attempt begins later than this, unless somebody has more time, or less."""
LONGEST_PAUSE_SECONDS = 5.0
"""A host that asks for more gets the pushes again later."""
MOST_REMEMBERED = 100
"""Globs whose files are remembered from one batch to the next."""

type Found = Mapping[str, Sequence[str] | TargetError]
"""The paths that each glob means, or why they cannot be found."""


class Result(Struct, frozen=True):
    """What became of some pushes."""

    outcomes: tuple[Outcome, ...] = ()
    commits: tuple[str, ...] = ()
    conflicts: int = 0
    """How often the head had moved between the read and the commit."""

    def __add__(self, other: "Result") -> "Result":
        return Result(
            self.outcomes + other.outcomes,
            self.commits + other.commits,
            self.conflicts + other.conflicts,
        )


class UpdateInfraRepo:
    """Writes pushes to one branch of one infra repo."""

    def __init__(
        self,
        git_host: GitHost,
        rules: RulesSource,
        branch: str,
        *,
        sleep: Callable[[float], object],
        clock: Callable[[], float],
    ) -> None:
        """Keep what it works with.

        Args:
            git_host: Where the infra repo is.
            rules: Where the rules are.
            branch: The branch to read and to commit on.
            sleep: Waits for some seconds.
            clock: Seconds since any moment, never going back.
        """
        self._git_host = git_host
        self._rules = rules
        self._branch = branch
        self._sleep = sleep
        self._clock = clock
        self._newest: Newest = {}
        self._found: Found = {}
        """The files of globs as they were found last: a guess at what will have to be read."""

    def __call__(self, pushes: Sequence[ImagePush], patience: float = PATIENCE_SECONDS) -> Result:
        """Write pushes, all of them in one commit if the host lets it be.

        Never raises an error of Tagboat's own: every push has an outcome.

        Args:
            pushes: What to write.
            patience: Seconds after which no attempt begins; the first one always does.
        """
        if not pushes:
            return Result()
        return self._deliver(sorted(pushes, key=push_order), self._clock() + patience)

    def _deliver(self, pushes: Sequence[ImagePush], deadline: float) -> Result:
        """Try, and where the pushes cannot be written together, try the halves."""
        try:
            return self._try_repeatedly(pushes, deadline)
        except (CommitRefused, Defect) as error:
            if len(pushes) == 1:
                return _failed(pushes, error)
            middle = len(pushes) // 2
            older = self._deliver_in_time(pushes[:middle], deadline, error)
            return older + self._deliver_in_time(pushes[middle:], deadline, error)
        except TagboatError as error:
            return _failed(pushes, error)

    def _deliver_in_time(
        self, pushes: Sequence[ImagePush], deadline: float, error: TagboatError
    ) -> Result:
        """Deliver if there is time left; else what stopped all of them stops these."""
        if self._clock() > deadline:
            return _failed(pushes, error)
        return self._deliver(pushes, deadline)

    def _try_repeatedly(self, pushes: Sequence[ImagePush], deadline: float) -> Result:
        """Read, decide and commit again while that may help. Each attempt starts from nothing.

        Repeating is always safe: a commit that was made after all is found by the next read.
        """
        conflicts = 0
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return self._attempt(pushes) + Result(conflicts=conflicts)
            except RetryableError as error:
                conflicts += isinstance(error, HeadMoved)
                pause = _pause(error, attempt)
                last = attempt == ATTEMPTS or self._clock() + pause > deadline
                if last or pause > LONGEST_PAUSE_SECONDS:
                    return _failed(pushes, error) + Result(conflicts=conflicts)
                self._sleep(pause)
            except TagboatError:
                raise
            except Exception as error:
                raise Defect(f"Tagboat failed: {error!r}. Please report it.") from error
        raise AssertionError("the last attempt returns or raises")

    def _attempt(self, pushes: Sequence[ImagePush]) -> Result:
        """Read, decide and commit once, and remember what is written for as long as this lives."""
        selection, rules, snapshot = self._read(pushes)
        result = self._write(pushes, selection, rules, snapshot)
        self._newest = newest_of(result.outcomes, rules, self._newest)
        return result

    def _write(
        self,
        pushes: Sequence[ImagePush],
        selection: Selection,
        rules: RuleSet,
        snapshot: Snapshot,
    ) -> Result:
        planned = plan(selection, snapshot)
        if not planned.files:
            return Result(planned.outcomes)
        message = commit_message.compose(planned.changes)
        try:
            commit = self._git_host.commit(snapshot, planned.files, message, rules.author)
        except HostError as error:
            if isinstance(error, CommitRefused) and len(pushes) > 1:
                raise  # Fewer pushes may pass.
            return Result(tuple(outcome.not_committed(error) for outcome in planned.outcomes))
        written = tuple(outcome.committed(commit) for outcome in planned.outcomes)
        return Result(written, commits=(commit,))

    def _read(self, pushes: Sequence[ImagePush]) -> tuple[Selection, RuleSet, Snapshot]:
        """Read the rules, and with them the files that they named the last time."""
        guessed = self._rules.last_known
        likely = _paths(select(pushes, guessed, self._newest), self._found) if guessed else []
        wanted = list(dict.fromkeys([*self._rules.paths, *likely]))
        snapshot = Snapshot(self._branch, "", {})
        if wanted:
            snapshot = self._git_host.read(self._branch, wanted)
        rules = self._rules.load(snapshot)
        if rules is not guessed:
            self._newest = {}  # What other rules have written is another thing.
        selection = select(pushes, rules, self._newest)
        found = self._find(selection.globs, snapshot)
        earlier = {glob: paths for glob, paths in self._found.items() if glob not in found}
        self._found = _latest({**earlier, **found})
        snapshot = snapshot.with_found(found)
        missing = [path for path in _paths(selection, found) if path not in snapshot.files]
        if missing:
            more = self._git_host.read(self._branch, missing, at=snapshot.head)
            snapshot = snapshot.with_files(more)
        return selection, rules, snapshot

    def _find(self, globs: Sequence[Glob], snapshot: Snapshot) -> Found:
        """The paths that globs mean, all of them found at once where they are few enough."""
        if not globs:
            return {}
        if not snapshot.head:  # No file was read, so there is no commit to look at.
            return {glob.text: _no_head(glob) for glob in globs}
        try:
            paths = self._git_host.find(self._branch, globs, at=snapshot.head)
        except TooManyFiles:
            return {glob.text: self._find_alone(glob, snapshot) for glob in globs}
        return {glob.text: [path for path in paths if glob.matches(path)] for glob in globs}

    def _find_alone(self, glob: Glob, snapshot: Snapshot) -> Sequence[str] | TargetError:
        try:
            return self._git_host.find(self._branch, [glob], at=snapshot.head)
        except TooManyFiles as error:
            return error


def _paths(selection: Selection, found: Found) -> list[str]:
    """The files of a selection, with those that its globs mean as far as they were found."""
    listed = (found.get(glob.text, ()) for glob in selection.globs)
    globbed = (path for paths in listed if not isinstance(paths, TargetError) for path in paths)
    return list(dict.fromkeys([*selection.paths, *globbed]))


def _latest(found: Found) -> Found:
    """What was found last: a glob may have variables, so that there is no end of them."""
    return dict(list(found.items())[-MOST_REMEMBERED:])


def _no_head(glob: Glob) -> TargetError:
    return FileMissing(
        f"{glob.text} is a glob, which needs a rules file. Name one file, or commit a rules file."
    )


def _failed(pushes: Sequence[ImagePush], error: TagboatError) -> Result:
    return Result(tuple(failure(push, error) for push in pushes))


def _pause(error: RetryableError, attempt: int) -> float:
    """Seconds to wait: what the host asks for, or a random part of a growing time (full jitter)."""
    if isinstance(error, Throttled) and error.retry_after is not None:
        return error.retry_after
    base = 0.05 if isinstance(error, HeadMoved) else 0.5
    return random.uniform(0, min(LONGEST_PAUSE_SECONDS, base * 2**attempt))  # noqa: S311
