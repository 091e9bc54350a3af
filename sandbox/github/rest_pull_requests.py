"""REST: what is said of pull requests: labels, assignees, reviewers, comments.

Sources: "REST API endpoints for labels", "… for issue assignees", "… for review requests" and "…
for issue comments". A pull request is an issue too, and either permission will do. Answers have the
members that are true here.
"""

from typing import Any

from sandbox.github.answers import REST_DOCS, Answer, message
from sandbox.github.graphql_types.people import utc_time
from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.labels import Label
from sandbox.github.node_ids import node_id
from sandbox.github.pull_requests import conversing
from sandbox.github.pull_requests.pull_request import PullRequest
from sandbox.github.pull_requests.texts import wrong_comment
from sandbox.github.rest_endpoint import RestRequest
from sandbox.github.rest_repositories import url_of
from sandbox.github.tokens import Account, Team


def add_labels(asked: RestRequest) -> Answer:
    """`issues/add-labels`, which makes labels that are not there."""
    hosted, pull = _found(asked, "issue_number", "issues", "pull_requests")
    wanted = asked.body.get("labels", []) if isinstance(asked.body, dict) else asked.body or []
    names = [one["name"] if isinstance(one, dict) else one for one in wanted]
    conversing.add_labels(hosted, pull, [hosted.labels.add(name) for name in names])
    # As recorded. The description of a pull request's answer has texts only.
    no_description = {"description": None}
    return Answer(200, [_label(asked, hosted, one) | no_description for one in pull.labels])


def add_assignees(asked: RestRequest) -> Answer:
    """`issues/add-assignees`."""
    hosted, pull = _found(asked, "issue_number", "issues", "pull_requests")
    logins = (asked.body or {}).get("assignees") or []
    accounts = [asked.call.github.account(login) for login in logins]
    conversing.add_assignees(hosted, pull, [account for account in accounts if account])
    return Answer(201, _shown(asked, hosted, pull, "issues"))


def request_reviewers(asked: RestRequest) -> Answer:
    """`pulls/request-reviewers`."""
    hosted, pull = _found(asked, "pull_number", "pull_requests")
    reviewers: list[Account | Team] = [*_people(asked), *_teams(asked, hosted)]
    if why := conversing.why_not_asked(hosted, pull, reviewers):
        docs = f"{REST_DOCS}/pulls/review-requests#request-reviewers-for-a-pull-request"
        raise message(422, why, docs)
    conversing.request_reviews(hosted, pull, reviewers, add=True)
    return Answer(201, shown_pull_request(asked, hosted, pull))


def create_comment(asked: RestRequest) -> Answer:
    """`issues/create-comment`."""
    hosted, pull = _found(asked, "issue_number", "issues", "pull_requests")
    if why := wrong_comment(asked.body["body"]):
        error = {"resource": "IssueComment", "code": "unprocessable", "field": "data"}
        docs = f"{REST_DOCS}/issues/comments#create-an-issue-comment"
        raise message(422, "Validation Failed", docs, errors=[error | {"message": why}])
    author, now = asked.call.token.account, asked.call.github.clock()
    comment = conversing.add_comment(hosted, pull, author, asked.body["body"], now)
    body = {
        "id": comment.id,
        "node_id": node_id("IC", comment.id),
        "url": f"{url_of(asked, hosted)}/issues/comments/{comment.id}",
        "html_url": f"{_page(asked, hosted, pull)}#issuecomment-{comment.id}",
        "body": comment.body,
        "user": _user(comment.author),
        "created_at": utc_time(comment.at),
        "updated_at": utc_time(comment.at),
    }
    return Answer(201, body)


def shown_pull_request(
    asked: RestRequest, hosted: HostedRepository, pull: PullRequest
) -> dict[str, Any]:
    """A pull request as the API shows it, without its branches."""
    teams = [one for one in pull.reviewers if isinstance(one, Team)]
    people = [one for one in pull.reviewers if isinstance(one, Account)]
    return _shown(asked, hosted, pull, "pulls") | {
        "requested_reviewers": [_user(account) for account in people],
        "requested_teams": [{"id": t.id, "slug": t.slug, "name": t.name} for t in teams],
    }


def _found(
    asked: RestRequest, parameter: str, *permissions: str
) -> tuple[HostedRepository, PullRequest]:
    hosted = asked.repository()
    asked.need_to_write(*permissions)
    pull = hosted.pulls.numbered(int(asked.path[parameter]))
    if pull is None:
        raise message(404, "Not Found")
    return hosted, pull


def _people(asked: RestRequest) -> list[Account]:
    logins = (asked.body or {}).get("reviewers") or []
    # Nobody has the number 0: a login that is unknown is no collaborator.
    return [asked.call.github.account(login) or Account(0, login, login, "") for login in logins]


def _teams(asked: RestRequest, hosted: HostedRepository) -> list[Team]:
    slugs, owner = (asked.body or {}).get("team_reviewers") or [], hosted.owner.login
    return [asked.call.github.team(owner, slug) or Team(0, "", slug, slug) for slug in slugs]


def _label(asked: RestRequest, hosted: HostedRepository, label: Label) -> dict[str, Any]:
    return {
        "id": label.id,
        "node_id": label.node_id,
        "url": f"{url_of(asked, hosted)}/labels/{label.name}",
        "name": label.name,
        "color": label.color,
        "default": False,
    }


def _user(account: Account) -> dict[str, Any]:
    kind = "Bot" if account.login.endswith("[bot]") else "User"
    id_ = node_id("BOT" if kind == "Bot" else "U", account.id)
    return {"login": account.login, "id": account.id, "node_id": id_, "type": kind}


def _page(asked: RestRequest, hosted: HostedRepository, pull: PullRequest) -> str:
    return f"{asked.call.url}/{hosted.full_name}/pull/{pull.number}"


def _shown(
    asked: RestRequest, hosted: HostedRepository, pull: PullRequest, kind: str
) -> dict[str, Any]:
    return {
        "number": pull.number,
        "node_id": pull.node_id,
        "url": f"{url_of(asked, hosted)}/{kind}/{pull.number}",
        "html_url": _page(asked, hosted, pull),
        "state": "open" if pull.is_open else "closed",
        "title": pull.title,
        "body": pull.body,
        "user": _user(pull.author),
        "labels": [_label(asked, hosted, label) for label in pull.labels],
        "assignees": [_user(account) for account in pull.assignees],
        "created_at": utc_time(pull.created_at),
        "updated_at": utc_time(pull.updated_at),
    }
