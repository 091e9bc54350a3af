"""REST: open, list and change pull requests: what the mutations and fields of GraphQL do.

Source: "REST API endpoints for pull requests". Refusals have the texts of GraphQL's, in the form
that is recorded for "A pull request already exists for …" (vsoch/pull-request-action issue 86).
"""

from collections.abc import Callable
from typing import Any

from sandbox.github.answers import REST_DOCS, Answer, message, not_supported
from sandbox.github.graphql_errors import TypedError
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.pull_requests import creating, updating
from sandbox.github.pull_requests.pull_request import PullRequest
from sandbox.github.rest_endpoint import RestRequest, not_accessible
from sandbox.github.rest_pull_requests import shown_pull_request

_MOST, _USUAL = 100, 30
_CREATED = {"title", "head", "base", "body", "draft", "maintainer_can_modify"}
_UPDATED = {"title", "body", "state"}
_LISTED = {"state", "head", "base", "per_page", "page"}


def create_pull_request(asked: RestRequest) -> Answer:
    """`pulls/create`, of a branch of the same repository."""
    hosted, wanted = asked.repository(), asked.body
    _hold_to("pulls/create", wanted, _CREATED)
    in_graphql = {
        "repositoryId": hosted.node_id,
        "baseRefName": wanted["base"],
        "headRefName": wanted["head"],
        "title": wanted.get("title", ""),
        "body": wanted.get("body"),
        "draft": wanted.get("draft"),
    }
    docs = "create-a-pull-request"
    pull = _done(asked, docs, lambda: creating.create_pull_request(asked.call, in_graphql))
    asked.call.notice(hosted)
    return Answer(201, _shown(asked, hosted, pull))


def update_pull_request(asked: RestRequest) -> Answer:
    """`pulls/update`."""
    hosted, wanted = asked.repository(), asked.body or {}
    _hold_to("pulls/update", wanted, _UPDATED)
    pull = hosted.pulls.numbered(int(asked.path["pull_number"]))
    if pull is None:
        raise message(404, "Not Found")
    in_graphql = dict(wanted) | {"pullRequestId": pull.node_id}
    if "state" in in_graphql:
        in_graphql["state"] = in_graphql["state"].upper()
    docs = "update-a-pull-request"
    _done(asked, docs, lambda: updating.update(asked.call, in_graphql))
    return Answer(200, _shown(asked, hosted, pull))


def list_pull_requests(asked: RestRequest) -> Answer:
    """`pulls/list`, the newest first."""
    hosted, query = asked.repository(), asked.query
    if not asked.call.token.may_read("pull_requests"):
        raise not_accessible(asked.call.token)
    _hold_to("pulls/list", query, _LISTED)
    found = [pull for pull in hosted.pulls if _is_meant(hosted, pull, query)][::-1]
    count = min(int(query.get("per_page", _USUAL)), _MOST)
    start = count * (int(query.get("page", 1)) - 1)
    if len(found) > start + count:
        raise not_supported("pulls/list with a page after this one")
    return Answer(200, [_shown(asked, hosted, pull) for pull in found[start : start + count]])


def _is_meant(hosted: HostedRepository, pull: PullRequest, query: Any) -> bool:
    state, head, base = query.get("state", "open"), query.get("head"), query.get("base")
    if state != "all" and pull.is_open != (state == "open"):
        return False
    # "head filters by user or organization and branch name": without a user it filters nothing.
    is_head = ":" not in (head or "") or head == f"{hosted.owner.login}:{pull.head}"
    return is_head and base in (None, pull.base)


def _hold_to(operation: str, wanted: Any, known: set[str]) -> None:
    if unknown := wanted.keys() - known:
        raise not_supported(f"{operation} with {', '.join(sorted(unknown))}")


def _done(
    asked: RestRequest, docs: str, act: Callable[[], tuple[HostedRepository, PullRequest]]
) -> PullRequest:
    try:
        return act()[1]
    except TypedError as error:
        if error.type == "FORBIDDEN":
            raise not_accessible(asked.call.token) from None
        wrong = {"resource": "PullRequest", "code": "custom", "message": error.message}
        text, page = "Validation Failed", f"{REST_DOCS}/pulls/pulls#{docs}"
        raise message(422, text, page, errors=[wrong]) from None


def _shown(asked: RestRequest, hosted: HostedRepository, pull: PullRequest) -> dict[str, Any]:
    owner = hosted.owner.login
    return shown_pull_request(asked, hosted, pull) | {
        "draft": pull.is_draft,
        "head": {"label": f"{owner}:{pull.head}", "ref": pull.head, "sha": pull.head_oid},
        "base": {"label": f"{owner}:{pull.base}", "ref": pull.base, "sha": pull.base_oid},
    }
