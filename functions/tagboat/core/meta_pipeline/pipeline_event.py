"""What happened to the meta pipeline, as CodePipeline's events tell of it.

"AWS CodePipeline User Guide: Monitoring CodePipeline events".
"""

from typing import Literal

import msgspec
from msgspec import Struct

from tagboat.core.errors import UnusableEvent

_CONSOLE = "https://console.aws.amazon.com/codesuite/codepipeline/pipelines"


class ExecutionOf(Struct, frozen=True, kw_only=True):
    """An execution of a pipeline."""

    pipeline: str
    execution: str
    region: str

    @property
    def link(self) -> str:
        """Where people see the pipeline."""
        return f"{_CONSOLE}/{self.pipeline}/view?region={self.region}"


class ApprovalWaits(ExecutionOf, frozen=True, kw_only=True):
    """An approval action has begun to wait."""

    stage: str
    action: str


class ExecutionFailed(ExecutionOf, frozen=True, kw_only=True):
    """An execution has failed."""


class _Type(Struct, frozen=True):
    category: Literal["Approval"]


class _Approval(Struct, frozen=True, tag_field="state", tag="STARTED"):
    pipeline: str
    stage: str
    action: str
    type: _Type
    execution_id: str = msgspec.field(name="execution-id")


class _Failed(Struct, frozen=True, tag_field="state", tag="FAILED"):
    pipeline: str
    execution_id: str = msgspec.field(name="execution-id")


class _Event(Struct, frozen=True):
    region: str
    detail: _Approval | _Failed


def pipeline_event(body: str) -> ApprovalWaits | ExecutionFailed:
    """Read an event: an approval that started, or an execution that failed.

    Raises:
        UnusableEvent: It is neither.
    """
    try:
        event = msgspec.json.decode(body, type=_Event)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnusableEvent(
            f"This is neither an approval that started nor an execution that failed: {error}"
        ) from error
    detail = event.detail
    if isinstance(detail, _Approval):
        return ApprovalWaits(
            pipeline=detail.pipeline,
            execution=detail.execution_id,
            region=event.region,
            stage=detail.stage,
            action=detail.action,
        )
    return ExecutionFailed(
        pipeline=detail.pipeline, execution=detail.execution_id, region=event.region
    )
