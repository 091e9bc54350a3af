"""Layers and their versions."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.aws.functions.api.package import Package


@dataclass(frozen=True)
class LayerVersion:
    """One version of a layer. It never changes."""

    layer_arn: str
    number: int
    package: Package
    description: str = ""
    license_info: str = ""
    runtimes: tuple[str, ...] = ()
    architectures: tuple[str, ...] = ()
    created: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def arn(self) -> str:
        """The ARN of the version."""
        return f"{self.layer_arn}:{self.number}"

    @property
    def created_text(self) -> str:
        """When it was published, as Lambda writes it."""
        return self.created.strftime("%Y-%m-%dT%H:%M:%S.000+0000")

    def summary(self) -> dict[str, Any]:
        """It as lists of layers show it: `LayerVersionsListItem`."""
        shown = {
            "LayerVersionArn": self.arn,
            "Version": self.number,
            "Description": self.description,
            "CreatedDate": self.created_text,
            "LicenseInfo": self.license_info or None,
            "CompatibleRuntimes": list(self.runtimes) or None,
            "CompatibleArchitectures": list(self.architectures) or None,
        }
        return {key: value for key, value in shown.items() if value is not None}

    def details(self) -> dict[str, Any]:
        """It as `PublishLayerVersion` and `GetLayerVersion` show it, without a download address."""
        content = {"CodeSha256": self.package.sha256, "CodeSize": self.package.size}
        return {**self.summary(), "LayerArn": self.layer_arn, "Content": content}


@dataclass
class Layer:
    """A layer with its versions, by their numbers. Numbers are never used again."""

    arn: str
    versions: dict[int, LayerVersion] = field(default_factory=dict)
    last_number: int = 0
