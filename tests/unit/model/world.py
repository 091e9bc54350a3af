"""The world of the model: ECR, a queue, functions, a git host, people, and a clock."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from tagboat.core.commit_message import Author, CommitMessage
from tagboat.core.errors import BranchProtected, HostUnavailable, RegistryUnavailable, TagboatError
from tagboat.core.image_push import ImagePush
from tagboat.core.messages import RECONCILE
from tagboat.core.outcomes import Kind, Outcome
from tagboat.core.snapshot import File, Snapshot
from tagboat.push_batch import PushBatch
from tagboat.push_queue import Message
from tests.image_pushes import NOON, event
from tests.in_memory_git_host import A_PERSON, InMemoryGitHost
from tests.unit.model import chores
from tests.unit.model.chores import Chore, Deliver, Fate
from tests.unit.model.effects import Crash, Effects, InterruptedHost, InterruptedRegistry
from tests.unit.model.function import make_function
from tests.unit.model.images import Images
from tests.unit.model.infra_repo import (
    FILES,
    HOLD_PATH,
    PLACES,
    RULES,
    RULES_PATH,
    TAGS,
    Place,
    Restraints,
    values,
)
from tests.unit.model.judge import Since, Tree, hold_lines, judge
from tests.unit.model.people import Change
from tests.unit.model.queues import Queues
from tests.unit.model.written import written_to

_SECONDS = 60.0
"""The function's timeout in `template.yaml`."""
_PINNED = {"semver": "9.9.9", "numerical": "n99"}
"""Tags that nobody pushes, and that rank above all that somebody does."""


class WatchedHost(InMemoryGitHost):
    """The fake, which tells of every commit on the branch."""

    def __init__(
        self, files: Mapping[str, bytes], watch: Callable[[Tree, Tree, str], object]
    ) -> None:
        super().__init__(files)
        self._watch = watch

    def commit(
        self, snapshot: Snapshot, files: Mapping[str, File], message: CommitMessage, author: Author
    ) -> str:
        parent = self.branches["main"][-1]
        made = super().commit(snapshot, files, message, author)
        self._watch(self.trees[parent], self.trees[made], message.text)
        return made


class Invocation(Struct):
    """One that is under way."""

    since: Since
    function: int
    outcomes: list[Outcome] = field(default_factory=list)


