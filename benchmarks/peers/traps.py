"""What else changes in a file when its image does: files as they happen to be."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from benchmarks.infra_repos import RULES_FILE
from benchmarks.peers.competitors import COMMITTING, FIRST, REPLACER, UNPAUSED
from benchmarks.peers.tasks import FIRST_TAG, Image, Task, manifest
from benchmarks.served import Hosts

WHO = (REPLACER, UNPAUSED, FIRST)
_IMAGE = Image("team/service-0", ["deploy/service-0.yaml"])
_TASK = Task("what else changes", [_IMAGE])
_OLD, _NEW = f"{_IMAGE.name}:{FIRST_TAG}", f"{_IMAGE.name}:1.1.0"
_LARGE = "# A comment, and many more like it.\n" * 40_000


@dataclass(frozen=True)
class Trap:
    """A file with something in it."""

    title: str
    before: bytes
    after: bytes
    """What it is when nothing but the value has changed."""


def _trap(title: str, head: str = "", tail: str = "") -> Trap:
    """One with the same before and behind a manifest."""
    before, after = (f"{head}{manifest(image)}{tail}".encode() for image in (_OLD, _NEW))
    return Trap(title, before, after)


def _encoded(title: str, prefix: bytes = b"", *, newline: bytes = b"\n") -> Trap:
    """One with bytes before a manifest, and other ends of lines."""
    before, after = (
        prefix + manifest(image).encode().replace(b"\n", newline) for image in (_OLD, _NEW)
    )
    return Trap(title, before, after)


TRAPS = (
    _trap("comments, quotes, spaces, long lines"),
    _encoded("lines that end with CRLF", newline=b"\r\n"),
    _encoded("a byte order mark", b"\xef\xbb\xbf"),
    _trap("a comment that names the image's old tag", f"# Do not use {_OLD} in production.\n"),
    _trap("an image whose name goes on after this one's", tail=f"sidecar: {_IMAGE.name}-debug:7\n"),
    _encoded("a comment that is no UTF-8", b"# Gr\xfc\xdfe\n"),
    _trap("more than 1 MB", tail=_LARGE),
)


def spring(hosts: Hosts, folder: Path) -> Mapping[str, Mapping[str, str]]:
    """Have each file updated by each, and say what changed besides: trap -> who -> what."""
    return {
        trap.title: {who: _sprung(hosts, folder, trap, who, number) for who in WHO}
        for number, trap in enumerate(TRAPS)
    }


def _sprung(hosts: Hosts, folder: Path, trap: Trap, who: str, number: int) -> str:
    (path,) = _IMAGE.paths
    name = f"trap-{number}-{WHO.index(who)}"
    repo = hosts.on_github(name, {RULES_FILE: _TASK.rules(), path: trap.before})
    own = folder / name
    own.mkdir()
    took = COMMITTING[who](repo, _TASK, own)("1.1.0")
    return told(trap, repo.git.read(path, "main"), succeeded=took.succeeded)


def told(trap: Trap, found: bytes, *, succeeded: bool) -> str:
    """What to say of a file after an update that said whether it succeeded."""
    if found == trap.after:
        return "nothing"
    if found == trap.before:
        return "not written, told nobody" if succeeded else "not written, and said so"
    ours, theirs = trap.after.splitlines(keepends=True), found.splitlines(keepends=True)
    changes = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    lines = [line for kind, a, b, *_ in changes if kind != "equal" for line in ours[a:b]]
    return f"{sum(map(len, lines))} bytes in {len(lines)} line{'s' * (len(lines) != 1)}"
