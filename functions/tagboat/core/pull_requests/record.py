"""What a pull request's commit tells of it: the image pushes that it carries, in trailers.

Git is the state: who takes up a pull request again, after a crash or years, finds all of it there.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct

from tagboat.core.changes import Change
from tagboat.core.image_push import ImagePush, push_order
from tagboat.core.pull_requests.standing import Commit
from tagboat.core.snapshot import Snapshot

_IMAGE = re.compile(
    r"(?P<account>[0-9]{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.[a-z0-9.-]+"
    r"/(?P<repository>[a-z0-9._/-]+):(?P<tag>[A-Za-z0-9._-]+)@(?P<digest>sha256:[0-9a-f]{64})"
)
_TIME = "%Y-%m-%dT%H:%M:%SZ"
_CHANGES, _BASE, _REPLACES = "Tagboat-Changes", "Tagboat-Base", "Tagboat-Replaces"
_MOST_REPLACED = 300
"""Values that are told one by one; of more, nothing is."""
MOST_HELD = 50
"""Images that are remembered though people did not want them: a message has no room for more."""
_GITHUB = ("GitHub", "GitHub Enterprise")
"""Who GitHub says has committed what it was asked for: "About commit signature verification"."""


class Record(Struct, frozen=True):
    """What the message of a pull request's commit tells."""

    pushes: tuple[ImagePush, ...] = ()
    """Of all images that are named, those that are held included."""
    written: frozenset[tuple[str, str]] = frozenset()
    """Each rule with the reference of an image that it wrote."""
    held: frozenset[tuple[str, str]] = frozenset()
    """Each rule with the reference of an image that people did not want, in this pull request or
    in one before it."""
    changes: str = ""
    """What all of its changes are known by."""
    base: str = ""
    """The branch that it goes to."""
    head: str = ""
    """The commit of that branch whose files it was edited in."""
    files: str = ""
    """What the base's files were known by, those that it changes, when its branch got them."""
    replaced: frozenset[str] = frozenset()
    """What each value that it replaces was known by; empty if there are too many."""
    complete: bool = False
    """Whether it names all of its images: a message has room for about a hundred."""


def trailers(
    changes: Sequence[Change],
    base: Snapshot,
    held: Sequence[tuple[str, ImagePush]] = (),
) -> str:
    """The trailers by which a pull request is taken up again.

    Args:
        changes: What is proposed.
        base: The branch that it goes to, with the files that change.
        held: What people did not want: each rule and the push of its image.
    """
    kept = sorted(held, key=lambda one: push_order(one[1]))[-MOST_HELD:]
    lines = [
        f"Tagboat-Held: {push.reference}\nTagboat-Pushed-At: {push.pushed_at:{_TIME}}"
        f"\nTagboat-Rule: {rule}"
        for rule, push in kept
    ]
    replaced = sorted({replaces(change) for change in changes})
    files = files_print(base, {change.file for change in changes})
    return "\n".join(
        [
            *lines,
            f"{_REPLACES}: {' '.join(replaced) if len(replaced) <= _MOST_REPLACED else ''}",
            f"{_BASE}: {base.branch} {base.head} {files}",
            f"{_CHANGES}: {fingerprint(changes)}",
        ]
    )


def fingerprint(changes: Sequence[Change]) -> str:
    """What changes are known by: the same where the same values go to the same places."""
    told = sorted((one.rule, one.file, one.place, one.new, one.push.reference) for one in changes)
    return _hash(repr(told))[:20]


def replaces(change: Change) -> str:
    """What the value that a change replaces is known by, with its place."""
    return _hash(repr((change.rule, change.file, change.place, change.old)))[:8]


def files_print(base: Snapshot, paths: Iterable[str]) -> str:
    """What files of the base are known by: the same as long as nobody has changed one."""
    contents = [(path, _hash_of_bytes(base.file(path).content)) for path in sorted(paths)]
    return _hash(repr(contents))[:20]


def _hash(text: str) -> str:
    return _hash_of_bytes(text.encode())


def _hash_of_bytes(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def is_own(commit: Commit, base: str) -> bool:
    """Whether Tagboat has made a commit for a branch, and nobody has amended it since."""
    amended = commit.committer != commit.author and commit.committer.name not in _GITHUB
    return not amended and read(commit.message).base == base


def read(message: str) -> Record:
    """Read the trailers of a commit's message; what is no record is an empty one."""
    pushes: list[ImagePush] = []
    named: dict[str, set[tuple[str, str]]] = {"Tagboat-Image": set(), "Tagboat-Held": set()}
    changes, complete, kind, base, head, files, replaced = "", True, "", "", "", "", ""
    image, push = None, None
    for line in message.splitlines():
        key, _, value = line.partition(": ")
        match key:
            case "Tagboat-Image" | "Tagboat-Held":
                kind, image, push = key, _IMAGE.fullmatch(value), None
            case "Tagboat-Pushed-At" if image:
                push = _push(image, value)
                pushes += [push] if push else []
            case "Tagboat-Rule" if push:
                named[kind].add((value, push.reference))
            case "Tagboat-More":
                complete = False
            case "Tagboat-Replaces":
                replaced = value
            case "Tagboat-Base":
                base, head, files = [*value.rsplit(" ", 2), "", ""][:3]
            case "Tagboat-Changes":
                changes = value
    return Record(
        pushes=tuple(pushes),
        written=frozenset(named["Tagboat-Image"]),
        held=frozenset(named["Tagboat-Held"]),
        changes=changes,
        base=base,
        head=head,
        files=files,
        replaced=frozenset(replaced.split()),
        complete=bool(changes) and complete,
    )


def _push(image: re.Match[str], time: str) -> ImagePush | None:
    try:
        pushed_at = datetime.strptime(time, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    named: dict[str, Any] = image.groupdict()
    return ImagePush(id="", pushed_at=pushed_at, **named)
