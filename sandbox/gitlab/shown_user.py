"""Users as GitLab's API shows them to others."""

from sandbox.gitlab.tokens import User


def shown_user(url: str, user: User | None) -> dict[str, object] | None:
    """A user in few words (`UserBasic`)."""
    if user is None:
        return None
    return {
        "id": user.id,
        "username": user.username,
        "public_email": "",
        "name": user.name,
        "state": "active",
        "locked": False,
        "avatar_url": None,
        "web_url": f"{url}/{user.username}",
    }
