"""What actions use beside AWS's APIs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.aws.codepipeline.answers import Answers


@dataclass
class Services:
    """Shared by all actions."""

    answers: Answers = field(init=False)
    """Of jobs and of approvals."""
    details: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """The jobs that are open, by their ids, as functions get them."""
