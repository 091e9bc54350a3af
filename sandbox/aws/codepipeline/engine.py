"""Runs executions: one thread for each, one lock for all that they change.

Source: AWS CodePipeline User Guide, "How pipeline executions work" and "How executions are
processed in a pipeline".
"""

from collections.abc import Callable
from functools import partial
from threading import Condition

from sandbox.aws.codepipeline.announcing import Announcer
from sandbox.aws.codepipeline.background import Background
from sandbox.aws.codepipeline.entering import arrive, leave
from sandbox.aws.codepipeline.errors import Abandoned
from sandbox.aws.codepipeline.executions import ActionRun, Execution
from sandbox.aws.codepipeline.pipeline import Pipeline, StageState
from sandbox.aws.codepipeline.surroundings import Surroundings

type RunStage = Callable[["Engine", Pipeline, Execution, StageState], str]
"""Runs what is in a stage; the status that it comes to."""


class Engine:
    """Every execution that runs, until `stop`."""

    def __init__(self, where: Surroundings, announcer: Announcer, run_stage: RunStage) -> None:
        self.where, self.tell, self._run_stage = where, announcer, run_stage
        self.changed = Condition()
        """Guards pipelines and executions, and is notified of each change to them."""
        self.has_stopped = False
        self.background = Background()

    def stop(self) -> None:
        """Abandon what runs, and wait until its threads have ended."""
        with self.changed:
            self.has_stopped = True
            self.changed.notify_all()
        self.background.join()
        self.tell.stop()

    def begin(self, pipeline: Pipeline, execution: Execution, stage: StageState) -> None:
        """Let an execution come to a stage, and on from there. To be called under the lock."""
        for superseded in arrive(pipeline, execution, stage):
            self.end(pipeline, superseded, "Superseded")
        self.background.begin(lambda: self._follow(pipeline, execution, stage), execution.id)
        self.changed.notify_all()

    def wait_for(
        self, execution: Execution, holds: Callable[[], bool], seconds: float | None = None
    ) -> bool:
        """Wait until a condition holds.

        Returns:
            Whether it does in that time.

        Raises:
            Abandoned: The execution has ended, or the sandbox stops.
        """
        with self.changed:
            result = self.changed.wait_for(
                lambda: self.has_stopped or execution.has_ended or holds(), seconds
            )
            self.require_wanted(execution)
            return bool(result)

    def require_wanted(self, execution: Execution) -> None:
        """Check that somebody waits for what an execution does.

        Raises:
            Abandoned: It has ended, or the sandbox stops.
        """
        if self.has_stopped or execution.has_ended:
            raise Abandoned

    def end(
        self, pipeline: Pipeline, execution: Execution, status: str, summary: str | None = None
    ) -> None:
        """Let an execution be over: it gives up its place. To be called under the lock."""
        stage = pipeline.place_of(execution)
        if stage is not None and stage.occupant is execution and stage.latest is execution:
            self._abandon_runs(pipeline, execution, stage, status)
        execution.become(status, summary)
        self.tell.of_pipeline(pipeline.arn, execution, status)
        if stage is not None:
            leave(stage, execution)
        self.changed.notify_all()

    def end_stage(
        self, pipeline: Pipeline, execution: Execution, stage: StageState, status: str
    ) -> None:
        """Let a stage's run be over. To be called under the lock."""
        if stage.latest is execution:
            stage.status = status
        if status in ("Succeeded", "Skipped"):
            execution.succeeded_in.add(stage.name)
        self.tell.of_stage(pipeline.arn, execution, stage.name, status)

    def _abandon_runs(
        self, pipeline: Pipeline, execution: Execution, stage: StageState, status: str
    ) -> None:
        for run in execution.runs_in(stage.name):
            if run.status == "InProgress":
                told = "Cancelled" if status == "Cancelled" else "Abandoned"
                self.end_run(pipeline, execution, run, "Abandoned", told=told)
        self.end_stage(pipeline, execution, stage, status)

    def end_run(
        self,
        pipeline: Pipeline,
        execution: Execution,
        run: ActionRun,
        status: str,
        *,
        told: str | None = None,
    ) -> None:
        """Let an action's run be over, and tell of it as that or as something else.

        To be called under the lock.
        """
        run.end(status)
        execution.become(execution.status)
        self.tell.of_action(pipeline.arn, execution, run, told or status)
        self.changed.notify_all()

    def _follow(self, pipeline: Pipeline, execution: Execution, stage: StageState) -> None:
        at: StageState | None = stage
        while at is not None:
            try:
                self.wait_for(execution, partial(_is_in, at, execution))
                status = self._run_in(pipeline, execution, at)
            except Abandoned:
                return
            with self.changed:
                if self.has_stopped or execution.has_ended:
                    return
                at = self._go_on(pipeline, execution, at, status)

    def _run_in(self, pipeline: Pipeline, execution: Execution, stage: StageState) -> str:
        with self.changed:
            self.require_wanted(execution)
            stage.latest, stage.status = execution, "InProgress"
            self.tell.of_stage(pipeline.arn, execution, stage.name, "InProgress")
        return self._run_stage(self, pipeline, execution, stage)

    def _go_on(
        self, pipeline: Pipeline, execution: Execution, stage: StageState, status: str
    ) -> StageState | None:
        """From a stage that is done to the next one, where somebody newer may have arrived."""
        self.end_stage(pipeline, execution, stage, status)
        leave(stage, execution)
        following = pipeline.stage_after(execution, stage.name)
        if execution.status == "Stopping":
            following, status = None, "Stopped"
        if following is None or status not in ("Succeeded", "Skipped"):
            self.end(pipeline, execution, "Succeeded" if status == "Skipped" else status)
            return None
        for superseded in arrive(pipeline, execution, following):
            self.end(pipeline, superseded, "Superseded")
        self.changed.notify_all()
        return following


def _is_in(stage: StageState, execution: Execution) -> bool:
    return stage.occupant is execution
