"""One build, as CodeBuild shows it."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(eq=False)
class Build:
    """A build that runs or has run."""

    project: str
    account: str
    region: str
    number: int
    initiator: str
    source_version: str
    environment: dict[str, Any]
    service_role: str
    stream: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = "IN_PROGRESS"
    phase: str = "QUEUED"
    started: datetime = field(default_factory=_now)
    ended: datetime | None = None
    phases: list[dict[str, Any]] = field(default_factory=list)
    exported: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """`project:UUID`."""
        return f"{self.project}:{self.stream}"

    @property
    def arn(self) -> str:
        """Its ARN."""
        return f"arn:aws:codebuild:{self.region}:{self.account}:build/{self.id}"

    @property
    def log_group(self) -> str:
        """Where its output is kept."""
        return f"/aws/codebuild/{self.project}"

    @property
    def log_link(self) -> str:
        """The page of the log."""
        return (
            f"https://console.aws.amazon.com/cloudwatch/home?region={self.region}#logEvent:"
            f"group={self.log_group};stream={self.stream}"
        )

    def passed(self, phase: str, status: str = "SUCCEEDED", message: str | None = None) -> None:
        """Let a phase be over."""
        contexts = [{"statusCode": "COMMAND_EXECUTION_ERROR", "message": message}]
        self.phases.append(
            {
                "phaseType": phase,
                "phaseStatus": status,
                "startTime": self.started,
                "endTime": _now(),
                **({"contexts": contexts} if message else {}),
            }
        )

    def end(self, status: str) -> None:
        """Be over."""
        self.status, self.phase, self.ended = status, "COMPLETED", _now()

    def described(self) -> dict[str, Any]:
        """It as BatchGetBuilds shows it."""
        group = f"arn:aws:logs:{self.region}:{self.account}:log-group:{self.log_group}"
        shown: dict[str, Any] = {
            "id": self.id,
            "arn": self.arn,
            "buildNumber": self.number,
            "projectName": self.project,
            "startTime": self.started,
            "currentPhase": self.phase,
            "buildStatus": self.status,
            "buildComplete": self.ended is not None,
            "sourceVersion": self.source_version,
            "resolvedSourceVersion": self.source_version,
            "initiator": self.initiator,
            "environment": self.environment,
            "serviceRole": self.service_role,
            "phases": [*self.phases, {"phaseType": self.phase, "startTime": self.started}],
            "logs": {
                "groupName": self.log_group,
                "streamName": self.stream,
                "deepLink": self.log_link,
                "cloudWatchLogsArn": f"{group}:log-stream:{self.stream}",
            },
            "exportedEnvironmentVariables": [
                {"name": name, "value": value} for name, value in self.exported.items()
            ],
        }
        return shown if self.ended is None else {**shown, "endTime": self.ended}