class World:
    """Everything, and how to do something with it."""

    def __init__(self, focus: Sequence[Place] = PLACES) -> None:
        """Begin with nothing pushed.

        Args:
            focus: The places that it is about: in few of them much happens at once.
        """
        self.focus = focus
        self.seconds = 0.0
        self.effects = Effects(self.do)
        self.queues = Queues(
            lambda: self.seconds, self.effects, is_down=lambda: self._is_out("queue")
        )
        self.images = Images()
        self.restraints = Restraints()
        self.known_restraints = {self.restraints.text: self.restraints}
        files = {RULES_PATH: self.restraints.text, **FILES}
        self.host = WatchedHost(files, self._judge)
        self.host.now = self.now
        self.late: list[ImagePush] = []
        self.outages: dict[str, float] = {}
        self.invocations: list[Invocation] = []
        self.finished: set[str] = set()
        """The bodies of pushes that have a final outcome by every rule."""
        self.broken: AssertionError | None = None
        """What was found broken inside an invocation, which would take it for a defect."""
        self.notes = 0
        self.people: set[str] = set()
        self.changes: dict[Place, list[Change]] = {place: [] for place in PLACES}
        self.functions = [self._function() for _ in range(2)]

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    def values(self) -> Mapping[Place, str]:
        """What stands in every place."""
        return values({path: self.host.content(path) for path in FILES})

    @property
    def tree(self) -> Tree:
        return self.host.trees[self.host.branches["main"][-1]]

    def do(self, chore: Chore) -> None:  # noqa: C901 - a table of what there is
        """Let something happen."""
        match chore:
            case chores.Push():
                self._push(chore)
            case chores.Delete():
                place = self._place(chore.place)
                self.images.remove(place.repository, _tag(place, chore.tag), whole=chore.whole)
            case chores.Edit():
                self._edit(chore)
            case chores.Beside():
                self._edit_beside(chore)
            case chores.Hold():
                held = self.restraints.held ^ {self._place(chore.place).rule}
                self._restrain(replace(self.restraints, held=held))
            case chores.HoldFile():
                self._write_hold_file(chore.lines)
            case chores.Freeze():
                self._freeze(chore)
            case chores.Break():
                self._restrain(replace(self.restraints, broken=not self.restraints.broken))
            case chores.Release():
                self._write_hold_file(None)
                self._restrain(Restraints())
            case chores.Arrive():
                for pushed in self.late:
                    self.queues.add(event(pushed), pushed)
                self.late.clear()
            case chores.AskReconcile():
                self.queues.add(msgspec.json.encode(RECONCILE).decode(), None)
            case chores.Wait():
                self.seconds = float(int(self.seconds) + chore.seconds)
            case chores.Outage():
                self.outages[chore.what] = self.seconds + chore.seconds
            case chores.Suffer():
                self._suffer(chore)
            case chores.Restart():
                self.functions[chore.function] = self._function()
            case chores.Redrive():
                self.queues.redrive()
            case Deliver():
                self._deliver(chore)

    def _place(self, number: int) -> Place:
        return self.focus[number % len(self.focus)]

    def _suffer(self, chore: chores.Suffer) -> None:
        """Try all that waits for so many times while something is out of order."""
        for _ in range(chore.times):
            self.outages[chore.what] = self.seconds + 1e6
            if self.queues.waiting:
                self.seconds = max(
                    [self.seconds, *(o.visible_at for o in self.queues.waiting.values())]
                )
                self.do(Deliver(function=0, count=20, order=0))
        self.outages.pop(chore.what, None)

    def _push(self, chore: chores.Push) -> None:
        self.seconds = float(int(self.seconds) + 1)
        place = self._place(chore.place)
        tag = _tag(place, chore.tag)
        pushed = self.images.put(
            place.repository, tag, self.now(), again=chore.again, skew=chore.skew
        )
        match chore.fate:
            case Fate.LATE:
                self.late.append(pushed)
            case Fate.ARRIVES:
                self.queues.add(event(pushed), pushed)
            case Fate.TWICE:
                self.queues.add(event(pushed), pushed)
                self.queues.add(event(pushed), pushed)

    def _edit(self, chore: chores.Edit) -> None:
        place = self._place(chore.place)
        rule = RULES[place.rule]
        ever = sorted(self.images.ever[place.repository])
        pushed = [one for one in ever if re.fullmatch(place.tags, one[0])]
        tag, digest = _PINNED.get(rule.policy, "by-hand"), "sha256:" + "0" * 64
        if chore.image == -1:
            tag = "by-hand"
        elif chore.image >= 0 and pushed:
            tag, digest = pushed[chore.image % len(pushed)]
        value = rule.value.format(tag=tag, digest=digest)
        file = self.tree[place.path]
        text = file.content.decode()
        start, end = place.find(text)
        content = (text[:start] + value + text[end:]).encode()
        self._commit({place.path: replace(file, content=content)})

    def _edit_beside(self, chore: chores.Beside) -> None:
        self.notes += 1
        if chore.place < 0:
            self._commit({"notes": File(f"{self.notes}".encode())})
            return
        path = self._place(chore.place).path
        file = self.tree[path]
        if path.endswith(".yaml"):
            more = f"\n# note {self.notes}".encode()
            self._commit({path: replace(file, content=file.content + more)})
        else:
            self._commit({path: replace(file, executable=not file.executable)})

    def _write_hold_file(self, lines: tuple[str, ...] | None) -> None:
        if lines is None:
            if HOLD_PATH in self.tree:
                self._commit({HOLD_PATH: None})
        else:
            self._commit({HOLD_PATH: File("\n".join(lines).encode())})

    def _freeze(self, chore: chores.Freeze) -> None:
        if chore.place is None:
            self._restrain(replace(self.restraints, freeze=None))
            return
        start = (self.now() + timedelta(seconds=chore.starts)).replace(second=0, microsecond=0)
        end = start + timedelta(seconds=chore.lasts)
        environment = RULES[self._place(chore.place).rule].environment
        self._restrain(replace(self.restraints, freeze=(start, end, environment)))

    def mend(self) -> None:
        """Mend a broken rules file."""
        self._restrain(replace(self.restraints, broken=False))

    def _restrain(self, restraints: Restraints) -> None:
        self.restraints = restraints
        self.known_restraints[restraints.text] = restraints
        self._commit({RULES_PATH: File(restraints.text)})

    def _commit(self, files: Mapping[str, File | None]) -> None:
        """Commit as a person."""
        before = self.values()
        self.people.add(self.host.push(files, author=A_PERSON))
        self._remember(before)

    def _remember(self, before: Mapping[Place, str], message: str | None = None) -> None:
        """Keep what a commit has changed: Tagboat's names the pushes that it has written."""
        for place, new in self.values().items():
            if before[place] != new:
                by = None if message is None else written_to(place, new, message)
                change = Change(self.now(), before[place], new, by)
                self.changes[place].append(change)

    def _deliver(self, chore: Deliver) -> None:
        busy = {one.function for one in self.invocations}
        free = [number for number in range(len(self.functions)) if number not in busy]
        if not free:  # As many run as the template allows.
            return
        messages = self.queues.receive(chore.count, chore.order, again=chore.again)
        if not messages:
            return
        number = free[chore.function % len(free)]
        since = Since(self.now(), len(self.images.versions) - 1)
        invocation = Invocation(since, number)
        self.invocations.append(invocation)
        self.effects.begin(chore.interruptions)
        try:
            failed = self.functions[number].process(messages, _SECONDS)
        except Crash:
            self.functions[number] = self._function()
            if self.broken is not None:
                raise self.broken from None
            return
        finally:
            self.effects.end()
            self.invocations.pop()
        with self._kept():
            self._check(messages, failed, invocation.outcomes)
        if self.broken is not None:
            raise self.broken
        if chore.acknowledged:
            self.queues.acknowledge(messages, failed)

    @contextmanager
    def _kept(self) -> Iterator[None]:
        """Keep what is found broken, whoever catches it."""
        try:
            yield
        except AssertionError as error:
            self.broken = self.broken or error
            raise

    def _check(
        self, messages: Sequence[Message], failed: Sequence[str], outcomes: Sequence[Outcome]
    ) -> None:
        """Every push has an outcome; none is let go that has failed and is no dead letter."""
        told: dict[str, list[Outcome]] = {}
        for outcome in outcomes:
            told.setdefault(event(outcome.push), []).append(outcome)
            if outcome.kind is Kind.WRITTEN:
                assert outcome.commit in self.host.branches["main"], "written, but nowhere"
        dead = {one.body for one in self.queues.dead}
        known = {**self.queues.done, **self.queues.waiting}
        for message in messages:
            one = known[message.id]
            if one.push is None:
                continue
            assert message.body in told, f"no outcome of {one.push}"
            in_vain = any(outcome.failed for outcome in told[message.body])
            if not in_vain:
                self.finished.add(message.body)
            gone = message.id not in failed
            assert not (in_vain and gone) or message.body in dead, f"{one.push} got lost"
            assert in_vain or gone, f"{one.push} comes back for nothing"

    def _judge(self, before: Tree, after: Tree, message: str) -> None:
        restraints = self.known_restraints[before[RULES_PATH].content]
        since = self.invocations[-1].since
        with self._kept():
            judge(before, after, message, restraints, self.images, since, self.now())
            contents = {path: before[path].content for path in FILES}
            self._remember(values(contents), message)

    def unaccounted(self) -> list[ImagePush]:
        """Pushes whose events came, and that are neither done with nor kept anywhere."""
        kept = {one.body for one in (*self.queues.waiting.values(), *self.queues.dead)}
        return [
            push
            for body, push in self.queues.added.items()
            if body not in self.finished and body not in kept
        ]

    def lines(self) -> tuple[str, ...] | None:
        return hold_lines(self.tree)

    def _function(self) -> PushBatch:
        return make_function(
            host=InterruptedHost(self.host, self.effects, self._outage_of_host),
            registry=InterruptedRegistry(self.images, self.effects, self._outage_of_registry),
            sqs=self.queues,
            events=_Events(self.effects),
            clock=lambda: self.seconds,
            sleep=self._sleep,
            now=self.now,
            tell=lambda outcomes: self.invocations[-1].outcomes.extend(outcomes),
        )

    def _sleep(self, seconds: float) -> None:
        self.seconds += seconds

    def _is_out(self, what: str) -> bool:
        return self.seconds < self.outages.get(what, 0.0)

    def _outage_of_host(self, request: str) -> TagboatError | None:
        if self._is_out("host"):
            return HostUnavailable("down")
        if request == "commit" and self._is_out("commits"):
            return BranchProtected("a person has protected it")
        return None

    def _outage_of_registry(self, _: str) -> TagboatError | None:
        return RegistryUnavailable("down") if self._is_out("registry") else None


def _tag(place: Place, number: int) -> str:
    """One of the tags that are pushed for a place, or beside it."""
    every = TAGS[place.repository]
    tags = every if number < 0 else [one for one in every if re.fullmatch(place.tags, one)]
    return tags[number % len(tags)]


class _Events:
    """EventBridge's client."""

    def __init__(self, effects: Effects) -> None:
        self._effects = effects

    def put_events(self, *, Entries: Sequence[Any]) -> Mapping[str, Any]:  # noqa: N803 - EventBridge's
        return self._effects.run("events", "tell", lambda: {"Entries": [{} for _ in Entries]})
