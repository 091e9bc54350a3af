"""The message of a commit: what people set, and trailers that lead back to the image pushes."""

from collections.abc import Sequence

from msgspec import Struct

from tagboat.core.changes import Change


class Author(Struct, frozen=True):
    """Who a commit is by, where the git host lets its author be chosen."""

    name: str
    email: str


class CommitMessage(Struct, frozen=True):
    """A commit's message, in the two parts that git hosts ask for."""

    headline: str
    body: str

    @property
    def text(self) -> str:
        """The whole message."""
        return f"{self.headline}\n\n{self.body}\n"


def compose(changes: Sequence[Change]) -> CommitMessage:
    """Say what a commit changes.

    A single message stands as it was written. Several are listed below a headline that counts
    them; none, where a message's variables were all empty, are a headline alone. The trailers
    (`git interpret-trailers`) name each image, by digest, and each rule.
    """
    stripped = (change.message.strip() for change in changes)
    messages = list(dict.fromkeys(filter(None, stripped)))
    if len(messages) == 1:
        headline, _, rest = messages[0].partition("\n")
    else:
        headline, rest = _summary(changes), "\n".join(f"* {message}" for message in messages)
    parts = [rest.strip(), "\n".join(_trailers(changes))]
    return CommitMessage(headline=headline.strip(), body="\n\n".join(filter(None, parts)))


def _summary(changes: Sequence[Change]) -> str:
    files = {change.file for change in changes}
    tags = {change.push.tag for change in changes}
    what = f"{len(files)} files" if len(files) > 1 else next(iter(files))
    to = next(iter(tags)) if len(tags) == 1 else f"{len(tags)} new tags"
    return f"[Auto] Update {what} to {to}"


def _trailers(changes: Sequence[Change]) -> list[str]:
    images = dict.fromkeys(f"Tagboat-Image: {change.push.reference}" for change in changes)
    rules = dict.fromkeys(f"Tagboat-Rule: {change.rule}" for change in changes)
    return [*images, *rules]
