"""Whether a declared pipeline hangs together, and what AWS adds to it.

Source: AWS CodePipeline User Guide, "CodePipeline pipeline structure reference". What AWS takes and
the executor does not run is refused by name.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.aws.codepipeline.action_types import type_of
from sandbox.aws.codepipeline.coherence import check_artifacts, check_unique, check_variables
from sandbox.aws.codepipeline.conditions import check_stage_conditions
from sandbox.aws.codepipeline.errors import invalid_action, invalid_structure
from sandbox.aws.codepipeline.executions import Declared
from sandbox.aws.codepipeline.triggers import check_triggers
from sandbox.aws.errors import NotSupported

_FEWEST_STAGES = 2


def checked(given: Declared, region: str) -> dict[str, Any]:
    """A pipeline as the executor runs it, with AWS's defaults.

    Args:
        given: Of CreatePipeline or UpdatePipeline; its shape is checked.
        region: The pipeline's.

    Raises:
        AwsError: `InvalidStructureException`, `InvalidActionDeclarationException` or
            `InvalidStageDeclarationException`.
        NotSupported: What the executor does not run.
    """
    pipeline = {
        "executionMode": "SUPERSEDED",
        "pipelineType": "V1",
        **given,
        "stages": [_with_defaults(stage) for stage in given["stages"]],
    }
    _check_settings(pipeline)
    _check_stages(pipeline["stages"])
    for stage in pipeline["stages"]:
        check_stage_conditions(stage)
        for action in stage["actions"]:
            _check_action(action, region)
    check_artifacts(pipeline["stages"])
    check_variables(pipeline)
    check_triggers(pipeline)
    return pipeline


def _with_defaults(stage: Declared) -> dict[str, Any]:
    defaults = {"runOrder": 1, "configuration": {}, "inputArtifacts": [], "outputArtifacts": []}
    return {**stage, "actions": [{**defaults, **action} for action in stage["actions"]]}


def _check_settings(pipeline: Declared) -> None:
    if "artifactStores" in pipeline:
        raise NotSupported("artifactStores of a pipeline (codepipeline)")
    if "artifactStore" not in pipeline:
        raise invalid_structure("Pipeline must have either an artifactStore or artifactStores")
    if pipeline["executionMode"] == "PARALLEL":
        raise NotSupported("the executionMode PARALLEL of a pipeline (codepipeline)")
    if pipeline["pipelineType"] == "V1":
        for name in ("triggers", "variables"):
            if pipeline.get(name):
                raise invalid_structure(f"Pipelines of the type V1 cannot have {name}")
        if pipeline["executionMode"] == "QUEUED":
            raise invalid_structure("Pipelines of the type V1 cannot have the mode QUEUED")


def _check_stages(stages: Sequence[Declared]) -> None:
    if len(stages) < _FEWEST_STAGES:
        raise invalid_structure("Pipeline has only one stage; it must have at least two")
    check_unique([stage["name"] for stage in stages], "stage names in the pipeline")
    for index, stage in enumerate(stages):
        if not stage["actions"]:
            raise invalid_structure(f"Stage {stage['name']} must have at least one action")
        if stage.get("blockers"):
            raise NotSupported(f"blockers of the stage {stage['name']} (codepipeline)")
        check_unique([one["name"] for one in stage["actions"]], f"actions in {stage['name']}")
        for action in stage["actions"]:
            is_source = action["actionTypeId"]["category"] == "Source"
            if is_source != (index == 0):
                raise invalid_structure(
                    "Pipeline should start with a stage that only contains source actions, and no "
                    f"other stage may: {stage['name']} has {action['name']}"
                )


def _check_action(action: Declared, region: str) -> None:
    name, kind = action["name"], type_of(action["actionTypeId"])
    for unsupported in ("commands", "environmentVariables", "outputVariables"):
        if action.get(unsupported):
            raise NotSupported(f"{unsupported} of the action {name} (codepipeline)")
    if action.get("region", region) != region:
        raise NotSupported(f"the region {action['region']} of the action {name} (codepipeline)")
    if "timeoutInMinutes" in action and kind.category != "Approval":
        raise invalid_action(f"Action {name} cannot have timeoutInMinutes: only approvals can")
    given = set(action["configuration"])
    for key in sorted(kind.required - given):
        raise invalid_action(
            f"Action configuration for action '{name}' is missing required configuration '{key}'"
        )
    for key in sorted(given - kind.required - kind.optional):
        raise invalid_action(
            f"Action configuration for action '{name}' contains unknown configuration '{key}'"
        )
    _check_count(action, "inputArtifacts", kind.inputs)
    _check_count(action, "outputArtifacts", kind.outputs)
    kind.check(action)


def _check_count(action: Declared, key: str, allowed: range) -> None:
    if len(action[key]) not in allowed:
        raise invalid_action(
            f"Action {action['name']} has {len(action[key])} {key}; its type takes "
            f"{allowed.start} to {allowed.stop - 1}"
        )
    if any("files" in artifact for artifact in action[key]):
        raise NotSupported(f"files of {key} of the action {action['name']} (codepipeline)")


def source_actions(pipeline: Declared) -> Mapping[str, Declared]:
    """The source actions by their names."""
    return {action["name"]: action for action in pipeline["stages"][0]["actions"]}
