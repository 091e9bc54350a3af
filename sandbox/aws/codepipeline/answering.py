"""Functions say how their jobs went, and people whether they approve."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sandbox.aws.callers import current_caller
from sandbox.aws.codepipeline.errors import pipeline_error
from sandbox.aws.codepipeline.executions import ActionRun
from sandbox.aws.codepipeline.service import Pipelines
from sandbox.aws.codepipeline.steering import find_stage

type Input = Mapping[str, Any]
type Output = dict[str, Any]

_VARIABLES_SIZE = 122_880
"""Bytes of an action's output variables ("Quotas in AWS CodePipeline")."""


class Answering:
    """The operations by which somebody answers an action."""

    def __init__(self, pipelines: Pipelines) -> None:
        self._all, self._engine = pipelines, pipelines.engine
        self._jobs: set[str] = set()
        """Those that have been answered."""
        self.operations: Mapping[str, Callable[[Input], Output]] = {
            "GetJobDetails": self._job_details,
            "PutApprovalResult": self._put_approval,
            "PutJobFailureResult": self._put_job,
            "PutJobSuccessResult": self._put_success,
        }

    def _put_success(self, asked: Input) -> Output:
        variables = asked.get("outputVariables", {})
        size = sum(len(key.encode()) + len(value.encode()) for key, value in variables.items())
        if size > _VARIABLES_SIZE:
            raise pipeline_error(
                "OutputVariablesSizeExceededException",
                f"The output variables have {size} bytes; {_VARIABLES_SIZE} are allowed",
            )
        return self._put_job(asked)

    def _put_job(self, asked: Input) -> Output:
        id_ = asked["jobId"]
        with self._engine.changed:
            if id_ in self._jobs:
                raise pipeline_error(
                    "InvalidJobStateException", f"The job {id_} has been answered before"
                )
            if id_ not in self._all.services.details or not self._all.answers.give(id_, asked):
                raise pipeline_error("JobNotFoundException", f"There is no job {id_} that waits")
            self._jobs.add(id_)
        return {}

    def _job_details(self, asked: Input) -> Output:
        details = self._all.services.details.get(asked["jobId"])
        if details is None:
            raise pipeline_error("JobNotFoundException", f"There is no job {asked['jobId']}")
        return {"jobDetails": details}

    def _put_approval(self, asked: Input) -> Output:
        with self._engine.changed:
            pipeline = self._all.find(asked["pipelineName"])
            stage = find_stage(pipeline, asked["stageName"])
            run = stage.actions.get(asked["actionName"])
            if run is None or run.action["actionTypeId"]["category"] != "Approval":
                raise pipeline_error(
                    "ActionNotFoundException",
                    f"{stage.name} has no approval named {asked['actionName']} that has run",
                )
            _check_token(run, asked["token"])
            answer = {**asked["result"], "by": current_caller()}
            if not self._all.answers.give(asked["token"], answer):
                raise _completed(run)
        return {"approvedAt": datetime.now(UTC)}


def _check_token(run: ActionRun, token: str) -> None:
    if run.status != "InProgress":
        raise _completed(run)
    if run.token != token:
        raise pipeline_error(
            "InvalidApprovalTokenException", f"{token} is not the token of {run.name}"
        )


def _completed(run: ActionRun) -> Exception:
    return pipeline_error(
        "ApprovalAlreadyCompletedException", f"The approval {run.name} has been completed"
    )
