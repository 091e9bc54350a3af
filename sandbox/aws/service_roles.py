"""Roles that services assume on somebody's behalf."""

import json
from collections.abc import Mapping
from typing import Any

from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends


def trusts(role_arn: str, service: str) -> bool:
    """Whether there is a role that lets a service assume it.

    Args:
        role_arn: The role.
        service: The service's principal, such as `cloudformation.amazonaws.com`.
    """
    parts = role_arn.split(":")
    if len(parts) != 6 or parts[2] != "iam":
        return False
    try:
        role = iam_backends[parts[4]][parts[1]].get_role_by_arn(role_arn)
    except NotFoundException:
        return False
    statements = json.loads(role.assume_role_policy_document)["Statement"]
    listed = statements if isinstance(statements, list) else [statements]
    return any(_lets_assume(statement, service) for statement in listed)


def _lets_assume(statement: Mapping[str, Any], service: str) -> bool:
    principal = statement.get("Principal")
    services = principal.get("Service", []) if isinstance(principal, dict) else []
    return (
        statement.get("Effect") == "Allow"
        and service in _listed(services)
        and "sts:AssumeRole" in _listed(statement.get("Action", []))
    )


def _listed(one_or_several: str | list[str]) -> list[str]:
    return [one_or_several] if isinstance(one_or_several, str) else one_or_several
