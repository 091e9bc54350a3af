"""What GitHub does by itself when something about a repository has changed."""

from sandbox.github.hosted_repository import HostedRepository
from sandbox.github.pull_requests.following import follow
from sandbox.github.pull_requests.settling import settle
from sandbox.github.tokens import Account


def notice(hosted: HostedRepository, actor: Account | None, now: float) -> None:
    """Bring the pull requests up to date with branches, checks and reviews.

    Args:
        hosted: The repository.
        actor: Whose change it was, None if it is not known.
        now: Seconds since 1970.
    """
    follow(hosted, actor, now)
    settle(hosted, now)
