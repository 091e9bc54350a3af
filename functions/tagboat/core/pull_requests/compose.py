"""What a pull request says: the title, the body, and the labels of all of its changes."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from tagboat.core.changes import Change
from tagboat.core.commit_message import CommitMessage
from tagboat.core.pull_requests.table import LONGEST, table

LONGEST_LABEL = 50
"""Characters: GitHub's limit, the lowest there is."""
LONGEST_TITLE = 150
"""Characters: CodeCommit's limit, the lowest there is."""
_ROOM_FOR_TABLE = LONGEST // 2


class Text(Struct, frozen=True):
    """What people read of a pull request."""

    title: str
    body: str
    labels: tuple[str, ...]


def compose(changes: Sequence[Change], message: CommitMessage) -> Text:
    """Say what a pull request changes.

    What all changes say alike is said once. Where they differ, the title is the commit's headline,
    and each text of the body is there in turn.

    Args:
        changes: At least one.
        message: The message of its commit.
    """
    wordings = [change.wording for change in changes if change.wording is not None]
    titles = list(dict.fromkeys(" ".join(wording.title.split()) for wording in wordings))
    title = titles[0] if len(titles) == 1 and titles[0] else message.headline
    above = _said(wording.above for wording in wordings)
    below = _said(wording.below for wording in wordings)
    rows = table(changes, max(_ROOM_FOR_TABLE, LONGEST - len(above) - len(below)))
    room = LONGEST - len(rows)
    parts = [_cut(above, room), rows, _cut(below, room - len(above))]
    labels = dict.fromkeys(label.strip() for wording in wordings for label in wording.labels)
    return Text(
        title=_cut(title, LONGEST_TITLE),
        body="\n\n".join(filter(None, parts)),
        labels=tuple(dict.fromkeys(_cut(label, LONGEST_LABEL) for label in labels if label)),
    )


def _said(texts: Iterable[str]) -> str:
    return "\n\n".join(filter(None, dict.fromkeys(text.strip() for text in texts)))


def _cut(text: str, room: int) -> str:
    return text if len(text) <= room else f"{text[: max(0, room - 1)].rstrip()}…"
