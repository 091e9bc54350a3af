"""What actions use beside AWS's APIs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sandbox.aws.codebuild import Builds
from sandbox.aws.codepipeline.answers import Answers
from sandbox.aws.connections import Connections


@dataclass
class Services:
    """Shared by all actions."""

    answers: Answers = field(init=False)
    """Of jobs and of approvals."""
    connections: Connections = field(init=False)
    """To git hosts."""
    builds: Builds = field(default_factory=Builds)
    """Of CodeBuild."""
    details: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    """The jobs that are open, by their ids, as GetJobDetails shows them."""
