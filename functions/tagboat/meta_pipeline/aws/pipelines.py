"""Executions of pipelines: starting them, and seeing which run."""

from itertools import islice
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from tagboat.meta_pipeline.aws.errors import code_of, translated

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_codepipeline import CodePipelineClient

_RUNNING = ("InProgress", "Stopping")
_MOST_PAGES = 5
"""Of 100 executions each, the newest first. There may be those of a year, but few run at a time."""


class Pipelines:
    """CodePipeline, in the client's account and region."""

    def __init__(self, client: "Callable[[], CodePipelineClient]") -> None:
        """Keep what makes the client when it is first needed."""
        self._client = client

    def start(self, pipeline: str, source_action: str, commit: str, token: str) -> str:
        """Start a pipeline on exactly one commit.

        Args:
            pipeline: Its name.
            source_action: The name of its source action.
            commit: The id of the commit.
            token: The same for requests that mean the same execution.

        Returns:
            The execution's id.

        Raises:
            TagboatError: CodePipeline does not answer, or refuses.
        """
        with translated("CodePipeline"):
            answer = self._client().start_pipeline_execution(
                name=pipeline,
                clientRequestToken=token,
                sourceRevisions=[
                    {
                        "actionName": source_action,
                        "revisionType": "COMMIT_ID",
                        "revisionValue": commit,
                    }
                ],
            )
        return answer["pipelineExecutionId"]

    def running(self, pipeline: str) -> list[str]:
        """The ids of a pipeline's executions that run; none if there is no such pipeline.

        Raises:
            TagboatError: CodePipeline does not answer, or refuses.
        """
        pages = self._client().get_paginator("list_pipeline_executions")
        with translated("CodePipeline"):
            try:
                return [
                    execution["pipelineExecutionId"]
                    for page in islice(pages.paginate(pipelineName=pipeline), _MOST_PAGES)
                    for execution in page["pipelineExecutionSummaries"]
                    if execution["status"] in _RUNNING
                ]
            except ClientError as error:
                if code_of(error) == "PipelineNotFoundException":
                    return []
                raise
