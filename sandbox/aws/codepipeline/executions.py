"""What happens in a pipeline, as it is at a moment. Only the engine changes it, under its lock."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

type Declared = Mapping[str, Any]
"""A pipeline, a stage or an action, by the names of the API's model."""

ENDED = ("Cancelled", "Failed", "Stopped", "Succeeded", "Superseded")


def _now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    """The id of an execution, of an action's run, of a job or a token: a UUID."""
    return str(uuid.uuid4())


@dataclass(frozen=True)
class Revision:
    """What a source action has found."""

    id: str
    """A commit's id."""
    summary: str
    """The commit's message."""
    created: datetime
    url: str | None = None


@dataclass(frozen=True)
class Artifact:
    """A zip archive in the pipeline's bucket, or the place for one."""

    name: str
    bucket: str
    key: str
    revision: str | None = None

    @property
    def location(self) -> dict[str, str]:
        """It as lists of action executions show it: `S3Location`."""
        return {"bucket": self.bucket, "key": self.key}


@dataclass(eq=False)
class ActionRun:
    """One run of an action."""

    stage: str
    action: Declared
    attempt: int
    configuration: Mapping[str, str] = field(default_factory=dict)
    """With every variable resolved."""
    inputs: list[Artifact] = field(default_factory=list)
    outputs: list[Artifact] = field(default_factory=list)
    id: str = field(default_factory=new_id)
    status: str = "InProgress"
    started: datetime = field(default_factory=_now)
    updated: datetime = field(default_factory=_now)
    updated_by: str | None = None
    token: str | None = None
    """Of a manual approval that waits."""
    percent: int | None = None
    summary: str | None = None
    external_id: str | None = None
    external_url: str | None = None
    error: Mapping[str, str] | None = None
    """`errorDetails`: code and message."""
    variables: Mapping[str, str] = field(default_factory=dict)
    revision: Revision | None = None

    @property
    def name(self) -> str:
        """The action's name."""
        return str(self.action["name"])

    def end(self, status: str) -> None:
        """Be over."""
        self.status, self.updated, self.token = status, _now(), None


@dataclass(eq=False)
class Execution:
    """One run of a pipeline, on the declaration that it had when the run began."""

    number: int
    """Runs are numbered in the order in which they began."""
    pipeline: str
    declaration: Declared
    trigger: tuple[str, str]
    """Its type and its detail."""
    overrides: Mapping[str, str] = field(default_factory=dict)
    """Source action -> the commit that it is to take."""
    branches: Mapping[str, str] = field(default_factory=dict)
    """Source action -> the branch that was pushed to, in place of the configured one."""
    variables: Mapping[str, str] = field(default_factory=dict)
    id: str = field(default_factory=new_id)
    status: str = "InProgress"
    summary: str | None = None
    stop_reason: str | None = None
    started: datetime = field(default_factory=_now)
    updated: datetime = field(default_factory=_now)
    attempt: int = 1
    """Grows with each stage that is retried."""
    artifacts: dict[str, Artifact] = field(default_factory=dict)
    namespaces: dict[str, Mapping[str, str]] = field(default_factory=dict)
    runs: list[ActionRun] = field(default_factory=list)
    begun_anew: set[str] = field(default_factory=set)
    """The stages whose next run repeats actions that have succeeded."""
    succeeded_in: set[str] = field(default_factory=set)
    """The stages that it has passed."""

    @property
    def version(self) -> int:
        """The version of the pipeline's declaration."""
        return int(self.declaration["version"])

    @property
    def has_ended(self) -> bool:
        """Whether it is over: what its actions still do is nobody's concern."""
        return self.status in ENDED

    def become(self, status: str, summary: str | None = None) -> None:
        """Change the status."""
        self.status, self.updated = status, _now()
        self.summary = summary or self.summary

    def runs_in(self, stage: str) -> list[ActionRun]:
        """The runs of a stage's actions, oldest first."""
        return [run for run in self.runs if run.stage == stage]
