"""Who hears of the pushes to a git host: what webhooks are to a real one."""

from collections.abc import Callable

from sandbox.git_moves import Listener, Move

type PushListener = Callable[[str, Move], object]
"""Hears of each reference that moves: the repository's full name, and the move."""


class PushListeners:
    """The listeners of one host."""

    def __init__(self) -> None:
        self._listeners: list[PushListener] = []

    def add(self, listener: PushListener) -> None:
        """Tell one more from now on."""
        self._listeners.append(listener)

    def of(self, full_name: str) -> Listener:
        """What a repository tells its moves to."""

        def tell(move: Move) -> None:
            for listener in list(self._listeners):
                listener(full_name, move)

        return tell
