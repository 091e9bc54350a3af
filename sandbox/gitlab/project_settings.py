"""What the owner of a project chooses.

Source: "Projects API" (GitLab's documentation), attributes of "Edit a project".
"""

from dataclasses import dataclass
from typing import Literal, TypedDict

type MergeMethod = Literal["merge", "rebase_merge", "ff"]
type SquashOption = Literal["never", "always", "default_on", "default_off"]
type PipelineStatus = Literal["pending", "running", "success", "failed", "canceled", "skipped"]
IN_PROGRESS: tuple[PipelineStatus, ...] = ("pending", "running")


class Chosen(TypedDict, total=False):
    """Some of the settings."""

    merge_method: MergeMethod
    squash_option: SquashOption
    only_allow_merge_if_pipeline_succeeds: bool
    allow_merge_on_skipped_pipeline: bool
    remove_source_branch_after_merge: bool
    merge_requests_enabled: bool
    archived: bool
    approvals_required: int
    pipelines_start_as: PipelineStatus | None


@dataclass(frozen=True)
class Settings:
    """All of the settings, as GitLab has them at first."""

    merge_method: MergeMethod = "merge"
    squash_option: SquashOption = "default_off"
    only_allow_merge_if_pipeline_succeeds: bool = False
    allow_merge_on_skipped_pipeline: bool = False
    remove_source_branch_after_merge: bool = True
    merge_requests_enabled: bool = True
    archived: bool = False
    approvals_required: int = 0
    """How many approvals the rule for any eligible approver wants."""
    pipelines_start_as: PipelineStatus | None = None
    """The status of the pipeline that every pushed commit has at once; None: there is no CI."""
