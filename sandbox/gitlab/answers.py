"""Whole HTTP answers of GitLab's API that are not the result of the operation asked for.

They are exceptions: code raises one to end a request with it, and so may a test's interruption.

Sources: `lib/api/helpers.rb`, `lib/api/api_guard.rb` and `lib/gitlab/rack_attack.rb` of GitLab's
own code, whose helpers (`forbidden!`, `not_found!`, …) are named beside each answer.
"""

import json
from collections.abc import Mapping
from email.utils import formatdate


class Answer(Exception):
    """An answer: its HTTP status, its body (bytes, or what becomes JSON) and further headers."""

    def __init__(self, status: int, body: object, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"HTTP {status}: {body!r}")
        self.status = status
        self.headers = {"content-type": "application/json"} | dict(headers or {})
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()


def message(status: int, text: object) -> Answer:
    """A refusal in the form most of GitLab's have (`render_api_error!`)."""
    return Answer(status, {"message": text})


def not_supported(what: str) -> Answer:
    """Not GitLab's but the sandbox's own: HTTP 501 for what GitLab has and the sandbox has not."""
    return message(501, f"The sandbox's GitLab does not support {what}")


def bad_request(reason: str) -> Answer:
    """`bad_request!`."""
    return message(400, f"400 Bad request - {reason}")


def invalid(complaints: str) -> Answer:
    """What Grape, the library under GitLab's API, says to parameters it cannot use."""
    return Answer(400, {"error": complaints})


def unauthorized() -> Answer:
    """`unauthorized!`: no token where one is needed, an unknown one, or no right to merge."""
    return message(401, "401 Unauthorized")


def revoked() -> Answer:
    """The token was revoked."""
    return _invalid_token("Token was revoked. You have to re-authorize from the user.")


def expired() -> Answer:
    """The token's last day is over."""
    return _invalid_token("Token is expired. You can either do re-authorization or token refresh.")


def _invalid_token(description: str) -> Answer:
    body = {"error": "invalid_token", "error_description": description}
    challenge = f'Bearer realm="The API", error="invalid_token", error_description="{description}"'
    return Answer(401, body, {"www-authenticate": challenge})


def insufficient_scope(scopes: list[str]) -> Answer:
    """The token is not for this operation; one of `scopes` would be."""
    text = "The request requires higher privileges than provided by the access token."
    body = {"error": "insufficient_scope", "error_description": text, "scope": " ".join(scopes)}
    return Answer(403, body)


def forbidden(reason: str = "") -> Answer:
    """`forbidden!`."""
    return message(403, f"403 Forbidden - {reason}" if reason else "403 Forbidden")


def not_found(resource: str = "") -> Answer:
    """`not_found!`; without a resource as for a record that is not there."""
    return message(404, f"404 {resource} Not Found" if resource else "404 Not found")


def method_not_allowed() -> Answer:
    """`not_allowed!`."""
    return message(405, "405 Method Not Allowed")


def rate_limited(
    retry_after: int | None = 30, *, limit: int = 2000, observed: int = 2001, now: float = 0.0
) -> Answer:
    """Too many requests of one user in a minute: text, not JSON.

    Args:
        retry_after: Seconds, None for an answer without the headers.
        limit: How many requests there may be.
        observed: How many there were.
        now: The time, in seconds since 1970.
    """
    headers = {"content-type": "text/plain"}
    if retry_after is not None:
        reset = int(now) + retry_after
        headers |= {
            "ratelimit-name": "throttle_authenticated_api",
            "ratelimit-limit": str(limit),
            "ratelimit-observed": str(observed),
            "ratelimit-remaining": str(max(limit - observed, 0)),
            "ratelimit-reset": str(reset),
            "ratelimit-resettime": formatdate(reset, usegmt=True),
            "retry-after": str(retry_after),
        }
    return Answer(429, b"Retry later\n", headers)


def endpoint_rate_limited() -> Answer:
    """Too many requests of one kind (`check_rate_limit!`): JSON, and nothing says how long."""
    text = "This endpoint has been requested too many times. Try again later."
    return message(429, {"error": text})


def server_error(status: int = 502) -> Answer:
    """GitLab's front door when nobody behind it answers: a page, not JSON."""
    page = b"<!DOCTYPE html><html><body>GitLab is not responding</body></html>"
    return Answer(status, page, {"content-type": "text/html"})
