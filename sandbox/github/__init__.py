"""GitHub's GraphQL and REST API on real git repositories, by GitHub's own published contracts."""

from sandbox.github.answers import (
    Answer,
    bad_credentials,
    primary_rate_limit,
    secondary_rate_limit,
    server_error,
)
from sandbox.github.branch_rules import Requirements
from sandbox.github.graphql_errors import TypedError
from sandbox.github.host import GitHub
from sandbox.github.rate_limits import Limits
from sandbox.github.server import GitHubServer

__all__ = [
    "Answer",
    "GitHub",
    "GitHubServer",
    "Limits",
    "Requirements",
    "TypedError",
    "bad_credentials",
    "primary_rate_limit",
    "secondary_rate_limit",
    "server_error",
]
