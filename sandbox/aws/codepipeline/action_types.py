"""The types of action that the executor can run. Every other type is refused."""

from collections.abc import Mapping

from sandbox.aws.codepipeline.action_type import ActionType
from sandbox.aws.codepipeline.actions.approval import ManualApproval
from sandbox.aws.codepipeline.actions.cloudformation import CloudFormationDeploy
from sandbox.aws.codepipeline.actions.codebuild import CodeBuildAction, CodeBuildTest
from sandbox.aws.codepipeline.actions.codecommit import CodeCommitSource
from sandbox.aws.codepipeline.actions.connection import ConnectionSource
from sandbox.aws.codepipeline.actions.invoke import LambdaInvoke
from sandbox.aws.errors import NotSupported

_TYPES: Mapping[tuple[str, str], ActionType] = {
    (kind.category, kind.provider): kind
    for kind in (
        CloudFormationDeploy(),
        CodeBuildAction(),
        CodeBuildTest(),
        CodeCommitSource(),
        ConnectionSource(),
        LambdaInvoke(),
        ManualApproval(),
    )
}


def type_of(type_id: Mapping[str, str]) -> ActionType:
    """The type of an action.

    Args:
        type_id: `actionTypeId`.

    Raises:
        NotSupported: The sandbox does not have it.
    """
    key = (type_id["category"], type_id["provider"])
    if key not in _TYPES or (type_id["owner"], type_id["version"]) != ("AWS", "1"):
        names = ("category", "owner", "provider", "version")
        said = " ".join(type_id[name] for name in names)
        raise NotSupported(f"actions of the type {said} (codepipeline)")
    return _TYPES[key]
