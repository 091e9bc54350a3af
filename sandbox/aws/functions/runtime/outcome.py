"""What an emulator's answer means: a result, an error of the function, or one of its runtime."""

import json
import re
from dataclasses import dataclass

from sandbox.aws.functions.runtime.emulator import Answer

_ERROR_KEYS = {"errorMessage", "errorType", "requestId", "stackTrace"}
_TIMED_OUT = re.compile(rb"Task timed out after [\d.]+ seconds")
_OK = 200


@dataclass(frozen=True)
class Outcome:
    """What came of one request."""

    payload: bytes
    error: str | None = None
    """The error's type when it failed."""
    status: str = "success"
    """As the platform reports it: `success`, `error` or `timeout`."""
    failure: str = ""
    """Why the runtime did not answer; empty when it did."""


def read(answer: Answer, request_id: str) -> Outcome:
    """Read an answer.

    The emulator answers a result and an exception of the handler alike, with status 200. An
    exception is known by its four keys and by the id of this request among them.
    """
    if _TIMED_OUT.fullmatch(answer.body):
        return _failed("Sandbox.Timedout", answer.body.decode(), request_id, "timeout")
    if answer.status != _OK:
        return _broken(answer.body, request_id)
    raised = _object(answer.body)
    if raised.keys() == _ERROR_KEYS and raised["requestId"] == request_id:
        return Outcome(answer.body, error=str(raised["errorType"]), status="error")
    return Outcome(answer.body)


def _broken(body: bytes, request_id: str) -> Outcome:
    told = _object(body)
    if "errorType" not in told:
        return _failed("Runtime.Unknown", "Runtime failed", request_id, "error")
    error = str(told["errorType"])
    return Outcome(body, error=error, status="error", failure=f"{told['errorMessage']}\n{error}")


def _failed(error: str, message: str, request_id: str, status: str) -> Outcome:
    text = f"RequestId: {request_id} Error: {message}"
    payload = json.dumps({"errorType": error, "errorMessage": text}).encode()
    return Outcome(payload, error=error, status=status, failure=f"{request_id} {message}")


def _object(body: bytes) -> dict[str, object]:
    try:
        read = json.loads(body)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}
