"""An execution has failed: people hear of it, with the reason."""

from tagboat.core.meta_pipeline.pipeline_event import ExecutionFailed
from tagboat.meta_pipeline.aws.failed_actions import FailedActions
from tagboat.meta_pipeline.aws.topic import Topic


class TellFailure:
    """Says which action failed and what it says of it."""

    def __init__(self, failed: FailedActions, topic: Topic) -> None:
        """Keep what it works with."""
        self._failed = failed
        self._topic = topic

    def __call__(self, event: ExecutionFailed) -> str:
        """Tell people.

        Returns:
            What they were told, for the log.

        Raises:
            TagboatError: A service does not answer, or refuses.
        """
        actions = self._failed.of(event.pipeline, event.execution)
        reasons = [f"{one.action} in {one.stage}: {one.says}" for one in actions]
        text = "\n".join(reasons) or "CodePipeline names no action that failed."
        self._topic.tell(f"Failed: {event.pipeline}", f"{text}\n\nSee it: {event.link}")
        return text
