"""REST for Apps themselves, who come with a JSON Web Token: their installations and tokens there.

Source: "REST API endpoints for GitHub Apps".
"""

from typing import Any

from sandbox.github.answers import Answer, message
from sandbox.github.apps.access_tokens import create_token
from sandbox.github.apps.app import App, Installation
from sandbox.github.graphql_types.people import utc_time
from sandbox.github.node_ids import node_id
from sandbox.github.rest_endpoint import RestRequest
from sandbox.github.rest_repositories import shown_repository


def create_installation_access_token(asked: RestRequest) -> Answer:
    """`apps/create-installation-access-token`."""
    installation, wanted = _installation(asked), asked.body or {}
    token = create_token(asked.call.github, installation, wanted)
    is_chosen = bool(wanted.get("repositories") or wanted.get("repository_ids"))
    is_selected = is_chosen or installation.repositories is not None
    body: dict[str, Any] = {
        "token": token.value,
        "expires_at": utc_time(token.expires_at or 0),
        "permissions": dict(token.permissions),
        "repository_selection": "selected" if is_selected else "all",
    }
    if is_chosen:
        found = [one for one in asked.call.github.repositories() if token.sees(one.full_name)]
        body["repositories"] = [shown_repository(asked, one) for one in found]
    return Answer(201, body)


def get_app(asked: RestRequest) -> Answer:
    """`apps/get-authenticated`."""
    app = _app(asked)
    body = {
        "id": app.id,
        "node_id": node_id("A", app.id),
        "client_id": app.client_id,
        "slug": app.slug,
        "name": app.slug,
        "html_url": f"{asked.call.url}/apps/{app.slug}",
        "permissions": dict(app.permissions),
        "events": [],
    }
    return Answer(200, body)


def get_installation(asked: RestRequest) -> Answer:
    """`apps/get-installation`."""
    return Answer(200, _shown(asked, _installation(asked)))


def get_repository_installation(asked: RestRequest) -> Answer:
    """`apps/get-repo-installation`."""
    name = f"{asked.path['owner']}/{asked.path['repo']}"
    github = asked.call.github
    found = github.apps.installation_on(_app(asked), name) if github.repository(name) else None
    if found is None:
        raise message(404, "Not Found")
    return Answer(200, _shown(asked, found))


def _app(asked: RestRequest) -> App:
    if asked.call.app is None:
        raise TypeError("only Apps come here")
    return asked.call.app


def _installation(asked: RestRequest) -> Installation:
    found = asked.call.github.apps.installation(int(asked.path["installation_id"]))
    if found is None or found.app != _app(asked):
        raise message(404, "Not Found")
    return found


def _shown(asked: RestRequest, one: Installation) -> dict[str, Any]:
    account, url = one.account, f"{asked.api}/app/installations/{one.id}"
    is_organization = asked.call.github.is_organization(account)
    kind, prefix = ("Organization", "O") if is_organization else ("User", "U")
    at = utc_time(one.created_at)
    return {
        "id": one.id,
        "account": {
            "login": account.login,
            "id": account.id,
            "node_id": node_id(prefix, account.id),
            "type": kind,
        },
        "repository_selection": "all" if one.repositories is None else "selected",
        "access_tokens_url": f"{url}/access_tokens",
        "repositories_url": f"{asked.api}/installation/repositories",
        "html_url": f"{asked.call.url}/settings/installations/{one.id}",
        "app_id": one.app.id,
        "app_slug": one.app.slug,
        "client_id": one.app.client_id,
        "target_id": account.id,
        "target_type": kind,
        "permissions": dict(one.permissions) | {"metadata": "read"},
        "events": [],
        "created_at": at,
        "updated_at": at,
        "suspended_at": at if one.is_suspended else None,
    }
