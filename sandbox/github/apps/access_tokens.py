"""Tokens of an installation: for an hour, and for no more than the installation is for.

Source: "Generating an installation access token for a GitHub App"; the texts of refusals are
recorded by users of actions/create-github-app-token.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sandbox.github.answers import REST_DOCS, message
from sandbox.github.apps.app import Installation
from sandbox.github.host import GitHub
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.tokens import Token, new_token

SECONDS = 3600
_DOCS = f"{REST_DOCS}/apps/apps#create-an-installation-access-token-for-an-app"


def create_token(github: GitHub, installation: Installation, wanted: Mapping[str, Any]) -> Token:
    """Make a token.

    Args:
        github: Where.
        installation: Whose.
        wanted: `repositories` or `repository_ids`, and `permissions`, to have less than all.

    Raises:
        Answer: 403 if it is suspended, 422 if the installation has not what is wanted.
    """
    if installation.is_suspended:
        raise message(403, "This installation has been suspended", _DOCS)
    chosen = [one.full_name for one in _chosen(github, installation, wanted)]
    permissions = dict(wanted.get("permissions") or installation.permissions)
    if not all(installation.grants(name, level) for name, level in permissions.items()):
        raise message(422, "The permissions requested are not granted to this installation.", _DOCS)
    fresh = new_token(
        installation.app.bot,
        "installation",
        permissions | {"metadata": "read"},
        chosen or installation.repositories,
    )
    token = replace(
        fresh,
        expires_at=github.clock() + SECONDS,
        installation_id=installation.id,
        owner=installation.account.login,
    )
    return github.keep(token)


def _chosen(
    github: GitHub, installation: Installation, wanted: Mapping[str, Any]
) -> list[HostedRepository]:
    """The repositories that are asked for; none for all that the installation is for."""
    login = installation.account.login
    by_name = [github.repository(f"{login}/{name}") for name in wanted.get("repositories") or []]
    by_id = [github.repository_by_id(id_) for id_ in wanted.get("repository_ids") or []]
    chosen = [*by_name, *by_id]
    found = [one for one in chosen if one and installation.sees(one.full_name)]
    if len(found) < len(chosen):
        text = (
            "There is at least one repository that does not exist or is not accessible to the "
            "parent installation."
        )
        raise message(422, text, _DOCS)
    return found
