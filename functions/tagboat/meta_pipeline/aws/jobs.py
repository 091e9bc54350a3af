"""Jobs of CodePipeline: doing one, and telling what became of it."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tagboat.core.errors import Defect, RetryableError, TagboatError
from tagboat.core.meta_pipeline.job import Done, Job, Later, job_of

if TYPE_CHECKING:
    from mypy_boto3_codepipeline import CodePipelineClient

LONGEST_SUMMARY = 2_048
_LONGEST_FAILURE = 5_000


class Jobs:
    """Whoever does a job has to say how it is, or the pipeline waits for 20 minutes.

    Its limits, of which the other is 24 hours for the whole action: "Quotas in AWS CodePipeline".
    """

    def __init__(
        self,
        client: "Callable[[], CodePipelineClient]",
        report: Callable[[str, TagboatError | None], None],
    ) -> None:
        """Keep what makes the client when it is first needed, and what writes to the log."""
        self._client = client
        self._report = report

    def run(self, event: Mapping[str, Any], work: Callable[[Job], Later | Done]) -> None:
        """Do a job and tell what became of it.

        What may pass by itself is tried again: the job goes on later with the token that it has.

        Args:
            event: What CodePipeline hands over.
            work: Does it, or a part of it.

        Raises:
            ClientError: CodePipeline does not take the result. Lambda then calls again.
        """
        try:
            job = job_of(event)
            result = work(job)
        except RetryableError as error:
            self._report(str(error), error)
            self._later(job.id, Later(job.token or "{}", str(error)))
        except Exception as error:  # noqa: BLE001 - the pipeline has to hear of it, whatever it is
            self._failed(event["CodePipeline.job"]["id"], _known(error))
        else:
            self._report(result.says, None)
            if isinstance(result, Later):
                self._later(job.id, result)
            else:
                self._done(job.id, result)

    def _later(self, job: str, result: Later) -> None:
        self._client().put_job_success_result(
            jobId=job,
            continuationToken=result.token,
            executionDetails={"summary": result.says[:LONGEST_SUMMARY]},
        )

    def _done(self, job: str, result: Done) -> None:
        self._client().put_job_success_result(
            jobId=job,
            executionDetails={"summary": result.says[:LONGEST_SUMMARY]},
            outputVariables=result.variables,
        )

    def _failed(self, job: str, error: TagboatError) -> None:
        self._report(str(error), error)
        self._client().put_job_failure_result(
            jobId=job,
            failureDetails={"type": "JobFailed", "message": str(error)[:_LONGEST_FAILURE]},
        )


def _known(error: Exception) -> TagboatError:
    if isinstance(error, TagboatError):
        return error
    defect = Defect(f"Tagboat failed: {error!r}. Please report it.")
    defect.__cause__ = error
    return defect
