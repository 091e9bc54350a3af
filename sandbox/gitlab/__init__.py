"""GitLab's REST API on real git repositories, as GitLab documents it."""

from sandbox.gitlab.answers import Answer, endpoint_rate_limited, rate_limited, server_error
from sandbox.gitlab.host import GitLab
from sandbox.gitlab.server import GitLabServer

__all__ = [
    "Answer",
    "GitLab",
    "GitLabServer",
    "endpoint_rate_limited",
    "rate_limited",
    "server_error",
]
