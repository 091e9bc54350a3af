"""The permissions that an application may not give.

Source: AWS Serverless Application Repository Developer Guide, "Using AWS SAM with the AWS
Serverless Application Repository". It does not speak of AdministratorAccess, which is broader than
what it blocks.
"""

import json
from collections.abc import Iterator
from typing import Any

from sandbox.aws.errors import AwsError, NotSupported
from sandbox.aws.serverlessrepo.errors import bad_request
from sandbox.aws.wildcards import matches

_POLICIES = ("AWSLambda_FullAccess", "AdministratorAccess")
_ACTIONS = ("iam:AttachRolePolicy", "iam:PutRolePolicy")


def check_permissions(name: str, resource: Any) -> None:
    """Check a resource of a template after its transform.

    Args:
        name: Its logical id.
        resource: The resource, with the functions of the template in place.

    Raises:
        AwsError: `BadRequestException`, which names the permission.
        NotSupported: A statement that names what it does not mean.
    """
    if not resource["Type"].startswith("AWS::IAM::"):
        return
    for inside in _within(resource.get("Properties", {})):
        if not isinstance(inside, dict):
            continue
        for policy in _POLICIES:
            if f'policy/{policy}"' in json.dumps(inside.get("ManagedPolicyArns", "")):
                raise _blocked(name, f"the managed policy {policy}")
        if inside.get("Effect") == "Allow":
            _check_statement(name, inside)


def _check_statement(name: str, statement: dict[str, Any]) -> None:
    if "NotAction" in statement or "NotResource" in statement:
        raise NotSupported(f"the publication of a policy with NotAction or NotResource ({name})")
    if "*" not in _texts(statement.get("Resource")):
        return
    for written in _texts(statement.get("Action")):
        if any(matches(written, action, ignore_case=True) for action in _ACTIONS):
            raise _blocked(name, f"{written} on all resources (*)")


def _blocked(name: str, what: str) -> AwsError:
    return bad_request(
        f"Resource with id [{name}] grants {what}: an overly broad IAM permission, which does not "
        "follow the principle of least privilege."
    )


def _within(value: Any) -> Iterator[Any]:
    """A value and everything in it, whatever conditions choose."""
    yield value
    if isinstance(value, dict | list):
        for inside in value.values() if isinstance(value, dict) else value:
            yield from _within(inside)


def _texts(value: Any) -> list[str]:
    return [one for one in _within(value) if isinstance(one, str)]
