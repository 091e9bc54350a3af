"""Signs with a key that nobody has: it is in KMS, and stays there.

"AWS KMS API Reference: Sign". The key is an `RSA_2048` key for `SIGN_VERIFY`, into which the
private key that GitHub made was imported.
"""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from tagboat.credentials.aws_errors import of_aws


class KmsSigner:
    """Signs by RS256."""

    def __init__(self, client: Callable[[], Any], key_arn: str) -> None:
        """Keep where the key is; the client is made when it is first needed."""
        self._client = client
        self._key_arn = key_arn

    def __call__(self, message: bytes) -> bytes:
        """Sign up to 4,096 bytes.

        Raises:
            CredentialsRefused: The key is missing, is of another kind, or must not be used.
            RetryableError: KMS does not answer now.
        """
        try:
            answer = self._client().sign(
                KeyId=self._key_arn,
                Message=message,
                MessageType="RAW",
                SigningAlgorithm="RSASSA_PKCS1_V1_5_SHA_256",
            )
        except (ClientError, BotoCoreError) as error:
            raise of_aws(
                error,
                "KMS",
                f"The key {self._key_arn} cannot sign",
                "It has to be an enabled RSA_2048 key for SIGN_VERIFY whose policy lets the"
                " function's role sign; else mend the parameter GitHubAppKmsKeyArn.",
            ) from error
        signature: bytes = answer["Signature"]
        return signature
