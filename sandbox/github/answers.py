"""Whole HTTP answers of GitHub's API that are not the result of the operation asked for.

They are exceptions: code raises one to end a request with it, and so may a test's interruption.

Sources: "Rate limits for the REST API" and "Rate limits and query limits for the GraphQL API" in
GitHub's documentation. The text of a refused API version and the primary limit's `RATE_LIMIT` type
are from answers of github.com that people recorded in 2025 and 2026 (expipiplus1/
update-nix-fetchgit issue 79, "X-GitHub-Api-Version error"; supabitapp/Prowl,
GithubRateLimitClassifierTests).
"""

import json
from collections.abc import Mapping
from typing import Literal

REST_DOCS = "https://docs.github.com/rest"
GRAPHQL_DOCS = "https://docs.github.com/graphql"
_SECONDARY_DOCS = f"{REST_DOCS}/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits"


class Answer(Exception):
    """An answer: its HTTP status, its body (bytes, or what becomes JSON) and further headers."""

    def __init__(self, status: int, body: object, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"HTTP {status}: {body!r}")
        self.status = status
        self.headers = {"content-type": "application/json; charset=utf-8"} | dict(headers or {})
        self.body = body if isinstance(body, bytes) else json.dumps(body).encode()


def message(status: int, text: str, docs: str = REST_DOCS, **more: object) -> Answer:
    """A refusal in the form all of GitHub's have: message, documentation_url, status."""
    body = {"message": text, **more, "documentation_url": docs, "status": str(status)}
    return Answer(status, body)


def not_supported(what: str) -> Answer:
    """Not GitHub's but the sandbox's own: HTTP 501 for what GitHub has and the sandbox has not."""
    return message(501, f"The sandbox's GitHub does not support {what}", "sandbox/github")


def bad_credentials(docs: str = REST_DOCS) -> Answer:
    """The token is unknown or revoked."""
    return message(401, "Bad credentials", docs)


def not_authenticated(docs: str = REST_DOCS) -> Answer:
    """No token, on an Enterprise Server in private mode or in GraphQL."""
    if docs == GRAPHQL_DOCS:
        guide = f"{docs}/guides/forming-calls-with-graphql#authenticating-with-graphql"
        return message(401, "This endpoint requires you to be authenticated.", guide)
    return message(401, "Must authenticate to access this API.", docs)


def no_user_agent() -> Answer:
    """What the administrators' proxy says to a request without a User-Agent."""
    text = (
        "\r\nRequest forbidden by administrative rules. Please make sure your request has a "
        "User-Agent header (https://docs.github.com/en/rest/using-the-rest-api/"
        "troubleshooting-the-rest-api#user-agent-required). "
        "Check https://developer.github.com for other possible causes.\r\n"
    )
    return Answer(403, text.encode(), {"content-type": "text/html; charset=utf-8"})


def unknown_api_version(version: str, newest: str, oldest: str) -> Answer:
    """X-GitHub-Api-Version names none that there is. `errors` is a text here, not a list."""
    why = (
        f'The version you specified in the "X-GitHub-API-Version" request header, "{version}", is '
        "not a supported version. The following versions are currently supported: "
        f'"{newest}" (most recent) and "{oldest}".'
    )
    return message(400, "Bad Request", errors=why)


def secondary_rate_limit(
    retry_after: int | None = 60, status: Literal[200, 403, 429] = 403
) -> Answer:
    """Too many requests at a time, or too much writing.

    GitHub documents 403 and 429, and in GraphQL also 200; the form of that one is unverified.

    Args:
        retry_after: Seconds, None for an answer without the header, which GitHub gives too.
        status: The HTTP status.
    """
    text = (
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again. "
        "If you reach out to GitHub Support for help, please include the request ID "
        "C0DE:2F1A3B:1A2B3C:4D5E6F:65F0C0DE."
    )
    headers = {} if retry_after is None else {"retry-after": str(retry_after)}
    if status == 200:
        return Answer(status, {"data": None, "errors": [{"message": text}]}, headers)
    body = {"documentation_url": _SECONDARY_DOCS, "message": text}
    return Answer(status, body, headers)


def primary_rate_limit(
    reset_at: int,
    *,
    resource: Literal["graphql", "core"] = "graphql",
    limit: int = 5000,
    user_id: int = 1,
    error_type: Literal["RATE_LIMIT", "RATE_LIMITED"] = "RATE_LIMIT",
) -> Answer:
    """The hour's points are used up: 200 with an error in GraphQL, 403 in REST.

    Args:
        reset_at: When there are points again, in seconds since 1970.
        resource: Which points.
        limit: How many there are in an hour.
        user_id: Whose.
        error_type: `RATE_LIMIT` with a `code` is what github.com answered in 2026, `RATE_LIMITED`
            what it answered before and what Octokit's throttling plug-in looks for.
    """
    headers = {
        "x-ratelimit-limit": str(limit),
        "x-ratelimit-remaining": "0",
        "x-ratelimit-used": str(limit),
        "x-ratelimit-reset": str(reset_at),
        "x-ratelimit-resource": resource,
    }
    if resource == "core":
        text = f"API rate limit exceeded for user ID {user_id}."
        refused = message(403, text, f"{REST_DOCS}/overview/rate-limits-for-the-rest-api")
        return Answer(403, refused.body, refused.headers | headers)
    if error_type == "RATE_LIMITED":
        error = {"type": error_type, "message": f"API rate limit exceeded for user ID {user_id}."}
    else:
        text = f"API rate limit already exceeded for user ID {user_id}."
        error = {"type": error_type, "code": "graphql_rate_limit", "message": text}
    return Answer(200, {"errors": [error]}, headers)


def server_error(status: int = 502) -> Answer:
    """GitHub's front door when nobody behind it answers: a page, not JSON."""
    page = "<html><head><title>Unicorn!</title></head><body>We couldn't respond in time.</body>"
    return Answer(status, page.encode(), {"content-type": "text/html; charset=utf-8"})
