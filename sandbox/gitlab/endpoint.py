"""The REST API below `/api/v4/`: finds the operation, holds the request to its contract.

Source: "REST API" (GitLab's documentation): "Request payload", "Path parameters" and "Array and
hash types". Paths are told apart before they are decoded, as GitLab does: `acme%2Finfra` is one
segment.
"""

import json
from collections.abc import Mapping

from werkzeug.wrappers import Request

from sandbox.gitlab.access import let_in
from sandbox.gitlab.answers import Answer, invalid, not_supported
from sandbox.gitlab.call import Call, Handler
from sandbox.gitlab.contract import Operation
from sandbox.gitlab.host import GitLab
from sandbox.http_server import Described

PREFIX = "/api/v4/"
type Handlers = Mapping[Operation, Handler]


def answer_api(
    gitlab: GitLab, request: Request, described: Described, handlers: Handlers
) -> Answer:
    """Carry a request out.

    Raises:
        Answer: It is refused.
    """
    address = request.environ["RAW_URI"]
    segments = address.partition("?")[0].removeprefix(PREFIX).split("/")
    for operation in handlers:
        in_path = operation.match(request.method, segments)
        if in_path is not None:
            break
    else:
        described.operation = "unknown"
        raise not_supported(f"the operation {request.method} /{'/'.join(segments)}")
    described.operation = operation.name
    token = let_in(gitlab, request, operation)
    described.principal = token.user.username if token else ""
    given = operation.read(_query(request) | _body(request))
    url = request.host_url.rstrip("/")
    call = Call(gitlab, token, url, described, operation, in_path, given, address)
    call.begin()
    return handlers[operation](call)


def _query(request: Request) -> dict[str, object]:
    """The parameters of the query; `name[]` is a list."""
    return {
        name.removesuffix("[]"): values if name.endswith("[]") else values[-1]
        for name, values in request.args.lists()
    }


def _body(request: Request) -> dict[str, object]:
    sent = request.get_data()
    if not sent:
        return {}
    if request.mimetype != "application/json":
        text = f"The provided content-type '{request.content_type}' is not supported."
        raise Answer(415, {"error": text})
    try:
        body = json.loads(sent)
    except ValueError:
        raise invalid("message body does not match declared format") from None
    if not isinstance(body, dict):
        raise not_supported("a body that is no JSON object")
    return body
