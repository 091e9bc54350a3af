"""Who may be in a stage: one execution at a time.

"When an execution enters a stage it is locked for others. In the mode SUPERSEDED, a newer execution
takes the place of one that waits; in the mode QUEUED they wait in their order." A stage that has
failed lets the next one in. ("How executions are processed in a pipeline".)
"""

from collections.abc import Iterator

from sandbox.aws.codepipeline.executions import Execution
from sandbox.aws.codepipeline.pipeline import Pipeline, StageState


def arrive(pipeline: Pipeline, execution: Execution, stage: StageState) -> list[Execution]:
    """Let an execution enter a stage, or wait for it.

    Returns:
        Those that a newer one takes the place of.
    """
    if stage.occupant is None and stage.transition.enabled and not stage.waiting:
        stage.occupant = execution
        return []
    stage.waiting = sorted([*stage.waiting, execution], key=lambda one: one.number)
    if pipeline.declaration["executionMode"] == "QUEUED":
        return []
    *superseded, newest = stage.waiting
    stage.waiting = [newest]
    return superseded


def leave(stage: StageState, execution: Execution) -> None:
    """Let an execution go from a stage, or from those that wait for it; the next one enters."""
    if stage.occupant is execution:
        stage.occupant = None
    if execution in stage.waiting:
        stage.waiting.remove(execution)
    let_in(stage)


def let_in(stage: StageState) -> None:
    """Let the first one that waits enter, if it may."""
    if stage.occupant is None and stage.transition.enabled and stage.waiting:
        stage.occupant = stage.waiting.pop(0)


def inbound(stage: StageState) -> Iterator[Execution]:
    """Who waits for a stage, the newest first."""
    return reversed(stage.waiting)
