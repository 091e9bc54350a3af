"""EventBridge in the local AWS: moto's rules, with AWS's events, patterns and permissions."""

from sandbox.aws.events.emitting import emit
from sandbox.aws.events.input_transformer import transformed
from sandbox.aws.events.plugin import install
from sandbox.aws.events.targets import PRINCIPAL, send_by

__all__ = ["PRINCIPAL", "emit", "install", "send_by", "transformed"]
