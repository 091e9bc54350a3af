"""KMS's asymmetric keys, as far as moto does not have them: what signs, and keys brought along."""

from sandbox.aws.kms.plugin import install

__all__ = ["install"]
