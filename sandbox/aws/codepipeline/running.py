"""What is in a stage: its actions, those of one run order side by side."""

from functools import partial
from itertools import groupby

from sandbox.aws.codepipeline import variables
from sandbox.aws.codepipeline.conditions import entry_of
from sandbox.aws.codepipeline.engine import Engine
from sandbox.aws.codepipeline.errors import ActionFailed
from sandbox.aws.codepipeline.executions import ActionRun, Declared, Execution
from sandbox.aws.codepipeline.performing import perform
from sandbox.aws.codepipeline.pipeline import Pipeline, StageState


def run_stage(engine: Engine, pipeline: Pipeline, execution: Execution, stage: StageState) -> str:
    """Run the actions of a stage that have not succeeded in it before.

    Returns:
        `Succeeded`, `Skipped`, `Failed` or `Stopped`.

    Raises:
        Abandoned: Nobody waits for it any more.
    """
    declared = next(s for s in execution.declaration["stages"] if s["name"] == stage.name)
    if (early := _decided_at_entry(engine, declared, execution, stage)) is not None:
        return early
    done = {run.name for run in execution.runs_in(stage.name) if run.status == "Succeeded"}
    if stage.name in execution.begun_anew:
        execution.begun_anew.discard(stage.name)
        done = set()
    actions = sorted(declared["actions"], key=lambda action: action["runOrder"])
    for _, together in groupby(actions, key=lambda action: action["runOrder"]):
        if execution.status == "Stopping":
            return "Stopped"
        runs = [
            _begin(engine, pipeline, execution, stage, action)
            for action in together
            if action["name"] not in done
        ]
        _run_all(engine, pipeline, execution, runs)
        if any(run.status != "Succeeded" for run in runs):
            return "Failed"
    return "Succeeded"


def _decided_at_entry(
    engine: Engine, declared: Declared, execution: Execution, stage: StageState
) -> str | None:
    """What its conditions make of a stage before it is entered; None when it is entered."""
    if not declared.get("beforeEntry"):
        return None
    known = variables.of(execution)
    try:
        decided = entry_of(declared, lambda given: variables.resolved(given, known))
        is_met = decided == "ENTER"
        entry = (
            ("Succeeded", "All conditions are met") if is_met else ("Failed", f"It is {decided}")
        )
    except ActionFailed as failure:
        decided, entry = "FAIL", ("Errored", failure.message)
    with engine.changed:
        stage.entry = entry
    return {"ENTER": None, "SKIP": "Skipped", "FAIL": "Failed"}[decided]


def _begin(
    engine: Engine, pipeline: Pipeline, execution: Execution, stage: StageState, action: Declared
) -> ActionRun:
    run = ActionRun(stage.name, action, execution.attempt)
    with engine.changed:
        engine.require_wanted(execution)
        execution.runs.append(run)
        stage.actions[run.name] = run
        engine.tell.of_action(pipeline.arn, execution, run, "InProgress")
        engine.changed.notify_all()
    return run


def _run_all(
    engine: Engine, pipeline: Pipeline, execution: Execution, runs: list[ActionRun]
) -> None:
    threads = [
        engine.background.begin(partial(perform, engine, pipeline, execution, run), run.id)
        for run in runs
    ]
    for thread in threads:
        thread.join()
    with engine.changed:
        engine.require_wanted(execution)
