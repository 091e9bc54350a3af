"""EventBridge in the local AWS: moto's rules, with AWS's events, patterns and permissions."""

from sandbox.aws.events.emitting import emit
from sandbox.aws.events.plugin import install

__all__ = ["emit", "install"]
