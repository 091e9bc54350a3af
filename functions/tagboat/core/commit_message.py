"""The message of a commit: what people set, and trailers that lead back to the image pushes."""

from collections.abc import Sequence

from msgspec import Struct

from tagboat.core.changes import Change
from tagboat.core.image_push import ImagePush

LONGEST_HEADLINE = 200
"""Characters of a headline; hosts show about 72 of them."""
LONGEST_SUMMARY = 72
"""Characters of a headline of our own."""
LONGEST_BODY = 30_000
"""Characters of a body. No host publishes a number."""
_ROOM_FOR_TRAILERS = LONGEST_BODY * 3 // 4


class Author(Struct, frozen=True):
    """Who a commit is by, where the git host lets its author be chosen."""

    name: str
    email: str
    named: bool = False
    """Whether the rules name it: a host that takes another by itself is then asked for this one."""


class CommitMessage(Struct, frozen=True):
    """A commit's message, in the two parts that git hosts ask for."""

    headline: str
    body: str

    @property
    def text(self) -> str:
        """The whole message."""
        return f"{self.headline}\n\n{self.body}\n"


def compose(changes: Sequence[Change], trailer: str = "") -> CommitMessage:
    """Say what a commit changes.

    A single message stands as it was written. Several are listed below a headline that sums them
    up; none, where a message's variables were all empty, are a headline alone. The trailers
    (`git interpret-trailers`) name each image by tag and digest, and after it the time of its push
    and the rules that wrote it. What is too long is shortened, the list before the trailers.

    Args:
        changes: Those of the commit.
        trailer: One more, which stands last and is never left out.
    """
    trailers = "\n".join(filter(None, [_trailers(changes), trailer]))
    headline, rest = _said(changes, max(0, LONGEST_BODY - len(trailers) - len("\n\n")))
    return CommitMessage(headline, "\n\n".join(filter(None, [rest, trailers])))


def _said(changes: Sequence[Change], room: int) -> tuple[str, str]:
    """The headline, and what follows it in at most so many characters."""
    stripped = (change.message.strip() for change in changes)
    messages = list(dict.fromkeys(filter(None, stripped)))
    if len(messages) != 1:
        listed = [f"* {message}" for message in messages]
        return _summary(changes), _shortened(listed, "\n", room, "* and {} more")
    headline, _, rest = messages[0].partition("\n")
    headline, rest = headline.strip(), rest.strip()
    if len(headline) > LONGEST_HEADLINE:
        rest = f"{headline}\n\n{rest}".strip()
        headline = f"{headline[: LONGEST_HEADLINE - 1].rstrip()}…"
    return headline, rest if len(rest) <= room else f"{rest[: max(0, room - 1)].rstrip()}…"


def _summary(changes: Sequence[Change]) -> str:
    """A headline for several changes, or for one whose message is empty."""
    files = list(dict.fromkeys(change.file for change in changes))
    images = list(dict.fromkeys((change.push.repository, change.push.tag) for change in changes))
    where = files[0] if len(files) == 1 else f"{len(files)} files"
    if len(images) == 1:
        return f"[Auto] Update {where} to {images[0][1]}"
    named = f"[Auto] Update {', '.join(f'{name} to {tag}' for name, tag in _short(images))}"
    if len(named) <= LONGEST_SUMMARY:
        return named
    return f"[Auto] Update {len(images)} images in {where}"


def _short(images: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The images by the last part of their names, if that tells them apart."""
    names = {name for name, _ in images}
    short = {name: name.rpartition("/")[2] for name in names}
    if len(set(short.values())) < len(names):
        return list(images)
    return [(short[name], tag) for name, tag in images]


def _trailers(changes: Sequence[Change]) -> str:
    rules: dict[ImagePush, dict[str, None]] = {}
    for change in changes:
        rules.setdefault(change.push, {})[change.rule] = None
    groups = ["\n".join(_of_image(push, list(names))) for push, names in rules.items()]
    return _shortened(groups, "\n", _ROOM_FOR_TRAILERS, "Tagboat-More: {}")


def _of_image(push: ImagePush, rules: Sequence[str]) -> list[str]:
    return [
        f"Tagboat-Image: {push.reference}",
        f"Tagboat-Pushed-At: {push.pushed_at:%Y-%m-%dT%H:%M:%SZ}",
        *(f"Tagboat-Rule: {rule}" for rule in rules),
    ]


def _shortened(parts: Sequence[str], between: str, room: int, more: str) -> str:
    """As many parts as there is room for, and how many more there are."""
    whole = between.join(parts)
    if len(whole) <= room:
        return whole
    room -= len(between + more.format(len(parts)))
    kept: list[str] = []
    for part in parts:
        room -= len(part) + len(between)
        if room < 0:
            break
        kept.append(part)
    return between.join([*kept, more.format(len(parts) - len(kept))])
