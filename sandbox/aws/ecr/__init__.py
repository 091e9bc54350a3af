"""Images in ECR: moto's repositories, with ECR's answers about what is in them."""

from sandbox.aws.ecr.images import set_pushed_at
from sandbox.aws.ecr.plugin import install

__all__ = ["install", "set_pushed_at"]
