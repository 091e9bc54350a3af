"""Pipelines that rules of EventBridge start, if the role of the target may."""

from collections.abc import Mapping
from typing import Any

from sandbox.aws.codepipeline.acting import ActingRole, trusts
from sandbox.aws.codepipeline.service import Pipelines
from sandbox.aws.codepipeline.starting import overrides_of, values_of
from sandbox.aws.errors import AwsError

_EVENTS = ("events.amazonaws.com",)


def start_by_rule(
    pipelines: Pipelines,
    pipeline_arn: str,
    role_arn: str,
    rule_arn: str,
    given: Mapping[str, Any],
) -> str | None:
    """Start a pipeline as EventBridge does: with its variables' defaults.

    Args:
        pipelines: Where the pipeline is.
        pipeline_arn: The target of the rule.
        role_arn: The role that the target names.
        rule_arn: The rule.
        given: What an input transformer has made of the event: `sourceRevisions`, one or several
            as StartPipelineExecution takes them; else sources are at their branches' heads.

    Returns:
        None when it has started, otherwise EventBridge's code for the reason.
    """
    if not trusts(role_arn, "Service", _EVENTS, rule_arn):
        return "NO_PERMISSIONS"
    where = pipelines.engine.where
    role = ActingRole(role_arn, "events", where.region, where.url, where.log)
    if role.may("codepipeline:StartPipelineExecution", pipeline_arn):
        return "NO_PERMISSIONS"
    with pipelines.engine.changed:
        try:
            pipeline = pipelines.find(pipeline_arn.rpartition(":")[2])
            trigger = ("CloudWatchEvent", rule_arn)
            revisions = given.get("sourceRevisions", [])
            listed = revisions if isinstance(revisions, list) else [revisions]
            pipelines.start(
                pipeline, trigger, overrides_of(pipeline, listed), values_of(pipeline, [])
            )
        except AwsError:
            return "NO_RESOURCE"
    return None
