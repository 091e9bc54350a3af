"""What CodePipeline answers instead of a result, and how an action fails."""

from sandbox.aws.errors import AwsError


def pipeline_error(code: str, message: str) -> AwsError:
    """An error of CodePipeline's API, such as `PipelineNotFoundException`."""
    return AwsError(code, message)


def invalid_structure(message: str) -> AwsError:
    """A pipeline that does not hang together."""
    return pipeline_error("InvalidStructureException", message)


def invalid_action(message: str) -> AwsError:
    """An action whose declaration its type does not take."""
    return pipeline_error("InvalidActionDeclarationException", message)


class ActionFailed(Exception):
    """An action has failed: the run of its stage ends."""

    def __init__(
        self,
        message: str,
        code: str = "JobFailed",
        *,
        external_id: str | None = None,
        summary: str | None = None,
    ) -> None:
        """Say why.

        Args:
            message: `errorDetails.message`, for people.
            code: `errorDetails.code`: `JobFailed`, `ConfigurationError`, `PermissionError`,
                `RevisionUnavailable` and the like ("FailureDetails" in the API Reference).
            external_id: What the action's own service calls what has failed.
            summary: `externalExecutionSummary`; the message when there is none.
        """
        super().__init__(message)
        self.message, self.code = message, code
        self.external_id, self.summary = external_id, summary


class Abandoned(Exception):
    """Nobody waits for the action any more: its execution has ended, or the sandbox stops."""
