"""REST for installations, who come with a token: which repositories it sees, and its end.

Source: "REST API endpoints for GitHub App installations".
"""

from sandbox.github.answers import Answer, message
from sandbox.github.rest_endpoint import RestRequest
from sandbox.github.rest_repositories import shown_repository

_PAGE = 30


def list_installation_repositories(asked: RestRequest) -> Answer:
    """`apps/list-repos-accessible-to-installation`."""
    token = asked.call.token
    if token.kind != "installation":
        text = (
            "You must authenticate with an installation access token in order to list repositories "
            "for an installation."
        )
        raise message(403, text)
    found = [one for one in asked.call.github.repositories() if token.sees(one.full_name)]
    size, page = int(asked.query.get("per_page", _PAGE)), int(asked.query.get("page", 1))
    shown = [shown_repository(asked, one) for one in found[(page - 1) * size : page * size]]
    selection = "all" if token.repositories is None else "selected"
    body = {
        "total_count": len(found),
        "repository_selection": selection,
        "repositories": shown,
    }
    return Answer(200, body)


def revoke_installation_token(asked: RestRequest) -> Answer:
    """`apps/revoke-installation-access-token`: the token that is used to say so."""
    if asked.call.token.kind != "installation":
        raise message(403, "You must authenticate with an installation access token")
    asked.call.github.revoke(asked.call.token.value)
    return Answer(204, b"")
