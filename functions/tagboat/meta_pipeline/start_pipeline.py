"""A push to the branch starts the meta pipeline, if it touches the files that this reads."""

from collections.abc import Callable, Collection

from msgspec import Struct

from tagboat.core.meta_pipeline.branch_push import BranchPush
from tagboat.core.meta_pipeline.errors import NotSettled
from tagboat.core.meta_pipeline.watched_paths import touched_path
from tagboat.meta_pipeline.aws.commits import Commits

_MOST_STARTS = 5


class Started(Struct, frozen=True):
    """What became of a push."""

    path: str | None
    """The path for which the pipeline was started; None if nothing concerns it."""
    commit: str | None
    """The commit that it was started on; None if it was not started."""


class StartMetaPipeline:
    """Starts the pipeline on one commit that is the branch's head."""

    def __init__(
        self, commits: Commits, start: Callable[[str, str], object], watched: Collection[str]
    ) -> None:
        """Keep what it works with.

        Args:
            commits: The repository's.
            start: Starts the pipeline on a commit; the token is the same for the same start.
            watched: The paths that concern the pipeline.
        """
        self._commits = commits
        self._start = start
        self._watched = watched

    def __call__(self, push: BranchPush, token: str) -> Started:
        """Start it, if the push touches a watched path.

        Events may come late and in any order, but the pipeline never goes back: it is started at
        what the branch is at now, and again if the branch has moved in the meantime. Whoever
        started it last has then seen the head after the start.

        Args:
            push: The push.
            token: What the starts of this push have in common, and no other push has.

        Raises:
            NotSettled: The branch moves and moves.
            TagboatError: A service does not answer, or refuses.
        """
        path = touched_path(self._watched, self._commits.differences(push.before, push.after))
        if path is None:
            return Started(None, None)
        head = self._commits.head(push.branch)
        for _ in range(_MOST_STARTS):
            if head is None:
                return Started(path, None)
            self._start(head, f"{token}-{head}")
            started, head = head, self._commits.head(push.branch)
            if head == started:
                return Started(path, started)
        raise NotSettled(
            f"{push.branch} moved {_MOST_STARTS} times while the pipeline was started. The push"
            " comes back."
        )
