"""The resource policy of a function: who else may invoke it."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sandbox.aws.functions.api.call import Call
from sandbox.aws.functions.api.errors import conflict, not_found
from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.api.store import check_qualifier

_CONDITIONS = {
    "EventSourceToken": ("StringEquals", "lambda:EventSourceToken"),
    "PrincipalOrgID": ("StringEquals", "aws:PrincipalOrgID"),
    "SourceAccount": ("StringEquals", "AWS:SourceAccount"),
    "SourceArn": ("ArnLike", "AWS:SourceArn"),
}


def add_permission(call: Call) -> dict[str, Any]:
    """AddPermission."""
    check_qualifier(call.parameters.get("Qualifier"))
    with call.store.lock:
        function = call.function
        statement = _statement(call.parameters, function)
        if any(other["Sid"] == statement["Sid"] for other in function.statements):
            raise conflict(
                f"The statement id ({statement['Sid']}) provided already exists. Please provide a "
                "new statement id, or remove the existing statement."
            )
        _keep(call, function, (*function.statements, statement))
    return {"Statement": json.dumps(statement)}


def remove_permission(call: Call) -> dict[str, Any]:
    """RemovePermission."""
    check_qualifier(call.parameters.get("Qualifier"))
    sid = call.parameters["StatementId"]
    with call.store.lock:
        function = call.function
        kept = tuple(statement for statement in function.statements if statement["Sid"] != sid)
        if len(kept) == len(function.statements):
            raise not_found(f"Statement {sid} is not found in resource policy.")
        _keep(call, function, kept)
    return {}


def get_policy(call: Call) -> dict[str, Any]:
    """GetPolicy."""
    check_qualifier(call.parameters.get("Qualifier"))
    function = call.function
    if not function.statements:
        raise not_found("The resource you requested does not exist.")
    document = {
        "Version": "2012-10-17",
        "Id": "default",
        "Statement": list(function.statements),
    }
    return {"Policy": json.dumps(document), "RevisionId": function.revision}


def _statement(parameters: Mapping[str, Any], function: Function) -> dict[str, Any]:
    conditions: dict[str, dict[str, str]] = {}
    for parameter, (operator, key) in _CONDITIONS.items():
        if parameter in parameters:
            conditions.setdefault(operator, {})[key] = parameters[parameter]
    return {
        "Sid": parameters["StatementId"],
        "Effect": "Allow",
        "Principal": _principal(parameters["Principal"]),
        "Action": parameters["Action"],
        "Resource": function.arn,
        **({"Condition": conditions} if conditions else {}),
    }


def _principal(named: str) -> object:
    if named == "*":
        return named
    if named.endswith(".amazonaws.com"):
        return {"Service": named}
    return {"AWS": f"arn:aws:iam::{named}:root" if named.isdigit() else named}


def _keep(call: Call, function: Function, statements: tuple[Mapping[str, Any], ...]) -> None:
    call.store.functions[function.name] = replace(function, statements=statements)
