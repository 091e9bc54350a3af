"""Reads an infra repo: its rules, the files that pushes want, and the pull requests that stand.

What was named the last time is read together with the rules: a guess that saves a request.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.errors import FileMissing, TargetError, TooManyFiles
from tagboat.core.globs import Glob
from tagboat.core.image_push import ImagePush
from tagboat.core.registry import ImageRepository, NotAsked
from tagboat.core.registry_questions import questions, repository_of
from tagboat.core.restraints.siblings import found_images, missing_images
from tagboat.core.rules.rule import RuleSet
from tagboat.core.rules.source import RulesSource
from tagboat.core.selection import Newest
from tagboat.core.snapshot import Snapshot
from tagboat.core.wanted import Standings, Wanted, want
from tagboat.git_hosts.base import GitHost
from tagboat.updating.asked_registry import AskedRegistry
from tagboat.updating.taken_back import without_taken_back

MOST_REMEMBERED = 100
"""Globs whose files are remembered from one batch to the next."""

type Found = Mapping[str, Sequence[str] | TargetError]
"""The paths that each glob means, or why they cannot be found."""


class Reading(Struct, frozen=True):
    """What was read for some pushes, all of it at one head."""

    rules: RuleSet
    wanted: Wanted
    snapshot: Snapshot
    newest: Newest
    """What is known to be committed already, by these rules."""


class InfraRepoReader:
    """Reads one branch of one infra repo."""

    def __init__(
        self, git_host: GitHost, rules: RulesSource, branch: str, *, now: Callable[[], datetime]
    ) -> None:
        """Keep where to read, and what tells the time."""
        self._git_host = git_host
        self._now = now
        self._rules = rules
        self._branch = branch
        self._found: Found = {}
        """The files of globs as they were found last: a guess at what will have to be read."""

    def read(
        self, pushes: Sequence[ImagePush], newest: Newest, registry: AskedRegistry | None = None
    ) -> Reading:
        """Read what pushes want, and let the registry and people say which are to be written.

        Args:
            pushes: In any order.
            newest: What is known to be committed already; forgotten where the rules have changed,
                since what other rules have written is another thing.

            registry: Where the images are; None to go by the events alone.

        Raises:
            InvalidRules: The rules are missing or do not load.
            RetryableError: Read again later.
            HostError: The branch or the repository cannot be read.
        """
        wanting = partial(self._want, pushes, registry=registry, now=self._now())
        guessed = self._rules.last_known
        snapshot = self._read_first(wanting(guessed, newest) if guessed else None)
        rules = self._rules.load(snapshot)
        known = newest if rules is guessed else {}
        remembered = known if registry is None else _of_values(known, rules, pushes)
        wanted = wanting(rules, remembered, snapshot.proposals)
        while (more := self._read_more(wanted, snapshot)) is not None:
            snapshot = more
            rules = self._rules.load(snapshot)
            wanted = wanting(rules, remembered, snapshot.proposals)
        if registry is not None:
            answers = registry.answers(questions(wanted.selections, snapshot))
            if any(isinstance(answer, NotAsked) for answer in answers.values()):
                wanted = wanting(rules, known, snapshot.proposals)
            wanted = wanted.by_registry(answers, frozenset(pushes))
        free = without_taken_back(wanted.committed, snapshot, self._git_host, registry)
        wanted = replace(wanted, committed=free)
        return Reading(rules, wanted, snapshot, known)

    def _want(
        self,
        pushes: Sequence[ImagePush],
        rules: RuleSet,
        newest: Newest,
        standings: Standings | None = None,
        *,
        registry: AskedRegistry | None,
        now: datetime,
    ) -> Wanted:
        """What pushes want, together with the images that they move with."""
        missing = missing_images(pushes, rules)
        beside: Sequence[ImagePush] = ()
        if missing and registry is not None:
            beside = found_images(missing, registry.answers(missing))
        return want(pushes, rules, newest, standings, now=now, beside=beside)

    def _read_first(self, likely: Wanted | None) -> Snapshot:
        """Read the rules, and with them what the last ones would want.

        What is beside the rules file can be read together with the files that pushes want.
        """
        paths = list(self._rules.paths[:1])
        if likely is not None:
            paths = list(dict.fromkeys([*self._rules.paths, *_paths(likely, self._found)]))
        if not paths:
            return Snapshot(self._branch, "", {})
        branches = () if likely is None else tuple(likely.proposed)
        return self._git_host.read(self._branch, paths, proposals=branches)

    def _read_more(self, wanted: Wanted, snapshot: Snapshot) -> Snapshot | None:
        """A snapshot with what it lacks; None if it lacks nothing.

        A pull request may want other files once it is known what it carries already.
        """
        globs = [glob for glob in wanted.globs if glob.text not in snapshot.found]
        snapshot = snapshot.with_found(self._find(globs, snapshot))
        beside = self._rules.paths if wanted.any else ()
        named = dict.fromkeys([*beside, *_paths(wanted, snapshot.found)])
        paths = [path for path in named if path not in snapshot.files]
        branches = [name for name in wanted.proposed if name not in snapshot.proposals]
        if not paths and not branches:
            return snapshot if globs else None
        head = snapshot.head or None
        more = self._git_host.read(self._branch, paths, at=head, proposals=branches)
        return snapshot.with_more(more)

    def _find(self, globs: Sequence[Glob], snapshot: Snapshot) -> Found:
        """The paths that globs mean, all of them found at once where they are few enough."""
        if not globs:
            return {}
        if not snapshot.head:  # No file was read, so there is no commit to look at.
            return {glob.text: _no_head(glob) for glob in globs}
        try:
            paths = self._git_host.find(self._branch, globs, at=snapshot.head)
            found: Found = {glob.text: list(filter(glob.matches, paths)) for glob in globs}
        except TooManyFiles:
            found = {glob.text: self._find_alone(glob, snapshot) for glob in globs}
        earlier = {glob: paths for glob, paths in self._found.items() if glob not in found}
        self._found = _latest({**earlier, **found})
        return found

    def _find_alone(self, glob: Glob, snapshot: Snapshot) -> Sequence[str] | TargetError:
        try:
            return self._git_host.find(self._branch, [glob], at=snapshot.head)
        except TooManyFiles as error:
            return error


def _of_values(newest: Newest, rules: RuleSet, pushes: Sequence[ImagePush]) -> Newest:
    """What is known to be written where the registry does not tell better what is newer.

    It does of rules that go by push time, and of a tag that was moved to another image: events of
    both may tell times that are a second or two off.
    """
    digests: defaultdict[tuple[ImageRepository, str], set[str]] = defaultdict(set)
    for push in pushes:
        digests[repository_of(push), push.tag].add(push.digest)
    return {
        (name, place): push
        for (name, place), push in newest.items()
        if (rule := rules.named(name)) is not None
        and not rule.policy.by_push_time
        and digests[repository_of(push), push.tag] <= {push.digest}
    }


def _paths(wanted: Wanted, found: Found) -> list[str]:
    """The files that are wanted, with those that globs mean as far as they were found."""
    listed = (found.get(glob.text, ()) for glob in wanted.globs)
    globbed = (path for paths in listed if not isinstance(paths, TargetError) for path in paths)
    return list(dict.fromkeys([*wanted.paths, *globbed]))


def _latest(found: Found) -> Found:
    """What was found last: a glob may have variables, so that there is no end of them."""
    return dict(list(found.items())[-MOST_REMEMBERED:])


def _no_head(glob: Glob) -> TargetError:
    return FileMissing(
        f"{glob.text} is a glob, which needs a rules file. Name one file, or commit a rules file."
    )
