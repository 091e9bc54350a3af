"""What a file has been: its last revisions, as a branch's commits have them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from tagboat.core.snapshot import File

MOST_REVISIONS = 50
"""Of a file that are read: a value's last change is nearly always in the first or the second."""


class Revision(Struct, frozen=True, kw_only=True):
    """A commit that has changed a file, and the file as it was then."""

    commit: str
    """The commit's id."""
    at: datetime
    """When it was committed, in UTC: the committer's time."""
    author: str
    """The author's name."""
    message: str
    file: File | None
    """None where the commit has taken the file away, or has made it one that cannot be used."""


type Histories = Mapping[str, Sequence[Revision]]
"""By path: revisions, the newest first."""
