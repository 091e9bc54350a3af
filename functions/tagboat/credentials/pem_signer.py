"""Signs with a private key in a secret, for those who cannot use KMS."""

from tagboat.core.errors import CredentialsRefused
from tagboat.credentials.rsa_private_key import NotAPrivateKey, RsaPrivateKey
from tagboat.credentials.secret import Secret


class PemSigner:
    """Signs by RS256. The key is read for each signature and not kept."""

    def __init__(self, secret: Secret) -> None:
        """Keep where the key is."""
        self._secret = secret

    def __call__(self, message: bytes) -> bytes:
        """Sign.

        Raises:
            CredentialsRefused: The secret cannot be read, or holds no private key.
            RetryableError: Secrets Manager does not answer now.
        """
        pem = self._secret.read().value
        try:
            return RsaPrivateKey.from_pem(pem).sign(message)
        except NotAPrivateKey as error:
            raise CredentialsRefused(
                f"The secret {self._secret.arn} does not hold the App's private key: {error}."
            ) from None
