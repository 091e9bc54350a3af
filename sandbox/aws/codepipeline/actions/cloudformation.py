"""The deploy action of CloudFormation, in each of its modes.

Source: AWS CodePipeline User Guide, "AWS CloudFormation deploy action reference"; AWS
CloudFormation User Guide, "AWS CloudFormation configuration properties reference".
"""

from collections.abc import Callable, Mapping
from typing import Any, override

from sandbox.aws.codepipeline.action_type import ActionType, Done, Job
from sandbox.aws.codepipeline.actions import change_sets
from sandbox.aws.codepipeline.actions.stacks import Stack
from sandbox.aws.codepipeline.actions.templates import submitted
from sandbox.aws.codepipeline.errors import invalid_action

_FROM_TEMPLATE = ("CREATE_UPDATE", "REPLACE_ON_FAILURE", "CHANGE_SET_REPLACE")
_NEEDS = {
    "TemplatePath": _FROM_TEMPLATE,
    "RoleArn": (*_FROM_TEMPLATE, "DELETE_ONLY"),
    "ChangeSetName": ("CHANGE_SET_REPLACE", "CHANGE_SET_EXECUTE"),
}
"""The keys that some modes must have."""
_FAILED = ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED")
"""With UPDATE_ROLLBACK_FAILED, the states in which REPLACE_ON_FAILURE begins anew."""


class CloudFormationDeploy(ActionType):
    """A stack is made, changed or removed, or a change set made or executed."""

    category = "Deploy"
    provider = "CloudFormation"
    required = frozenset({"ActionMode", "StackName"})
    optional = frozenset(
        {"Capabilities", "ChangeSetName", "OutputFileName", "ParameterOverrides", "RoleArn"}
        | {"TemplateConfiguration", "TemplatePath"}
    )
    inputs = range(11)
    outputs = range(2)

    @override
    def check(self, action: Mapping[str, Any]) -> None:
        """Check the mode, and that it has what it needs."""
        configuration, name = action["configuration"], action["name"]
        mode = configuration["ActionMode"]
        if mode not in _MODES:
            raise invalid_action(
                f"Action configuration for action '{name}' has an invalid ActionMode: {mode}"
            )
        for key, modes in _NEEDS.items():
            if mode in modes and key not in configuration:
                raise invalid_action(
                    f"Action configuration for action '{name}' is missing required configuration "
                    f"'{key}'"
                )
        if ("OutputFileName" in configuration) != bool(action["outputArtifacts"]):
            raise invalid_action(
                f"Action '{name}' must have an output artifact if it has OutputFileName, and none "
                "if it has not"
            )

    @override
    def run(self, job: Job) -> Done:
        """Do what the mode says."""
        stack = Stack(job, job.configuration["StackName"])
        done = _MODES[job.configuration["ActionMode"]](job, stack)
        if name := job.configuration.get("OutputFileName"):
            job.store.put(job.run.outputs[0], {name: (stack.outputs_as_json(), 0o100644)})
        return done


def _create_update(job: Job, stack: Stack) -> Done:
    wanted = submitted(job)
    if not stack.exists:
        return stack.create(wanted)
    return stack.update(wanted)


def _replace_on_failure(job: Job, stack: Stack) -> Done:
    wanted = submitted(job)
    if stack.exists and stack.status in (*_FAILED, "UPDATE_ROLLBACK_FAILED"):
        stack.delete()
        return stack.create(wanted)
    return stack.update(wanted) if stack.exists else stack.create(wanted)


def _delete_only(job: Job, stack: Stack) -> Done:
    if stack.exists:
        stack.delete(RoleARN=job.configuration["RoleArn"])
    return Done(summary=f"Stack {stack.name} was deleted.")


_MODES: Mapping[str, Callable[[Job, Stack], Done]] = {
    "CHANGE_SET_EXECUTE": change_sets.execute,
    "CHANGE_SET_REPLACE": change_sets.replace,
    "CREATE_UPDATE": _create_update,
    "DELETE_ONLY": _delete_only,
    "REPLACE_ON_FAILURE": _replace_on_failure,
}
