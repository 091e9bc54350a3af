"""Invoke."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from moto.core.common_types import TYPE_RESPONSE

from sandbox.aws.errors import AwsError
from sandbox.aws.functions.api.call import Call
from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.api.store import check_qualifier

_MOST_BYTES = {"RequestResponse": 6_291_456, "Event": 1_048_576}
""""Lambda quotas": 6 MB for synchronous, 1 MB for asynchronous requests."""
_LOG_TAIL = 4096


def invoke(call: Call) -> TYPE_RESPONSE:
    """Invoke, in its three types. The answer's body is the function's own."""
    check_qualifier(call.parameters.get("Qualifier"))
    function = call.function
    kind = call.parameters.get("InvocationType", "RequestResponse")
    if kind == "DryRun":
        return _answer(204, b"")
    event = _event(call.parameters.get("Payload"), kind)
    if kind == "Event":
        call.host.invoke_later(function, event)
        return _answer(202, b"")
    return _answer_with_result(call, function, event)


def _answer_with_result(call: Call, function: Function, event: bytes) -> TYPE_RESPONSE:
    ran = call.host.invoke(function, event)
    headers = {"X-Amz-Executed-Version": "$LATEST"}
    if ran.error is not None:
        headers["X-Amz-Function-Error"] = "Unhandled"
    if call.parameters.get("LogType") == "Tail":
        tail = "\n".join(ran.log).encode()[-_LOG_TAIL:]
        headers["X-Amz-Log-Result"] = base64.b64encode(tail).decode()
    return _answer(200, ran.payload, headers)


def _event(payload: Any, kind: str) -> bytes:
    event = payload.encode() if isinstance(payload, str) else bytes(payload or b"{}")
    if len(event) > _MOST_BYTES[kind]:
        raise AwsError(
            "RequestTooLargeException",
            f"{len(event)} byte payload is too large for the {kind} invocation type "
            f"(limit {_MOST_BYTES[kind]} bytes)",
            status=413,
        )
    try:
        json.loads(event)
    except ValueError as error:
        raise AwsError(
            "InvalidRequestContentException", f"Could not parse request body into json: {error}"
        ) from None
    return event


def _answer(status: int, body: bytes, headers: Mapping[str, str] | None = None) -> TYPE_RESPONSE:
    return status, {"Content-Type": "application/json", **(headers or {})}, body
