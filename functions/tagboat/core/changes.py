"""Changes: which value becomes which, where, and by which rule and push."""

from msgspec import Struct

from tagboat.core.image_push import ImagePush
from tagboat.core.pull_requests.wording import Wording


class Change(Struct, frozen=True, kw_only=True):
    """One value that becomes another."""

    rule: str
    environment: str
    push: ImagePush
    file: str
    place: str
    """Where in the file; empty when the file is nothing but the value."""
    old: str
    new: str
    message: str
    """What the commit message says of it."""
    wording: Wording | None = None
    """What its pull request says of it, where it is proposed."""
