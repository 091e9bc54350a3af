"""What every request to GitHub's API passes before its operation: proxy, token, rate limits.

Sources: "Authenticating to the REST API", "Rate limits for the REST API" (GitHub's documentation).
"""

import base64
import binascii

from werkzeug.wrappers import Request

from sandbox.github import answers
from sandbox.github.apps.json_web_token import app_of
from sandbox.github.call import Call
from sandbox.github.host import GitHub
from sandbox.github.rate_limits import Resource
from sandbox.github.tokens import Account, Token
from sandbox.http_server import Described


def let_in(
    github: GitHub, request: Request, described: Described, resource: Resource, docs: str
) -> Call:
    """The request of a token's owner.

    Raises:
        Answer: 403 without a User-Agent, 401 without a token or with one that is not valid.
    """
    if not request.headers.get("User-Agent"):
        raise answers.no_user_agent()
    token = token_of(github, request)
    if token is None:
        is_anonymous = "Authorization" not in request.headers
        raise answers.not_authenticated(docs) if is_anonymous else answers.bad_credentials(docs)
    described.principal = token.account.login
    return Call(github, token, resource, request.host_url.rstrip("/"), described)


def let_app_in(github: GitHub, request: Request, described: Described) -> Call:
    """The request of an App, for itself.

    Raises:
        Answer: 403 without a User-Agent, 401 or 404 without a JSON Web Token that holds.
    """
    if not request.headers.get("User-Agent"):
        raise answers.no_user_agent()
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    signed = value.strip() if scheme.lower() in ("bearer", "token") else ""
    app = app_of(github.apps, signed, github.clock())
    described.principal = app.slug
    account = Account(app.id, app.slug, app.slug, "")
    token = Token(account, "app", {}, frozenset(), "")
    return Call(github, token, "core", request.host_url.rstrip("/"), described, app)


def count(call: Call, *, writes: bool) -> None:
    """Count a request against the user's limits.

    Raises:
        Answer: A limit is exceeded.
    """
    limits, account, now = call.github.rate_limits, call.token.account, call.github.clock()
    if not limits.take(account.login, call.resource, now):
        standing = call.standing()
        raise answers.primary_rate_limit(
            standing.reset, resource=call.resource, limit=standing.limit, user_id=account.id
        )
    if limits.is_burst(account.login, call.resource, now, writes=writes):
        raise answers.secondary_rate_limit()


def token_of(github: GitHub, request: Request) -> Token | None:
    """The token that Authorization gives: as bearer, as token, or as the password of basic."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    match scheme.lower():
        case "bearer" | "token":
            return github.token(value.strip())
        case "basic":
            return github.token(_password(value))
        case _:
            return None


def _password(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        return ""
