"""One secret in Secrets Manager: its whole string, or one key of the JSON in it."""

import json
import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError
from msgspec import Struct

from tagboat.core.errors import CredentialsRefused
from tagboat.credentials.aws_errors import of_aws

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

_USER_NAME = "username"
"""The key beside the secret's own that Secrets Manager's rotation functions use."""
_TELLABLE = re.compile(r"[A-Za-z][A-Za-z_-]{0,23}")
"""Keys that may be quoted: a token that somebody took for a key has digits, or is longer."""


class Loaded(Struct, frozen=True):
    """What a secret holds. It must not be shown."""

    value: str
    user_name: str = ""
    """Whose it is, where the JSON says so."""


class Secret:
    """A secret that is read anew each time: it may have been rotated."""

    def __init__(
        self,
        client: "Callable[[], SecretsManagerClient]",
        arn: str,
        key: str,
        learn: Callable[[str], None],
    ) -> None:
        """Keep where the secret is.

        Args:
            client: Makes the client when the secret is first read.
            arn: The secret's.
            key: The key of the JSON in it; empty where its whole string is meant.
            learn: Is told what was read, to hide it.
        """
        self.arn = arn
        self._client = client
        self._key = key
        self._learn = learn

    def read(self) -> Loaded:
        """Read the secret.

        Raises:
            CredentialsRefused: It cannot be read, or has not what is looked for.
            RetryableError: Secrets Manager does not answer now.
        """
        text = self._string().strip()
        loaded = self._of_json(text) if self._key else self._of_whole(text)
        self._learn(loaded.value)
        self._learn(loaded.value.partition(":")[2])  # A git server's may be user:token.
        return loaded

    def _string(self) -> str:
        try:
            return self._client().get_secret_value(SecretId=self.arn).get("SecretString", "")
        except (ClientError, BotoCoreError) as error:
            raise of_aws(
                error,
                "Secrets Manager",
                f"The secret {self.arn} cannot be read",
                "Mend the parameter CredentialsSecretArn, or CredentialsKeyArn if it is encrypted"
                " with a key of your own.",
            ) from error

    def _of_whole(self, text: str) -> Loaded:
        if (held := _object(text)) is not None:
            raise self._refused(
                f"holds JSON{_told(held)}. Name the key to take in the parameter"
                " CredentialsSecretKey."
            )
        return Loaded(text)

    def _of_json(self, text: str) -> Loaded:
        held = _object(text)
        if held is None:
            raise self._refused(
                f"is not the JSON object that the parameter CredentialsSecretKey ({self._key})"
                " asks for. Leave that parameter empty if the whole string is meant."
            )
        if self._key not in held:
            raise self._refused(
                f"has no key {self._key}{_told(held)}. Mend the parameter CredentialsSecretKey, or"
                " the secret."
            )
        value, user_name = held[self._key], held.get(_USER_NAME, "")
        if not isinstance(value, str):
            raise self._refused(f"has something else than a string at the key {self._key}.")
        return Loaded(value.strip(), user_name if isinstance(user_name, str) else "")

    def _refused(self, why: str) -> CredentialsRefused:
        return CredentialsRefused(f"The secret {self.arn} {why}")


def _object(text: str) -> dict[str, object] | None:
    try:
        held = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return held if isinstance(held, dict) else None


def _told(keys: Iterable[str]) -> str:
    tellable = sorted(key for key in keys if _TELLABLE.fullmatch(key))
    return f" (it has: {', '.join(tellable)})" if tellable else ""
