"""REST: a repository, its branches, and what is left of the hour's points.

Source: "REST API endpoints for repositories", "… for branches" and "… for rate limits". The answers
have the members that are true of the sandbox's repositories, not all that GitHub's have.
"""

from typing import Any

from pygit2 import Commit, Signature

from sandbox.github.answers import REST_DOCS, Answer, message
from sandbox.github.graphql_types.people import utc_time
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.node_ids import node_id
from sandbox.github.rest_endpoint import RestRequest


def get_repository(asked: RestRequest) -> Answer:
    """`repos/get`."""
    return Answer(200, shown_repository(asked, asked.repository()))


def shown_repository(asked: RestRequest, hosted: HostedRepository) -> dict[str, Any]:
    """A repository as the API shows it."""
    owner, page = hosted.owner, f"{asked.call.url}/{hosted.full_name}"
    may_push = asked.call.token.may_write("contents")
    return {
        "id": hosted.id,
        "node_id": hosted.node_id,
        "name": hosted.name,
        "full_name": hosted.full_name,
        "owner": {"login": owner.login, "id": owner.id, "node_id": node_id("U", owner.id)},
        "private": hosted.private,
        "visibility": "private" if hosted.private else "public",
        "html_url": page,
        "clone_url": f"{page}.git",
        "url": url_of(asked, hosted),
        "default_branch": hosted.default_branch,
        "permissions": {"admin": False, "push": may_push, "pull": True},
    }


def get_branch(asked: RestRequest) -> Answer:
    """`repos/get-branch`."""
    hosted, name = asked.contents(), asked.path["branch"]
    head = hosted.git.head(name)
    if head is None:
        docs = f"{REST_DOCS}/branches/branches#get-a-branch"
        raise message(404, "Branch not found", docs)
    found: Any = hosted.git.open()[head]
    body = {
        "name": name,
        "commit": _commit(asked, hosted, found),
        "protected": hosted.is_protected(name),
    }
    return Answer(200, body)


def get_rate_limit(asked: RestRequest) -> Answer:
    """`rate-limit/get`, which costs nothing."""
    call = asked.call
    login, now = call.token.account.login, call.github.clock()
    standings = [
        call.github.rate_limits.standing(login, "core", now),
        call.github.rate_limits.standing(login, "graphql", now),
    ]
    resources = {
        standing.resource: {
            "limit": standing.limit,
            "used": standing.used,
            "remaining": standing.remaining,
            "reset": standing.reset,
        }
        for standing in standings
    }
    return Answer(200, {"resources": resources, "rate": resources["core"]})


def url_of(asked: RestRequest, hosted: HostedRepository) -> str:
    """Where the repository is in the API."""
    return f"{asked.api}/repos/{hosted.full_name}"


def _commit(asked: RestRequest, hosted: HostedRepository, found: Commit) -> dict[str, Any]:
    url, id_ = url_of(asked, hosted), str(found.id)
    return {
        "sha": id_,
        "commit": {
            "author": person(found.author),
            "committer": person(found.committer),
            "message": found.message,
            "tree": {"sha": str(found.tree_id), "url": f"{url}/git/trees/{found.tree_id}"},
        },
        "url": f"{url}/commits/{id_}",
        "html_url": f"{asked.call.url}/{hosted.full_name}/commit/{id_}",
        "parents": [{"sha": str(parent)} for parent in found.parent_ids],
    }


def person(signature: Signature) -> dict[str, str]:
    """An author or a committer as the API shows them."""
    date = utc_time(signature.time)
    return {"name": signature.name, "email": signature.email, "date": date}
