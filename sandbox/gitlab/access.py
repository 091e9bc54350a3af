"""What every request to GitLab's API passes before its operation: token, scope, rate limit.

Source: "REST API authentication" (GitLab's documentation), `lib/gitlab/auth/auth_finders.rb` and
`lib/api/api_guard.rb` of GitLab's code.
"""

from werkzeug.wrappers import Request

from sandbox.gitlab import answers
from sandbox.gitlab.contract import Operation
from sandbox.gitlab.host import GitLab
from sandbox.gitlab.tokens import Token


def let_in(gitlab: GitLab, request: Request, operation: Operation) -> Token | None:
    """The token of the request; None without one, which some operations of public projects allow.

    Raises:
        Answer: 401 for a token that is worth nothing or where one is needed, 403 for one that is
            not for this operation, 429.
    """
    value = _value(request)
    if value is None:
        if operation.anonymous:
            return None
        raise answers.unauthorized()
    token = valid_token(gitlab, value)
    _count(gitlab, token)
    if not token.scopes & set(operation.scopes):
        raise answers.insufficient_scope(list(operation.scopes))
    if token.user.username in gitlab.blocked:
        raise answers.forbidden("Your account has been blocked.")
    return token


def _count(gitlab: GitLab, token: Token) -> None:
    now = gitlab.clock()
    over = gitlab.rate_limits.count(token.user.username, now)
    if over:
        wait = max(over.reset - int(now), 1)
        raise answers.rate_limited(wait, limit=over.limit, observed=over.observed, now=now)


def valid_token(gitlab: GitLab, value: str) -> Token:
    """The token of a secret value.

    Raises:
        Answer: 401, there is none, or it is worth nothing any more.
    """
    token = gitlab.token(value)
    if token is None:
        raise answers.unauthorized()
    if token.is_expired(gitlab.clock()):
        raise answers.expired()
    if token.revoked:
        raise answers.revoked()
    return token


def _value(request: Request) -> str | None:
    if given := request.headers.get("PRIVATE-TOKEN"):
        return given
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" and value else None
