"""A run: everything of a plan is done while the functions work, in storms with calm after each."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from chaos.doing import Doing
from chaos.oracle import Oracle
from chaos.plan import Plan
from chaos.rule_sets import RULE_SETS, repository, rules_of
from chaos.stage import Stage
from chaos.verdict import Case, Told
from chaos.weather import Weather

_TAKEN_BACK = 3
"""Images of each set of rules that people go back from in the end."""
_ROUNDS = 12
"""How often what failed may come back in the calm; a message is given up at its fifth receive."""
_HOUR = 3_600.0


class NeverQuiet(Exception):
    """Messages come back again and again."""


@dataclass
class Run:
    """One run on one git host."""

    stage: Stage
    plan: Plan
    say: Callable[[str], object]
    doing: Doing = field(init=False)
    quiet_seconds: float = 0.0
    """From the last event of the last storm until nothing goes on."""

    def __post_init__(self) -> None:
        """Have done nothing yet."""
        self.doing = Doing(self.stage, len(self.plan.maker.made))

    def __call__(self, weather: Weather) -> None:
        """Do everything.

        Raises:
            NeverQuiet: It does not end.
        """
        for number, wave in enumerate(self.plan.waves, 1):
            self.say(f"{self.stage.host}: storm {number} of {len(self.plan.waves)}")
            weather.storm()
            for step in wave:
                self.doing.do(step)
            begun = time.monotonic()
            for stack in self.stage.stacks:
                self.stage.settled(stack)
            weather.calm()
            self._become_quiet()
            self.quiet_seconds = time.monotonic() - begun
        self._push_again()
        self._reconcile()
        self._take_back()

    def case(self) -> Case:
        """What there is to be judged."""
        told = [
            Told(
                rules=stack.rules,
                outcomes=[
                    one for one in self.stage.records(stack) if one.get("message") == "Outcome"
                ],
                letters=list(self.stage.letters(stack)),
                undelivered=len(list(self.stage.letters(stack, "UndeliveredQueueUrl"))),
            )
            for stack in self.stage.stacks
        ]
        doing = self.doing
        return Case(self.stage.git, doing.registry, doing.people, told, doing.junk)

    def _push_again(self) -> None:
        """Push what people have set a value of once more, and newer: then that has to stand."""
        names = [one.removeprefix(repository("")) for one in sorted(self.doing.people.touched)]
        pushes = [self.plan.maker.last(rules_of(name, RULE_SETS), name) for name in names]
        self.doing.put(pushes)
        self.doing.tell(pushes)
        self._become_quiet()

    def _reconcile(self) -> None:
        """Let all look into ECR, once."""
        for stack in self.stage.stacks:
            self.stage.reconcile(stack)
        self._become_quiet()

    def _take_back(self) -> None:
        """People go back from what has to stand; that is told of again, and looked for in ECR."""
        oracle, again = Oracle(self.doing.registry, {}), []
        for rules in (stack.rules for stack in self.stage.stacks):
            for name in rules.names[:_TAKEN_BACK]:
                winner, older = oracle.winner(rules, name), oracle.before(rules, name)
                if winner and older:
                    self.doing.people.take_back(name, older)
                    again.append(winner)
        self.doing.tell(again)
        self._reconcile()

    def _become_quiet(self) -> None:
        """Let time pass until nothing comes back."""
        for _ in range(_ROUNDS):
            waiting = {one.rules.name: self.stage.settled(one) for one in self.stage.stacks}
            if not any(waiting.values()):
                return
            self.stage.clock.pass_by(_HOUR)
            for stack in self.stage.stacks:
                self.stage.show_again(stack)
        raise NeverQuiet({name: messages for name, messages in waiting.items() if messages})
