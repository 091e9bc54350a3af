"""Errors in the protocol of the service that is asked."""

import json
from collections.abc import Mapping
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response

from sandbox.aws.asked import Asked


def error_answer(asked: Asked, code: str, message: str, status: int) -> Response:
    """Write an error so that an SDK reads its code and message.

    Args:
        asked: What it answers, in whose protocol it is.
        code: The error's code.
        message: Its message.
        status: The HTTP status.
    """
    if asked.protocol not in ("json", "rest-json"):
        return _xml_error(asked.protocol, code, message, status)
    compatible = "awsQueryCompatible" in asked.model.metadata
    headers = {"x-amzn-query-error": f"{code};Sender"} if compatible else {}
    return _json_error(code, message, status, headers)


def unknown_service_answer(asked: Asked, message: str) -> Response:
    """Refuse a service that has no model, in the protocol that the request looks like."""
    if asked.request.values.get("Action"):
        return _xml_error("query", "NotSupported", message, 501)
    return _json_error("NotSupported", message, 501, {})


def anonymous_answer() -> Response:
    """What AWS says to a request that nobody signed."""
    return _xml_error(
        "query", "MissingAuthenticationToken", "Request is missing Authentication Token", 403
    )


def _json_error(code: str, message: str, status: int, headers: Mapping[str, str]) -> Response:
    return Response(
        json.dumps({"__type": code, "message": message}),
        status=status,
        mimetype="application/x-amz-json-1.1",
        headers={"x-amzn-ErrorType": code, **headers},
    )


def _xml_error(protocol: str, code: str, message: str, status: int) -> Response:
    fields = f"<Code>{escape(code)}</Code><Message>{escape(message)}</Message>"
    if protocol == "rest-xml":
        body = f"<Error>{fields}<RequestId>0</RequestId></Error>"
    else:
        body = (
            f"<ErrorResponse><Error><Type>Sender</Type>{fields}</Error>"
            "<RequestId>0</RequestId></ErrorResponse>"
        )
    return Response(body, status=status, mimetype="text/xml")
