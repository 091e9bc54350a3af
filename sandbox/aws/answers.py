"""Errors in the protocol of the service that is asked."""

import json
from xml.sax.saxutils import escape

from werkzeug.wrappers import Response


def error_answer(protocol: str, code: str, message: str, status: int) -> Response:
    """Write an error so that an SDK reads its code and message.

    Args:
        protocol: The protocol of the request: `json`, `rest-json`, `query` or `rest-xml`.
        code: The error's code.
        message: Its message.
        status: The HTTP status.
    """
    if protocol in ("json", "rest-json"):
        return _json_error(code, message, status)
    return _xml_error(protocol, code, message, status)


def _json_error(code: str, message: str, status: int) -> Response:
    return Response(
        json.dumps({"__type": code, "message": message}),
        status=status,
        mimetype="application/x-amz-json-1.1",
        headers={"x-amzn-ErrorType": code, "x-amzn-query-error": f"{code};Sender"},
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
