"""What a key may sign.

Source: AWS KMS API Reference, "Sign"; AWS KMS Developer Guide, "Key states of AWS KMS keys".
"""

from moto.kms.models import Key

from sandbox.aws.errors import AwsError, NotSupported

_LONGEST_RAW = 4096


def check_may_sign(key: Key, message: bytes, message_type: str) -> None:
    """Let a key sign, or refuse it as KMS does.

    Raises:
        AwsError: The key is of another kind or in another state, or the message is too long.
        NotSupported: Something that moto would sign otherwise than KMS.
    """
    if message_type != "RAW":
        # Moto would take the digest for a message, and make a digest of it once more.
        raise NotSupported(f"the message type {message_type} (kms:Sign)")
    if len(message) > _LONGEST_RAW:
        raise AwsError(
            "ValidationException",
            "1 validation error detected: Value at 'Message' failed to satisfy constraint: Member "
            "must have length less than or equal to 4096",
        )
    if key.key_state == "Disabled":
        raise AwsError("DisabledException", f"{key.arn} is disabled.")
    check_has_material(key)
    if key.key_usage != "SIGN_VERIFY":
        raise AwsError(
            "InvalidKeyUsageException",
            f"{key.arn} key usage is {key.key_usage} which is not valid for Sign.",
        )


def check_has_material(key: Key) -> None:
    """Refuse a key that is not there yet, or soon no longer.

    Raises:
        AwsError: It waits.
    """
    waits_for = {"PendingDeletion": "deletion", "PendingImport": "import"}.get(key.key_state)
    if waits_for:
        raise AwsError("KMSInvalidStateException", f"{key.arn} is pending {waits_for}.")
