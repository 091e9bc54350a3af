"""A token that is kept in Secrets Manager and nowhere else: a person's, or a project's."""

import re

from tagboat.core.errors import CredentialsRefused
from tagboat.credentials.secret import Loaded, Secret

# Printable ASCII, and not the beginning of an object in JSON.
_TOKEN = re.compile(r"(?!\{)[!-~]+")


class SecretToken:
    """A token that is read when it is first needed, and again when it was refused."""

    def __init__(self, secret: Secret, *, with_user_name: bool = False) -> None:
        """Keep where the token is.

        Args:
            secret: What holds the token.
            with_user_name: Whether it becomes `user:token` where the secret names a user.
        """
        self._secret = secret
        self._with_user_name = with_user_name
        self._token: str | None = None

    def get(self) -> str:
        """The token as it was last read.

        Raises:
            CredentialsRefused: The secret cannot be read, or holds no token.
            RetryableError: Secrets Manager does not answer now.
        """
        return self._token or self.renew()

    def renew(self) -> str:
        """The token as it is now: it may have been rotated. Raises as `get` does."""
        loaded = self._secret.read()
        token = _pair(loaded) if self._with_user_name else loaded.value
        if not _TOKEN.fullmatch(token):
            raise CredentialsRefused(
                f"The secret {self._secret.arn} does not hold a token: it has to be the token and"
                " nothing else."
            )
        self._token = token
        return token


def _pair(loaded: Loaded) -> str:
    """RFC 7617: the user's name ends at the first colon."""
    if not loaded.user_name or not loaded.value:
        return loaded.value
    if ":" in loaded.user_name:
        raise CredentialsRefused("The user's name in the secret (username) has a colon in it.")
    return f"{loaded.user_name}:{loaded.value}"
