"""What the requests that change stacks have in common."""

from collections.abc import Mapping
from typing import Any

from sandbox.aws.cloudformation import stack_policy
from sandbox.aws.cloudformation.manner import Manner
from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.cloudformation.template_source import template_text
from sandbox.aws.cloudformation.wanted import Submitted
from sandbox.aws.errors import NotSupported

# Settings of a request that change what happens and that the local AWS does not have.
_NOT_SUPPORTED = (
    "AutoExecute", "DeploymentConfig", "DeploymentMode", "ImportExistingResources",
    "IncludeNestedStacks", "IncludePropertyValues", "NotificationARNs", "ResourceTypes",
    "ResourcesToImport", "RetainExceptOnCreate", "RollbackConfiguration",
    "StackPolicyDuringUpdateURL", "StackPolicyURL", "TimeoutInMinutes",
)  # fmt: skip
_ONLY_VALUE = {"DeletionMode": "STANDARD"}
_ON_FAILURE = ("ROLLBACK", "DO_NOTHING", "DELETE")


def require_supported(operation: str, asked: Mapping[str, Any]) -> None:
    """Check that nothing in a request would be ignored.

    Raises:
        NotSupported: A setting that the local AWS does not have.
    """
    for setting in _NOT_SUPPORTED:
        if asked.get(setting):
            raise NotSupported(f"{setting} of cloudformation:{operation}")
    for setting, value in _ONLY_VALUE.items():
        if asked.get(setting, value) != value:
            raise NotSupported(f"{setting} {asked[setting]} of cloudformation:{operation}")
    if operation == "UpdateStack" and asked.get("DisableRollback"):
        raise NotSupported("DisableRollback of cloudformation:UpdateStack")


def manner_of(asked: Mapping[str, Any]) -> Manner:
    """How the work of a request is to be done.

    Raises:
        AwsError: `ValidationError`, when it says two things of failures, or one that is not known.
    """
    if "OnFailure" in asked and "DisableRollback" in asked:
        raise invalid("You can specify either OnFailure or DisableRollback, but not both.")
    default = "DO_NOTHING" if asked.get("DisableRollback") else "ROLLBACK"
    on_failure = asked.get("OnFailure") or asked.get("OnStackFailure") or default
    if on_failure not in _ON_FAILURE:
        raise invalid(f"{on_failure} is not one of {', '.join(_ON_FAILURE)}")
    return Manner(
        asked.get("RoleARN"),
        asked.get("ClientRequestToken"),
        asked.get("StackPolicyDuringUpdateBody"),
        on_failure,
    )


def policy_in(asked: Mapping[str, Any]) -> str | None:
    """The stack policy that a request gives a stack, if it does.

    Raises:
        AwsError: `ValidationError`, when it is no policy.
    """
    policy: str | None = asked.get("StackPolicyBody")
    for text in (policy, asked.get("StackPolicyDuringUpdateBody")):
        if text is not None:
            stack_policy.check(text)
    return policy


def submitted_in(asked: Mapping[str, Any], account: Account) -> Submitted:
    """What a request says that a stack is to become.

    Raises:
        AwsError: `ValidationError`, when its template cannot be read.
    """
    tags = asked.get("Tags")
    return Submitted(
        template_text(asked, account),
        asked.get("Parameters", ()),
        None if tags is None else {tag["Key"]: tag["Value"] for tag in tags},
        tuple(asked.get("Capabilities", ())),
    )
