"""The users of a GitLab and their tokens."""

import time
from collections.abc import Callable, Collection
from itertools import count
from threading import Lock

from sandbox.gitlab.tokens import Token, User, checked_scopes, new_value

_YEAR = 365 * 24 * 3600


class Accounts:
    """Users and tokens. Safe to share between threads.

    Args:
        clock: The time, in seconds since 1970.

    Attributes:
        blocked: The names of users who may do nothing any more.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self.blocked: set[str] = set()
        self._users: dict[str, User] = {}
        self._tokens: dict[str, Token] = {}
        self._ids = count(10_000_001)
        self._lock = Lock()

    def next_id(self) -> int:
        """A number that nothing has yet."""
        with self._lock:
            return next(self._ids)

    def add_user(
        self, username: str, *, name: str = "", email: str = "", bot: bool = False
    ) -> User:
        """Make a user, or find the one of that name.

        Args:
            username: Without the `@`.
            name: As commits show it; the user's name if empty.
            email: As commits show it; GitLab's noreply address if empty.
            bot: Whether it is that of a token.
        """
        if known := self.user(username):
            return known
        id_ = self.next_id()
        email = email or f"{id_}-{username}@users.noreply.gitlab.example"
        user = User(id_, username, name or username, email, bot)
        with self._lock:
            return self._users.setdefault(username.lower(), user)

    def add_personal_token(
        self, username: str, scopes: Collection[str] = ("api",), *, name: str = "tagboat"
    ) -> str:
        """Make a token of a user, who is made too if need be; it sees what the user sees.

        Returns:
            The secret value.
        """
        return self.add_token_of(self.add_user(username), scopes, name)

    def revoke(self, token: str) -> None:
        """Make a token worthless.

        Raises:
            KeyError: There is no such token.
        """
        self._tokens[token].revoked = True

    def expire(self, token: str) -> None:
        """Let a token's time be over.

        Raises:
            KeyError: There is no such token.
        """
        self._tokens[token].expires_at = self.clock()

    def token(self, value: str) -> Token | None:
        """The token of a secret value, None when there never was one."""
        with self._lock:
            return self._tokens.get(value)

    def user(self, username: str) -> User | None:
        """The user of that name, in upper or lower case; None when there is none."""
        with self._lock:
            return self._users.get(username.lower())

    def users(self) -> list[User]:
        """All of them."""
        with self._lock:
            return list(self._users.values())

    def user_by_id(self, id_: int) -> User | None:
        """The user of that number; None when there is none."""
        return next((user for user in self.users() if user.id == id_), None)

    def add_token_of(self, user: User, scopes: Collection[str], name: str) -> str:
        """Make a token of a user and return its secret value."""
        now = self.clock()
        id_ = self.next_id()
        token = Token(id_, name, user, checked_scopes(scopes), now, now + _YEAR, new_value())
        with self._lock:
            self._tokens[token.value] = token
        return token.value
