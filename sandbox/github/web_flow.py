"""GitHub itself as the committer of what is made through its API or its pages.

Source: "About commit signature verification": such commits are GitHub's, who signs them. Here they
have its name and no signature.
"""

from pygit2 import Signature

NAME, EMAIL = "GitHub", "noreply@github.com"


def web_flow(now: float) -> Signature:
    """GitHub as a committer."""
    return Signature(NAME, EMAIL, int(now), 0)
