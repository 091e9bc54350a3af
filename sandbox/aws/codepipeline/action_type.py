"""What the executor needs to know of a type of action, and what an action is told when it runs."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from sandbox.aws.codepipeline.acting import ActingRole
from sandbox.aws.codepipeline.artifacts import ArtifactStore
from sandbox.aws.codepipeline.executions import ActionRun, Artifact, Execution, Revision
from sandbox.aws.codepipeline.services import Services


@dataclass(frozen=True)
class Done:
    """What comes of an action that succeeds."""

    summary: str | None = None
    external_id: str | None = None
    external_url: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    revision: Revision | None = None
    """What a source action has found."""


@dataclass(frozen=True)
class Job:
    """A run of an action, as the action sees it."""

    run: ActionRun
    execution: Execution
    pipeline_arn: str
    role: ActingRole
    store: ArtifactStore
    wait_for: Callable[..., bool]
    """Wait until a condition holds: `wait_for(holds, seconds)` says whether it does in that time.

    `Abandoned` is raised as soon as nobody waits for the action any more.
    """
    note: Callable[..., None]
    """Change fields of the run, such as `external_id`, for all to see."""
    services: Services
    """What the sandbox has beside AWS's APIs."""

    @property
    def configuration(self) -> Mapping[str, str]:
        """The action's configuration, every variable resolved."""
        return self.run.configuration

    @property
    def override(self) -> str | None:
        """The commit that a source action is to take; None for the branch's tip."""
        return self.execution.overrides.get(self.run.name)

    def input(self, name: str) -> Artifact | None:
        """An input artifact."""
        return next((one for one in self.run.inputs if one.name == name), None)


class ActionType(ABC):
    """One type of action, of the owner AWS and version 1. Keys that it does not list are refused.

    Source: AWS CodePipeline User Guide, "Action structure reference", a page for each.
    """

    category: ClassVar[str]
    provider: ClassVar[str]
    required: ClassVar[frozenset[str]] = frozenset()
    """The keys that a configuration must have."""
    optional: ClassVar[frozenset[str]] = frozenset()
    inputs: ClassVar[range] = range(1)
    """How many input artifacts it may have."""
    outputs: ClassVar[range] = range(1)

    def check(self, action: Mapping[str, Any]) -> None:  # noqa: B027 - most types add nothing
        """Check what is particular to the type when a pipeline is declared.

        Raises:
            AwsError: `InvalidActionDeclarationException`.
            NotSupported: What AWS takes and the sandbox does not.
        """

    @abstractmethod
    def run(self, job: Job) -> Done:
        """Carry the action out.

        Raises:
            ActionFailed: It has failed.
            Abandoned: Nobody waits for it any more.
            botocore.exceptions.ClientError: What a service answered, if that says it best.
        """
