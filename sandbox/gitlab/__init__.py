"""GitLab's REST API on real git repositories, as GitLab documents it."""

from sandbox.gitlab.answers import Answer, rate_limited, server_error
from sandbox.gitlab.host import GitLab
from sandbox.gitlab.server import GitLabServer

__all__ = ["Answer", "GitLab", "GitLabServer", "rate_limited", "server_error"]
