"""What a caller must acknowledge before CloudFormation makes IAM resources or expands macros."""

from collections.abc import Collection
from typing import Any

from sandbox.aws.cloudformation.template import Template
from sandbox.aws.errors import AwsError

_NAME_OF_TYPE = {
    "AWS::IAM::Role": "RoleName",
    "AWS::IAM::Policy": None,
    "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
    "AWS::IAM::InstanceProfile": "InstanceProfileName",
    "AWS::IAM::User": "UserName",
    "AWS::IAM::Group": "GroupName",
    "AWS::IAM::AccessKey": None,
    "AWS::IAM::UserToGroupAddition": None,
}


def needed_by(template: Template) -> tuple[list[str], list[str]]:
    """The capability that a processed template needs, and the types of resource that need it."""
    types = [
        resource["Type"]
        for resource in template["Resources"].values()
        if resource["Type"] in _NAME_OF_TYPE
    ]
    if not types:
        return [], []
    named = any(_is_named(resource) for resource in template["Resources"].values())
    return ["CAPABILITY_NAMED_IAM" if named else "CAPABILITY_IAM"], sorted(set(types))


def require(needed: Collection[str], acknowledged: Collection[str]) -> None:
    """Compare what is needed to what the caller acknowledged.

    Raises:
        AwsError: `InsufficientCapabilitiesException`.
    """
    granted = set(acknowledged)
    if "CAPABILITY_NAMED_IAM" in granted:
        granted.add("CAPABILITY_IAM")
    if missing := [name for name in needed if name not in granted]:
        raise AwsError(
            "InsufficientCapabilitiesException", f"Requires capabilities : [{', '.join(missing)}]"
        )


def _is_named(resource: Any) -> bool:
    name = _NAME_OF_TYPE.get(resource["Type"])
    return name is not None and name in (resource.get("Properties") or {})
