"""A token of GitLab as git servers take it: the password of a user."""

from tagboat.git_hosts.token import Token

_ANY_USER = "oauth2"
"""Any name will do with the token of a person, a project or a group; OAuth's need this one."""


class GitToken:
    """The same token, with a user's name before it."""

    def __init__(self, token: Token) -> None:
        """Keep the token."""
        self._token = token

    def get(self) -> str:
        """The token as it was last known."""
        return f"{_ANY_USER}:{self._token.get()}"

    def renew(self) -> str:
        """The token as it is now."""
        return f"{_ANY_USER}:{self._token.renew()}"
