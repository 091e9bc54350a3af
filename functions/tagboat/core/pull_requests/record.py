"""What a pull request's commit tells of it: the image pushes that it carries, in trailers.

Git is the state: who takes up a pull request again, after a crash or years, finds all of it there.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

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
_BASE, _FILES, _CHANGES = "Tagboat-Base", "Tagboat-Files", "Tagboat-Changes"
MOST_HELD = 10
"""Images that are remembered though people did not want them: a message has no room for more."""
_BY_THE_HOST = ("GitHub", "noreply@")
"""Who GitHub says has made the commits that it was asked for: "About commit signature
verification"."""


class Record(Struct, frozen=True):
    """What the message of a pull request's commit tells."""

    pushes: tuple[ImagePush, ...] = ()
    """Of all images that are named, those that are held included."""
    written: frozenset[tuple[str, str]] = frozenset()
    """Each rule with the reference of an image that it wrote."""
    held: frozenset[tuple[str, str]] = frozenset()
    """Each rule with the reference of an image that people did not want, in this pull request or
    in one before it."""
    base: str = ""
    """The head of the base branch that its files were edited in."""
    files: str = ""
    """What those files were known by, as the base had them."""
    changes: str = ""
    """What all of its changes are known by."""
    complete: bool = False
    """Whether it names all of its images: a message has room for some hundred."""


def trailers(
    changes: Sequence[Change],
    held: Sequence[tuple[str, ImagePush]] = (),
    base: str = "",
    files: str = "",
) -> str:
    """The trailers that keep anything from being proposed twice.

    Args:
        changes: What is proposed.
        held: What people did not want: each rule and the push of its image.
        base: The head of the base branch.
        files: What the files are known by, as the base has them (`of_files`).
    """
    kept = sorted(held, key=lambda one: push_order(one[1]))[-MOST_HELD:]
    lines = [
        f"Tagboat-Held: {push.reference}\nTagboat-Pushed-At: {push.pushed_at:{_TIME}}"
        f"\nTagboat-Rule: {rule}"
        for rule, push in kept
    ]
    known = [f"{_BASE}: {base}", f"{_FILES}: {files}"] if base else []
    return "\n".join([*lines, *known, f"{_CHANGES}: {fingerprint(changes)}"])


def fingerprint(changes: Sequence[Change]) -> str:
    """What changes are known by: the same where the same values go to the same places."""
    told = sorted((one.rule, one.file, one.place, one.new, one.push.reference) for one in changes)
    return _short_hash(told)


def of_files(paths: Iterable[str], base: Snapshot) -> str:
    """What files are known by: the same where the same files have the same contents."""
    contents = ((path, base.file(path).content) for path in sorted(paths))
    return _short_hash([(path, hashlib.sha256(content).digest()) for path, content in contents])


def _short_hash(told: object) -> str:
    return hashlib.sha256(repr(told).encode()).hexdigest()[:20]


def is_own(commit: Commit) -> bool:
    """Whether Tagboat has made a commit, and nobody has amended it since."""
    name, address = _BY_THE_HOST
    by_the_host = commit.committer.name == name and commit.committer.email.startswith(address)
    return f"\n{_CHANGES}: " in commit.message and (
        by_the_host or commit.committer == commit.author
    )


def read(message: str) -> Record:
    """Read the trailers of a commit's message; what is no record is an empty one."""
    pushes: list[ImagePush] = []
    named: dict[str, set[tuple[str, str]]] = {"Tagboat-Image": set(), "Tagboat-Held": set()}
    known = dict.fromkeys((_BASE, _FILES, _CHANGES), "")
    complete, kind = True, ""
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
            case _ if key in known:
                known[key] = value
    return Record(
        pushes=tuple(pushes),
        written=frozenset(named["Tagboat-Image"]),
        held=frozenset(named["Tagboat-Held"]),
        base=known[_BASE],
        files=known[_FILES],
        changes=known[_CHANGES],
        complete=bool(known[_CHANGES]) and complete,
    )


def _push(image: re.Match[str], time: str) -> ImagePush | None:
    try:
        pushed_at = datetime.strptime(time, _TIME).replace(tzinfo=UTC)
    except ValueError:
        return None
    return ImagePush(id="", pushed_at=pushed_at, **image.groupdict())
