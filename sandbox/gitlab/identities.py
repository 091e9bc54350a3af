"""Who asks whom: the version of a GitLab, users, and the token of the request.

Source: "Metadata API", "Users API" and "Personal access tokens API" (GitLab's documentation).
"""

from datetime import UTC, datetime
from typing import Any

from sandbox.gitlab.answers import Answer
from sandbox.gitlab.call import Call
from sandbox.gitlab.pages import numbered_page
from sandbox.gitlab.shown_user import shown_user
from sandbox.gitlab.times import shown_time

_VERSION = {"version": "18.5.0-ee", "revision": "f6d2c0d1a2b"}


def get_version(_: Call) -> Answer:
    """`GET /version`."""
    return Answer(200, _VERSION)


def get_metadata(_: Call) -> Answer:
    """`GET /metadata`."""
    kas = {"enabled": False, "externalUrl": None, "version": None}
    return Answer(200, _VERSION | {"kas": kas, "enterprise": True})


def get_current_user(call: Call) -> Answer:
    """`GET /user`."""
    user = call.user
    more = {"email": user.email, "commit_email": user.email, "bot": user.bot, "is_admin": False}
    return Answer(200, (shown_user(call.url, user) or {}) | more)


def list_users(call: Call) -> Answer:
    """`GET /users`, of those with a name."""
    found = call.gitlab.user(call.given["username"])
    return numbered_page(call, [found] if found else [], lambda user: shown_user(call.url, user))


def get_own_token(call: Call) -> Answer:
    """`GET /personal_access_tokens/self`."""
    token: Any = call.token
    return Answer(
        200,
        {
            "id": token.id,
            "name": token.name,
            "revoked": token.revoked,
            "created_at": shown_time(token.created_at),
            "description": None,
            "scopes": sorted(token.scopes),
            "user_id": token.user.id,
            "last_used_at": shown_time(call.now),
            "active": True,
            "expires_at": datetime.fromtimestamp(token.expires_at, UTC).date().isoformat(),
        },
    )
