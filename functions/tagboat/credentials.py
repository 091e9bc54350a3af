"""The git host's token, kept in Secrets Manager and nowhere else."""

import re
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from tagboat.core.errors import CredentialsRefused, HostUnavailable, TagboatError, Throttled

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_secretsmanager import SecretsManagerClient


# Printable ASCII, and not the JSON that the console of Secrets Manager makes of keys and values.
_TOKEN = re.compile(r"(?!\{)[!-~]+")


class SecretToken:
    """A token that is read when it is first needed, and again when it was refused."""

    def __init__(self, client: "Callable[[], SecretsManagerClient]", secret_arn: str) -> None:
        """Keep where the token is.

        Args:
            client: Makes the client when the token is first read.
            secret_arn: The secret whose string is the token.
        """
        self._client = client
        self._secret_arn = secret_arn
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
        try:
            answer = self._client().get_secret_value(SecretId=self._secret_arn)
        except ClientError as error:
            raise self._translate(error) from error
        except BotoCoreError as error:
            raise HostUnavailable(f"Secrets Manager did not answer: {error}") from error
        token = answer.get("SecretString", "").strip()
        if not _TOKEN.fullmatch(token):
            raise CredentialsRefused(
                f"The secret {self._secret_arn} does not hold a token: its string has to be the"
                " token and nothing else."
            )
        self._token = token
        return token

    def _translate(self, error: ClientError) -> TagboatError:
        code, said = error.response["Error"]["Code"], error.response["Error"]["Message"]
        if code == "ThrottlingException":
            return Throttled(f"Secrets Manager asks for a pause: {said}")
        if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
            return HostUnavailable(f"Secrets Manager failed: {code}: {said}")
        return CredentialsRefused(
            f"The secret {self._secret_arn} cannot be read: {said}. Mend the parameter"
            " CredentialsSecretArn, or CredentialsKeyArn if it is encrypted with a key of your own."
        )
