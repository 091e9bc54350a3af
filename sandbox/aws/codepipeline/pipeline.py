"""A pipeline: what is declared, its executions and who is in which stage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sandbox.aws.codepipeline.executions import ActionRun, Declared, Execution


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(eq=False)
class Transition:
    """The way into a stage."""

    enabled: bool = True
    changed_by: str | None = None
    changed_at: datetime | None = None
    reason: str | None = None


@dataclass(eq=False)
class StageState:
    """Who is in a stage, who waits for it and how its last run went."""

    name: str
    occupant: Execution | None = None
    """The execution that has the stage to itself."""
    waiting: list[Execution] = field(default_factory=list)
    """Oldest first. Of the mode SUPERSEDED, one at most."""
    latest: Execution | None = None
    status: str = "InProgress"
    """Of the latest execution in it."""
    entry: tuple[str, str] | None = None
    """The status and a summary of the conditions on which it was entered last, if it has any."""
    transition: Transition = field(default_factory=Transition)
    actions: dict[str, ActionRun] = field(default_factory=dict)
    """The latest run of each action."""


@dataclass(eq=False)
class Pipeline:
    """One pipeline."""

    arn: str
    declaration: Declared
    tags: dict[str, str] = field(default_factory=dict)
    created: datetime = field(default_factory=_now)
    updated: datetime = field(default_factory=_now)
    executions: list[Execution] = field(default_factory=list)
    """Oldest first."""
    stages: dict[str, StageState] = field(default_factory=dict)
    started_by_token: dict[str, Execution] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._keep_stages()

    @property
    def name(self) -> str:
        """What people call it."""
        return str(self.declaration["name"])

    @property
    def bucket(self) -> str:
        """Where its artifacts are."""
        return str(self.declaration["artifactStore"]["location"])

    def declare(self, declaration: Declared) -> None:
        """Become another structure. Stages that keep their names keep their state."""
        self.declaration, self.updated = declaration, _now()
        self._keep_stages()

    def running(self) -> Iterator[Execution]:
        """The executions that have not ended."""
        return (one for one in self.executions if not one.has_ended)

    def stage_after(self, execution: Execution, name: str) -> StageState | None:
        """The stage that an execution goes to next; None after the last one."""
        names = [stage["name"] for stage in execution.declaration["stages"]]
        after = names.index(name) + 1
        return self.stages[names[after]] if after < len(names) else None

    def place_of(self, execution: Execution) -> StageState | None:
        """The stage that an execution is in or waits for."""
        for stage in self.stages.values():
            if stage.occupant is execution or execution in stage.waiting:
                return stage
        return None

    def _keep_stages(self) -> None:
        known: Mapping[str, StageState] = self.stages
        names = [stage["name"] for stage in self.declaration["stages"]]
        self.stages = {name: known.get(name) or StageState(name) for name in names}
