"""The world of the model: ECR, a queue, functions, a git host, people, and a clock."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import msgspec
from msgspec import Struct, field

from tagboat.core.image_push import ImagePush
from tagboat.core.messages import RECONCILE
from tagboat.core.outcomes import Outcome
from tagboat.push_batch import PushBatch
from tests.image_pushes import NOON, event
from tests.unit.model import chores
from tests.unit.model.branch import Branch
from tests.unit.model.chores import Chore, Deliver, Fate
from tests.unit.model.effects import Crash, Effects, InterruptedHost, InterruptedRegistry
from tests.unit.model.function import Events, make_function
from tests.unit.model.images import Images
from tests.unit.model.infra_repo import FILES, PLACES, RULES_PATH, Place
from tests.unit.model.judge import Since, Tree, judge
from tests.unit.model.judge_outcomes import judge_outcomes
from tests.unit.model.outages import Outages
from tests.unit.model.queues import Queues
from tests.unit.model.rules_file import Restraints
from tests.unit.model.team import Team

_SECONDS = 60.0
"""The function's timeout in `template.yaml`."""


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
        self.outages = Outages(lambda: self.seconds)
        self.queues = Queues(
            lambda: self.seconds, self.effects, is_down=lambda: self.outages.is_out("queue")
        )
        self.images = Images()
        files = {RULES_PATH: Restraints().text, **FILES}
        self.branch = Branch(files, self.now, self._judge)
        self.team = Team(self.branch, self.images, self.now)
        self.late: list[ImagePush] = []
        self.invocations: list[Invocation] = []
        self.finished: set[str] = set()
        """The bodies of pushes that have a final outcome by every rule."""
        self.broken: AssertionError | None = None
        """What was found broken inside an invocation, which would take it for a defect."""
        self.functions = [self._function() for _ in range(2)]

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.seconds)

    def do(self, chore: Chore) -> None:  # noqa: C901 - a table of what there is
        """Let something happen."""
        match chore:
            case chores.Push():
                self._push(chore)
            case chores.Delete():
                place = self._place(chore.place)
                self.images.remove(place.repository, place.tag(chore.tag), whole=chore.whole)
            case chores.Edit():
                self.team.edit(self._place(chore.place), chore.image)
            case chores.Beside():
                beside = None if chore.place < 0 else self._place(chore.place)
                self.team.edit_beside(beside)
            case chores.Hold():
                self.team.hold(self._place(chore.place))
            case chores.HoldFile():
                self.team.write_hold_file(chore.lines)
            case chores.Freeze():
                frozen = None if chore.place is None else self._place(chore.place)
                self.team.freeze(frozen, chore)
            case chores.Break():
                self.team.break_rules()
            case chores.Release():
                self.team.release()
            case chores.Arrive():
                for pushed in self.late:
                    self.queues.add(event(pushed), pushed)
                self.late.clear()
            case chores.AskReconcile():
                self.queues.add(msgspec.json.encode(RECONCILE).decode(), None)
            case chores.Wait():
                self.seconds = float(int(self.seconds) + chore.seconds)
            case chores.Outage():
                self.outages.begin(chore.what, chore.seconds)
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
            self.outages.begin(chore.what, 1e6)
            if self.queues.waiting:
                self.seconds = max(
                    [self.seconds, *(o.visible_at for o in self.queues.waiting.values())]
                )
                self.do(Deliver(function=0, count=20, order=0))
        self.outages.end(chore.what)

    def _push(self, chore: chores.Push) -> None:
        self.seconds = float(int(self.seconds) + 1)
        place = self._place(chore.place)
        tag = place.tag(chore.tag)
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
            history = self.branch.host.branches["main"]
            self.finished |= judge_outcomes(
                messages, failed, invocation.outcomes, self.queues, history
            )
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

    def _judge(self, before: Tree, after: Tree, message: str) -> None:
        restraints = self.team.known_restraints[before[RULES_PATH].content]
        since = self.invocations[-1].since
        with self._kept():
            judge(before, after, message, restraints, self.images, since, self.now())

    def unaccounted(self) -> list[ImagePush]:
        """Pushes whose events came, and that are neither done with nor kept anywhere."""
        kept = {one.body for one in (*self.queues.waiting.values(), *self.queues.dead)}
        return [
            push
            for body, push in self.queues.added.items()
            if body not in self.finished and body not in kept
        ]

    def _function(self) -> PushBatch:
        return make_function(
            host=InterruptedHost(self.branch.host, self.effects, self.outages.of_host),
            registry=InterruptedRegistry(self.images, self.effects, self.outages.of_registry),
            sqs=self.queues,
            events=Events(self.effects),
            clock=lambda: self.seconds,
            sleep=self._sleep,
            now=self.now,
            tell=lambda outcomes: self.invocations[-1].outcomes.extend(outcomes),
        )

    def _sleep(self, seconds: float) -> None:
        self.seconds += seconds
