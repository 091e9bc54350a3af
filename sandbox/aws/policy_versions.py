"""Policies without a version: moto refuses them, and AWS deploys those of SAM's templates daily."""

from moto.iam.policy_validation import IAMPolicyDocumentValidator

_VALIDATE = IAMPolicyDocumentValidator._validate_version


def install() -> None:
    """Take policies of roles without a version, in every moto of this process.

    The element is optional (IAM User Guide, "IAM JSON policy elements: Version").
    """
    IAMPolicyDocumentValidator._validate_version = _validate_version  # type: ignore[method-assign, assignment]


def _validate_version(validator: IAMPolicyDocumentValidator) -> None:
    if "Version" in validator._policy_json:
        _VALIDATE(validator)
