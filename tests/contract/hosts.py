"""The git hosts that the contract suite runs over, by the names of its parameters."""

from collections.abc import Mapping

GIT_SERVERS: Mapping[str, Mapping[str, bool]] = {
    "git": {"filters": True},
    "git-without-filters": {"filters": False},
    "git-before-version-2": {"filters": True, "newest_protocol": False},
}
ANSWERING = ["in-memory", "codecommit", "github", "gitlab", *GIT_SERVERS]
"""Those that answer over a network, and may not."""
HOSTS = [*ANSWERING, "git-on-disk"]
PULL_REQUEST_HOSTS = ["in-memory", "gitlab"]
"""Those that have pull requests, and an adapter that makes them."""
