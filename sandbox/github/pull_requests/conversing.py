"""Comments, labels, assignees and reviewers of a pull request.

Sources: "REST API endpoints for issue assignees" (who cannot be assigned is left out in silence);
the refusals of review requests are recorded, in REST and by users of gh.
"""

from collections.abc import Sequence

from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.labels import Label
from sandbox.github.pull_requests.people_and_labels import assignable
from sandbox.github.pull_requests.pull_request import Comment, PullRequest
from sandbox.github.tokens import Account, Team

NOT_THE_AUTHOR = "Review cannot be requested from pull request author."


def add_comment(
    hosted: HostedRepository, pull: PullRequest, author: Account, body: str, now: float
) -> Comment:
    """Say something in the conversation."""
    with hosted.pulls.lock:
        comment = Comment(hosted.pulls.new_comment_id(), author, body, now)
        pull.comments.append(comment)
        pull.updated_at = now
    return comment


def add_labels(hosted: HostedRepository, pull: PullRequest, labels: Sequence[Label]) -> None:
    """Put labels on it, beside those that are there."""
    with hosted.pulls.lock:
        pull.labels += [label for label in dict.fromkeys(labels) if label not in pull.labels]


def add_assignees(hosted: HostedRepository, pull: PullRequest, accounts: Sequence[Account]) -> None:
    """Assign people to it, beside those that are; others than collaborators are left out."""
    allowed = assignable(hosted)
    with hosted.pulls.lock:
        for account in accounts:
            if account in allowed and account not in pull.assignees:
                pull.assignees.append(account)


def why_not_asked(
    hosted: HostedRepository, pull: PullRequest, reviewers: Sequence[Account | Team]
) -> str | None:
    """What GitHub says against asking these for a review; None if nothing."""
    if pull.author in reviewers:
        return NOT_THE_AUTHOR
    known: list[Account | Team] = [*assignable(hosted)]
    strangers = [one for one in reviewers if isinstance(one, Account) and one not in known]
    foreign = [one for one in reviewers if isinstance(one, Team) and not _owns(hosted, one)]
    if strangers or foreign:
        return (
            "Reviews may only be requested from collaborators. One or more of the users or teams "
            f"you specified is not a collaborator of the {hosted.full_name} repository."
        )
    return None


def request_reviews(
    hosted: HostedRepository, pull: PullRequest, reviewers: Sequence[Account | Team], *, add: bool
) -> None:
    """Ask these for a review, beside those who are asked if `add`, else in their place."""
    with hosted.pulls.lock:
        before = pull.reviewers if add else []
        pull.reviewers = list(dict.fromkeys([*before, *reviewers]))


def _owns(hosted: HostedRepository, team: Team) -> bool:
    return team.organization.lower() == hosted.owner.login.lower()
