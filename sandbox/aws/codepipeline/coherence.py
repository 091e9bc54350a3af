"""Whether the parts of a declared pipeline fit: its artifacts, its variables and its names."""

from collections.abc import Iterator, Sequence

from sandbox.aws.codepipeline.errors import invalid_action, invalid_structure
from sandbox.aws.codepipeline.executions import Declared
from sandbox.aws.codepipeline.variables import (
    PIPELINE_NAMESPACE,
    SERVICE_NAMESPACE,
    namespaces_in,
)


def check_artifacts(stages: Sequence[Declared]) -> None:
    """Check that each artifact is made once, and before it is used.

    Raises:
        AwsError: `InvalidStructureException`.
    """
    made: set[str] = set()
    for stage in stages:
        for order in sorted({action["runOrder"] for action in stage["actions"]}):
            together = [one for one in stage["actions"] if one["runOrder"] == order]
            for action in together:
                for artifact in action["inputArtifacts"]:
                    if artifact["name"] not in made:
                        raise invalid_structure(
                            f"Input Artifact Bundle {artifact['name']} in action {action['name']} "
                            "is not declared as Output Artifact Bundle in any of the preceding "
                            "actions"
                        )
            outputs = [one["name"] for action in together for one in action["outputArtifacts"]]
            check_unique([*made, *outputs], "output artifacts in the pipeline")
            made.update(outputs)


def check_variables(pipeline: Declared) -> None:
    """Check that each namespace that is referred to is an action's, or the pipeline's own.

    Raises:
        AwsError: `InvalidActionDeclarationException`.
    """
    check_unique([one["name"] for one in pipeline.get("variables", [])], "variables")
    named = [action["namespace"] for _, action in _actions_of(pipeline) if "namespace" in action]
    check_unique(named, "namespaces in the pipeline")
    known = {*named, SERVICE_NAMESPACE, PIPELINE_NAMESPACE}
    for stage, action in _actions_of(pipeline):
        for key, value in action["configuration"].items():
            if unknown := sorted(set(namespaces_in(value)) - known):
                raise invalid_action(
                    "Valid format for a pipeline execution variable reference is a namespace and a "
                    "key separated by a period (.). The following pipeline execution variables are "
                    f"referencing a namespace that does not exist. StageName=[{stage}], ActionName="
                    f"[{action['name']}], ActionConfigurationKey=[{key}], "
                    f"VariableReferenceText=[{', '.join(unknown)}]"
                )


def _actions_of(pipeline: Declared) -> Iterator[tuple[str, Declared]]:
    """The stage's name and the action, of every action in the order of the stages."""
    for stage in pipeline["stages"]:
        for action in stage["actions"]:
            yield stage["name"], action


def check_unique(names: Sequence[str], what: str) -> None:
    """Check that no name is there twice.

    Raises:
        AwsError: `InvalidStructureException`.
    """
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise invalid_structure(f"Names of {what} must be unique: {', '.join(twice)}")
