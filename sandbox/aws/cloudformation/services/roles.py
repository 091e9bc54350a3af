"""Roles, with the policies that they name."""

from collections.abc import Mapping
from typing import Any, override

from sandbox.aws.cloudformation.resource_type import (
    Account,
    Made,
    Properties,
    ResourceType,
    document,
    only,
    removed_tags,
    undone_on_failure,
)


class Role(ResourceType):
    """`AWS::IAM::Role`."""

    name = "AWS::IAM::Role"
    supported = frozenset(
        {
            "AssumeRolePolicyDocument", "Description", "ManagedPolicyArns", "MaxSessionDuration",
            "Path", "PermissionsBoundary", "Policies", "RoleName", "Tags",
        }
    )  # fmt: skip
    attributes = frozenset({"Arn", "RoleId"})
    named_by = "RoleName"
    longest_name = 64

    @override
    def create(self, account: Account, name: str, wanted: Properties) -> Made:
        """Make the role, and give it its policies."""
        iam = account.client("iam")
        role = iam.create_role(
            RoleName=name,
            AssumeRolePolicyDocument=document(wanted["AssumeRolePolicyDocument"]),
            **only(
                wanted, "Description", "MaxSessionDuration", "Path", "PermissionsBoundary", "Tags"
            ),
        )["Role"]
        with undone_on_failure(lambda: _remove(iam, name)):
            _set_policies(iam, name, wanted, {})
        return Made(name, {"Arn": role["Arn"], "RoleId": role["RoleId"]})

    @override
    def update(self, account: Account, made: Made, wanted: Properties, before: Properties) -> Made:
        """Change what the role may do and who may assume it."""
        iam, name = account.client("iam"), made.physical_id
        iam.update_assume_role_policy(
            RoleName=name, PolicyDocument=document(wanted["AssumeRolePolicyDocument"])
        )
        iam.update_role(
            RoleName=name,
            Description=wanted.get("Description", ""),
            MaxSessionDuration=wanted.get("MaxSessionDuration", 3600),
        )
        if boundary := wanted.get("PermissionsBoundary"):
            iam.put_role_permissions_boundary(RoleName=name, PermissionsBoundary=boundary)
        elif "PermissionsBoundary" in before:
            iam.delete_role_permissions_boundary(RoleName=name)
        if gone := removed_tags(before, wanted):
            iam.untag_role(RoleName=name, TagKeys=gone)
        if tags := wanted.get("Tags"):
            iam.tag_role(RoleName=name, Tags=tags)
        _set_policies(iam, name, wanted, before)
        return made

    @override
    def delete(self, account: Account, made: Made, before: Properties) -> None:
        """Remove the role with its policies."""
        iam = account.client("iam")
        _set_policies(iam, made.physical_id, {}, before)
        iam.delete_role(RoleName=made.physical_id)


def _set_policies(iam: Any, role: str, wanted: Properties, before: Properties) -> None:
    new, old = _inline(wanted), _inline(before)
    for name in old.keys() - new.keys():
        iam.delete_role_policy(RoleName=role, PolicyName=name)
    for name, text in new.items():
        iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=text)
    attached = set(wanted.get("ManagedPolicyArns", []))
    for arn in set(before.get("ManagedPolicyArns", [])) - attached:
        iam.detach_role_policy(RoleName=role, PolicyArn=arn)
    for arn in wanted.get("ManagedPolicyArns", []):
        iam.attach_role_policy(RoleName=role, PolicyArn=arn)


def _remove(iam: Any, role: str) -> None:
    """Remove a role with however many of its policies it got."""
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        iam.delete_role_policy(RoleName=role, PolicyName=name)
    for policy in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]:
        iam.detach_role_policy(RoleName=role, PolicyArn=policy["PolicyArn"])
    iam.delete_role(RoleName=role)


def _inline(properties: Properties) -> Mapping[str, str]:
    return {
        policy["PolicyName"]: document(policy["PolicyDocument"])
        for policy in properties.get("Policies", [])
    }
