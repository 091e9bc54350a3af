"""The permissions that it takes to make, change and remove roles and policies.

A role that may do so is held to paths by the resource, and to permissions boundaries by the
condition key `iam:PermissionsBoundary`, which has the boundary that the role has or is to have.

Source: Service Authorization Reference, "Actions, resources, and condition keys for AWS Identity
and Access Management".
"""

from typing import Any

from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends

from sandbox.aws.permissions.asked_by_role import AskedByRole
from sandbox.aws.permissions.decision import Needed

_WITH_NEW_BOUNDARY = ("CreateRole", "PutRolePermissionsBoundary")
_WITH_BOUNDARY = (
    "AttachRolePolicy",
    "DeleteRolePermissionsBoundary",
    "DeleteRolePolicy",
    "DetachRolePolicy",
    "PutRolePolicy",
)
_OF_ROLES = (
    *_WITH_NEW_BOUNDARY, *_WITH_BOUNDARY, "DeleteRole", "GetRole", "GetRolePolicy",
    "ListAttachedRolePolicies", "ListRolePolicies", "TagRole", "UntagRole",
    "UpdateAssumeRolePolicy", "UpdateRole",
)  # fmt: skip
_OF_POLICIES = (
    "CreatePolicy", "CreatePolicyVersion", "DeletePolicy", "DeletePolicyVersion", "GetPolicy",
)  # fmt: skip


def needs(request: AskedByRole) -> list[Needed] | None:
    """The permission that a request to IAM needs. None for one that is not known here."""
    operation, given = request.asked.operation, request.given
    if operation in _OF_POLICIES:
        made = f"policy{given.get('Path', '/')}{given.get('PolicyName')}"
        arn = given.get("PolicyArn") or f"arn:aws:iam::{request.role.account}:{made}"
        return [request.need(f"iam:{operation}", arn)]
    if operation not in _OF_ROLES:
        return None
    role, keys = _role(request), {"iam:policyarn": _optional(given.get("PolicyArn"))}
    if operation in _WITH_NEW_BOUNDARY:
        keys["iam:permissionsboundary"] = _optional(given.get("PermissionsBoundary"))
    elif operation in _WITH_BOUNDARY:
        keys["iam:permissionsboundary"] = _optional(role and role.permissions_boundary_arn)
    made = f"role{given.get('Path', '/')}{given['RoleName']}"
    arn = role.arn if role else f"arn:aws:iam::{request.role.account}:{made}"
    return [request.need(f"iam:{operation}", arn, keys)]


def _role(request: AskedByRole) -> Any:
    """The role that a request is about. None when it does not exist, or not yet."""
    if request.asked.operation == "CreateRole":
        return None
    try:
        return iam_backends[request.role.account]["aws"].get_role(request.given["RoleName"])
    except NotFoundException:
        return None


def _optional(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()
