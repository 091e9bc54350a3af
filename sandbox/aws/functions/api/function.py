"""A function as it is deployed."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Self

from sandbox.aws.functions.api.layer import LayerVersion
from sandbox.aws.functions.api.package import Package


@dataclass(frozen=True)
class Logging:
    """Where and how a function's output is kept: `LoggingConfig`."""

    group: str
    format: str = "Text"
    application_level: str = "INFO"
    system_level: str = "INFO"

    @property
    def is_json(self) -> bool:
        """Whether lines are JSON objects."""
        return self.format == "JSON"

    def described(self) -> dict[str, str]:
        """It as the API shows it: levels exist for JSON only."""
        levels = {
            "ApplicationLogLevel": self.application_level,
            "SystemLogLevel": self.system_level,
        }
        return {
            "LogFormat": self.format,
            "LogGroup": self.group,
            **(levels if self.is_json else {}),
        }


@dataclass(frozen=True)
class Function:
    """Everything that a function is made of. Each change makes a new one."""

    arn: str
    role: str
    runtime: str
    handler: str
    package: Package
    logging: Logging
    description: str = ""
    timeout: int = 3
    """Seconds."""
    memory: int = 128
    """Megabytes."""
    environment: Mapping[str, str] = field(default_factory=dict)
    layers: tuple[LayerVersion, ...] = ()
    architecture: str = "x86_64"
    revision: str = field(default_factory=lambda: str(uuid.uuid4()))
    """Changes with code and configuration: execution environments serve one revision."""
    modified: datetime = field(default_factory=lambda: datetime.now(UTC))
    reserved_concurrency: int | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    statements: tuple[Mapping[str, Any], ...] = ()
    """Its resource policy."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.arn.rpartition(":")[2]

    @property
    def region(self) -> str:
        """Where it runs."""
        return self.arn.split(":")[3]

    def revised(self, **changes: Any) -> Self:
        """It with other code or another configuration."""
        return replace(self, revision=str(uuid.uuid4()), modified=datetime.now(UTC), **changes)

    def configuration(self) -> dict[str, Any]:
        """It as the API shows it: `FunctionConfiguration`."""
        shown = {
            "FunctionName": self.name,
            "FunctionArn": self.arn,
            "Runtime": self.runtime,
            "Role": self.role,
            "Handler": self.handler,
            "CodeSize": self.package.size,
            "CodeSha256": self.package.sha256,
            "Description": self.description,
            "Timeout": self.timeout,
            "MemorySize": self.memory,
            "LastModified": self.modified.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "+0000",
            "Version": "$LATEST",
            "TracingConfig": {"Mode": "PassThrough"},
            "RevisionId": self.revision,
            "State": "Active",
            "LastUpdateStatus": "Successful",
            "PackageType": "Zip",
            "Architectures": [self.architecture],
            "EphemeralStorage": {"Size": 512},
            "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"},
            "LoggingConfig": self.logging.described(),
        }
        if self.environment:
            shown["Environment"] = {"Variables": dict(self.environment)}
        if self.layers:
            shown["Layers"] = [
                {"Arn": layer.arn, "CodeSize": layer.package.size} for layer in self.layers
            ]
        return shown
