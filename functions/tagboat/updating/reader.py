"""Reads an infra repo: its rules, the files that pushes want, and the pull requests that stand.

What was named the last time is read together with the rules: a guess that saves a request.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from datetime import datetime
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.errors import TargetError
from tagboat.core.image_push import ImagePush
from tagboat.core.image_scan import ScannedImage, Scans
from tagboat.core.registry import ImageRepository, NotAsked
from tagboat.core.registry_questions import questions, repository_of
from tagboat.core.restraints.siblings import found_images, missing_images
from tagboat.core.rules.rule import RuleSet
from tagboat.core.rules.source import RulesSource
from tagboat.core.scan_questions import scan_questions
from tagboat.core.selection import Newest
from tagboat.core.snapshot import Snapshot
from tagboat.core.wanted import Standings, Wanted, want
from tagboat.git_hosts.base import GitHost
from tagboat.updating.asked_registry import AskedRegistry
from tagboat.updating.globbed_files import Found, GlobbedFiles
from tagboat.updating.taken_back import without_taken_back


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
        self._files = GlobbedFiles(git_host)

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
        scans: Scans = {} if registry is None else registry.scans()
        guessed = self._rules.last_known
        likely = wanting(guessed, newest, scans=scans) if guessed else None
        snapshot = self._read_first(likely)
        known = newest if self._rules.load(snapshot) is guessed else {}
        while True:
            want_now = partial(wanting, scans=scans)
            reading = self._read_wanted(pushes, want_now, snapshot, known, registry)
            snapshot = reading.snapshot
            asked = scan_questions(reading.wanted.selections, snapshot, scans)
            if not asked:  # Scans first, for a git host has more to look up.
                reading = self._without_taken_back(reading, registry)
                asked = scan_questions(reading.wanted.selections, snapshot, scans)
            if not asked:
                return reading
            scans = {**scans, **_scans(asked, registry)}

    def _read_wanted(
        self,
        pushes: Sequence[ImagePush],
        wanting: Callable[..., Wanted],
        snapshot: Snapshot,
        known: Newest,
        registry: AskedRegistry | None,
    ) -> Reading:
        """Read what a snapshot lacks of what pushes want, and let the registry's order decide."""
        rules = self._rules.load(snapshot)
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
        return Reading(rules, wanted, snapshot, known)

    def _without_taken_back(self, reading: Reading, registry: AskedRegistry | None) -> Reading:
        """Leave out what people took back, or have set since."""
        wanted, snapshot, host = reading.wanted, reading.snapshot, self._git_host
        committed = without_taken_back(wanted.committed, snapshot, host, registry)
        proposed = {
            branch: without_taken_back(selection, snapshot, host, registry, proposed=True)
            for branch, selection in wanted.proposed.items()
        }
        return replace(reading, wanted=Wanted(committed, proposed))

    def _want(
        self,
        pushes: Sequence[ImagePush],
        rules: RuleSet,
        newest: Newest,
        standings: Standings | None = None,
        *,
        registry: AskedRegistry | None,
        now: datetime,
        scans: Scans,
    ) -> Wanted:
        """What pushes want, together with the images that they move with."""
        missing = missing_images(pushes, rules)
        beside: Sequence[ImagePush] = ()
        if missing and registry is not None:
            beside = found_images(missing, registry.answers(missing))
        return want(pushes, rules, newest, standings, now=now, beside=beside, scans=scans)

    def _read_first(self, likely: Wanted | None) -> Snapshot:
        """Read the rules, and with them what the last ones would want.

        What is beside the rules file can be read together with the files that pushes want.
        """
        paths = list(self._rules.paths[:1])
        if likely is not None:
            paths = list(dict.fromkeys([*self._rules.paths, *_paths(likely, self._files.last)]))
        if not paths:
            return Snapshot(self._branch, "", {})
        branches = () if likely is None else tuple(likely.proposed)
        return self._git_host.read(self._branch, paths, proposals=branches)

    def _read_more(self, wanted: Wanted, snapshot: Snapshot) -> Snapshot | None:
        """A snapshot with what it lacks; None if it lacks nothing.

        A pull request may want other files once it is known what it carries already.
        """
        globs = [glob for glob in wanted.globs if glob.text not in snapshot.found]
        snapshot = snapshot.with_found(self._files.find(globs, snapshot))
        beside = self._rules.paths if wanted.any else ()
        named = dict.fromkeys([*beside, *_paths(wanted, snapshot.found)])
        paths = [path for path in named if path not in snapshot.files]
        branches = [name for name in wanted.proposed if name not in snapshot.proposals]
        if not paths and not branches:
            return snapshot if globs else None
        head = snapshot.head or None
        more = self._git_host.read(self._branch, paths, at=head, proposals=branches)
        return snapshot.with_more(more)


def _scans(images: Set[ScannedImage], registry: AskedRegistry | None) -> Scans:
    if registry is None:
        return dict.fromkeys(images, NotAsked("no registry is asked"))
    return registry.scans(images)


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
