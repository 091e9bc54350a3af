"""Event source mappings: which queue drives which function, and how."""

import uuid
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Mapping:
    """An event source mapping of a standard queue. Each change makes a new one."""

    queue_arn: str
    function_arn: str
    batch_size: int = 10
    window: int = 0
    """Seconds to gather messages for."""
    maximum_concurrency: int | None = None
    reports_failures: bool = False
    """Whether the function says which messages failed: `ReportBatchItemFailures`."""
    enabled: bool = True
    tags: ReadOnly[str, str] = field(default_factory=dict)
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    modified: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def arn(self) -> str:
        """Its own ARN."""
        return f"{self.function_arn.rpartition(':function:')[0]}:event-source-mapping:{self.id}"

    @property
    def function_name(self) -> str:
        """The name of the function."""
        return self.function_arn.rpartition(":")[2]

    def configuration(self, state: str = "") -> dict[str, Any]:
        """It as the API shows it: `EventSourceMappingConfiguration`.

        Args:
            state: A state on the way, such as `Creating`; its lasting state when empty.
        """
        shown = {
            "UUID": self.id,
            "EventSourceMappingArn": self.arn,
            "EventSourceArn": self.queue_arn,
            "FunctionArn": self.function_arn,
            "BatchSize": self.batch_size,
            "MaximumBatchingWindowInSeconds": self.window,
            "FunctionResponseTypes": ["ReportBatchItemFailures"] if self.reports_failures else [],
            "LastModified": self.modified,
            "State": state or ("Enabled" if self.enabled else "Disabled"),
            "StateTransitionReason": "USER_INITIATED",
        }
        if self.maximum_concurrency is not None:
            shown["ScalingConfig"] = {"MaximumConcurrency": self.maximum_concurrency}
        return shown
