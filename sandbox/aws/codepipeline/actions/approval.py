"""Manual approval.

Source: AWS CodePipeline User Guide, "Add a manual approval action to a stage" and "JSON data format
for manual approval notifications".
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, override

from botocore.exceptions import ClientError

from sandbox.aws.codepipeline.action_type import ActionType, Done, Job
from sandbox.aws.codepipeline.errors import ActionFailed
from sandbox.aws.codepipeline.executions import new_id

_SEVEN_DAYS = 7 * 24 * 60
_SUMMARY_LENGTH = 2048
"""Of an action's execution."""
_SUBJECT_LENGTH = 100
"""Of SNS."""


class ManualApproval(ActionType):
    """Waits for a person, whom a topic may tell."""

    category = "Approval"
    provider = "Manual"
    optional = frozenset({"CustomData", "ExternalEntityLink", "NotificationArn"})

    @override
    def run(self, job: Job) -> Done:
        """Make a token, tell of it, and wait for the answer."""
        minutes = job.run.action.get("timeoutInMinutes", _SEVEN_DAYS)
        approvals, token = job.services.answers, new_id()
        approvals.ask(token)
        job.note(
            token=token,
            external_url=job.configuration.get("ExternalEntityLink"),
            summary=job.configuration.get("CustomData", "")[:_SUMMARY_LENGTH] or None,
        )
        if topic := job.configuration.get("NotificationArn"):
            _publish(job, topic, token, datetime.now(UTC) + timedelta(minutes=minutes))
        job.wait_for(lambda: approvals.is_over(token), minutes * 60)
        answer = approvals.take(token)
        if answer is None:
            raise ActionFailed("The approval action timed out.", "TimeoutError")
        job.note(updated_by=answer["by"], summary=answer["summary"])
        if answer["status"] == "Rejected":
            raise ActionFailed(answer["summary"] or "Rejected", summary=answer["summary"])
        return Done(summary=answer["summary"])


def _publish(job: Job, topic: str, token: str, expires: datetime) -> None:
    """Tell the topic, with the role's right to do so.

    Raises:
        ActionFailed: It may not, or there is no such topic.
    """
    try:
        job.role.client("sns").publish(
            TopicArn=topic,
            Subject=f"APPROVAL NEEDED: AWS CodePipeline {job.execution.pipeline} for action "
            f"{job.run.name}"[:_SUBJECT_LENGTH],
            Message=json.dumps(_message(job, token, expires)),
        )
    except ClientError as error:
        said = error.response["Error"]
        code = "PermissionError" if said["Code"].startswith("A") else "ConfigurationError"
        raise ActionFailed(
            f"The notification to {topic} failed: {said['Message']}", code
        ) from error


def _message(job: Job, token: str, expires: datetime) -> Mapping[str, Any]:
    region, execution = job.role.region, job.execution
    link = (
        f"https://console.aws.amazon.com/codesuite/codepipeline/pipelines/{execution.pipeline}/view"
        f"?region={region}"
    )
    approval = {
        "pipelineName": execution.pipeline,
        "stageName": job.run.stage,
        "actionName": job.run.name,
        "token": token,
        "expires": expires.strftime("%Y-%m-%dT%H:%MZ"),
        "externalEntityLink": job.configuration.get("ExternalEntityLink"),
        "approvalReviewLink": f"{link}#/{job.run.stage}/{job.run.name}/approve/{token}",
        "customData": job.configuration.get("CustomData"),
    }
    return {"region": region, "consoleLink": link, "approval": approval}
