"""What Git is asked of: a repository on a server, or on disk."""

from collections.abc import Collection, Sequence
from typing import Protocol

from dulwich.object_store import BaseObjectStore
from dulwich.objects import ObjectID, ShaFile


class Remote(Protocol):
    """One repository, by its objects."""

    def open(self, branch: str, at: str | None) -> tuple[ObjectID, BaseObjectStore]:
        """Get a commit with all its folders, and what holds them.

        Raises:
            BranchMissing: There is no such branch. HeadMoved: The commit `at` is gone.
            TagboatError: The repository cannot be read.
        """

    def load(self, blobs: Collection[ObjectID]) -> None:
        """Get the contents of files into what holds the commit that was opened last."""

    def deepen(self, commit: ObjectID, depth: int) -> BaseObjectStore:
        """Get the commit that was opened last and those before it, with all their folders.

        Args:
            commit: Its id.
            depth: How many to go back, itself included, on every side of a merge.

        Raises:
            HeadMoved: The commit is gone.
            TagboatError: The repository cannot be read.
        """

    def push(self, branch: str, head: ObjectID, made: Sequence[ShaFile]) -> None:
        """Write objects, the new commit last, and move the branch to it if it is at `head`.

        Raises:
            HeadMoved: It is not. Nothing was written.
            TagboatError: The push is refused, or its end is not known.
        """

    def check_push(self, branch: str) -> None:
        """Begin a push to a branch, and end it before anything is sent.

        Raises:
            TagboatError: No push is taken.
        """
