"""Remembers after when nobody but Tagboat has committed: in a burst the head is its own commit."""

from datetime import datetime

from tagboat.core.reverts.own_commits import Look, is_own, walk_back

MOST_REMEMBERED = 100
"""Commits: of each branch only the last ones are of use."""


class LastByOthers:
    """What is known of the commits of one repository."""

    def __init__(self) -> None:
        """Begin without knowing any."""
        self._known: dict[str, datetime] = {}

    def known(self, commit: str) -> datetime | None:
        """After when nobody else has committed, in UTC; None if it was never found out."""
        return self._known.get(commit)

    def find(self, head: str, look: Look, since: datetime | None = None) -> datetime | None:
        """Look at as many commits as it takes to know it; None if not even the head can be seen.

        Args:
            head: The id of the branch's last commit.
            look: Is asked for one commit after the other.
            since: Where they have to be asked for: what was committed earlier is far enough back.
        """
        walked = walk_back(head, look, self._known, since)
        if walked.until is not None:
            for commit in reversed(walked.commits):
                self._remember(commit, walked.until)
        return walked.until

    def made(self, commit: str, on: str, message: str) -> None:
        """Remember of a new commit that it is Tagboat's own, so that nobody else has come since."""
        until = self._known.get(on)
        if until is not None and is_own(message):
            self._remember(commit, until)

    def _remember(self, commit: str, until: datetime) -> None:
        self._known[commit] = until
        if len(self._known) > MOST_REMEMBERED:
            del self._known[next(iter(self._known))]
