"""What it means when AWS does not hand out a secret, or does not sign."""

from botocore.exceptions import BotoCoreError, ClientError

from tagboat.core.errors import CredentialsRefused, HostUnavailable, TagboatError, Throttled


def of_aws(error: ClientError | BotoCoreError, service: str, what: str, mend: str) -> TagboatError:
    """The error that an error of AWS's library is.

    Args:
        error: What the library raised.
        service: Who was asked, as people name it.
        what: What cannot be done, as the beginning of a sentence.
        mend: What to do about a refusal, as a sentence.
    """
    if not isinstance(error, ClientError):
        return HostUnavailable(f"{service} did not answer: {error}")
    code, said = error.response["Error"]["Code"], error.response["Error"]["Message"]
    if code == "ThrottlingException":
        return Throttled(f"{service} asks for a pause: {said}")
    if error.response["ResponseMetadata"]["HTTPStatusCode"] >= 500:
        return HostUnavailable(f"{service} failed: {code}: {said}")
    return CredentialsRefused(f"{what}: {said}. {mend}")
