"""The authors of commits, as far as they can be written."""

import msgspec

from tagboat.core.commit_message import Author
from tagboat.core.rules.schema import WrittenAuthor


def author_of(name: str | None, email: str | None) -> Author | None:
    """The author of a name and an address; None if they cannot be one.

    Without a name, it is what stands before the @.
    """
    name = name or (email or "").partition("@")[0]
    try:
        msgspec.convert({"name": name, "email": email}, WrittenAuthor)
    except msgspec.ValidationError:
        return None
    return Author(name, email or "")
