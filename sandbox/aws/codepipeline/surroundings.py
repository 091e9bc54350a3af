"""Where the executor is."""

from dataclasses import dataclass

from sandbox.aws.codepipeline.services import Services
from sandbox.request_log import RequestLog


@dataclass(frozen=True)
class Surroundings:
    """The account, and what actions use in it."""

    account: str
    region: str
    url: str
    """The local AWS."""
    log: RequestLog
    """Where rights that no API asks for are written down."""
    services: Services
