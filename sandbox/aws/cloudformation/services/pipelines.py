"""Pipelines of CodePipeline."""

from collections.abc import Mapping
from typing import Any, override

from sandbox.aws.cloudformation.api_names import lower_first
from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    removed_tags,
    tag_map,
)
from sandbox.aws.cloudformation.schemas import PropertiesInvalid

_DECLARED = (
    "ArtifactStore", "ExecutionMode", "PipelineType", "RoleArn", "Stages", "Triggers", "Variables",
)  # fmt: skip


class Pipeline(ResourceType):
    """`AWS::CodePipeline::Pipeline`.

    Its structure has the names of the API, with small first letters.
    """

    name = "AWS::CodePipeline::Pipeline"
    supported = frozenset(
        {*_DECLARED, "ArtifactStores", "Name", "RestartExecutionOnUpdate", "Tags"}
    )
    attributes = frozenset({"Arn", "Version"})
    named_by = "Name"
    longest_name = 100

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the pipeline, which CodePipeline starts by itself then."""
        pipeline = account.client("codepipeline").create_pipeline(
            pipeline=_declaration(name, wanted), tags=_tags(wanted)
        )["pipeline"]
        return _made(account, pipeline)

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Give the pipeline its new structure and tags; run it again if it is to be."""
        codepipeline, arn = account.client("codepipeline"), made.attributes["Arn"]
        declaration = _declaration(made.physical_id, wanted)
        pipeline = codepipeline.update_pipeline(pipeline=declaration)["pipeline"]
        if gone := removed_tags(before, wanted):
            codepipeline.untag_resource(resourceArn=arn, tagKeys=gone)
        if tags := _tags(wanted):
            codepipeline.tag_resource(resourceArn=arn, tags=tags)
        if wanted.get("RestartExecutionOnUpdate"):
            codepipeline.start_pipeline_execution(name=made.physical_id)
        return _made(account, pipeline)

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the pipeline and its history."""
        account.client("codepipeline").delete_pipeline(name=made.physical_id)


def _made(account: Account, pipeline: Mapping[str, Any]) -> Made:
    name = pipeline["name"]
    arn = f"arn:aws:codepipeline:{account.region}:{account.id}:{name}"
    return Made(name, {"Arn": arn, "Version": str(pipeline["version"])})


def _declaration(name: str, wanted: Properties) -> dict[str, Any]:
    """The pipeline's structure as the API takes it."""
    declared = {key: wanted[key] for key in _DECLARED if key in wanted}
    stages = [_with_texts(stage) for stage in declared.pop("Stages")]
    declaration: dict[str, Any] = lower_first(
        {**declared, "Stages": stages}, whole={"Configuration"}
    )
    if "ArtifactStores" in wanted:
        declaration["artifactStores"] = {
            one["Region"]: lower_first(one["ArtifactStore"]) for one in wanted["ArtifactStores"]
        }
    return {"name": name, **declaration}


def _with_texts(stage: Mapping[str, Any]) -> dict[str, Any]:
    """A stage with the configuration of its actions as text, which is all that the API takes."""
    actions = [
        {**action, "Configuration": _texts(action["Configuration"])}
        if "Configuration" in action
        else action
        for action in stage["Actions"]
    ]
    return {**stage, "Actions": actions}


def _texts(configuration: Mapping[str, Any]) -> dict[str, str]:
    for key, value in configuration.items():
        if isinstance(value, dict | list):
            raise PropertiesInvalid(f"#/Stages/Actions/Configuration/{key}: expected type: String")
    return {
        key: str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in configuration.items()
    }


def _tags(wanted: Properties) -> list[dict[str, str]]:
    return [{"key": key, "value": value} for key, value in tag_map(wanted).items()]
