"""Where an adapter's token comes from."""

from typing import Protocol


class Token(Protocol):
    """A token that may be rotated."""

    def get(self) -> str:
        """The token as it was last known."""

    def renew(self) -> str:
        """The token as it is now: it may have been rotated."""
