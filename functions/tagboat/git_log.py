"""The history of a clone, as git tells it: `git log`, and nothing that changes anything."""

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from tagboat.core.history import Commit

_SETTINGS = ("core.fsmonitor=false", "log.showSignature=false", "i18n.logOutputEncoding=UTF-8")
_MARK = "\x01\x02commit "
_FIELDS = "%H%x1f%P%x1f%cI%x1f%an%x1f%B"


class NoHistory(Exception):
    """Git has no history to tell. The message says why."""


class _Told(Struct, frozen=True):
    id: str
    parents: Sequence[str]
    at: datetime
    author: str
    message: str


def read_commits(root: Path, revision: str) -> list[Commit]:
    """Read the commits of a branch, the newest first, each with all that it has merged.

    Args:
        root: The clone.
        revision: The branch's name, or any other name of a commit.

    Raises:
        NoHistory: It is no clone, or has no such commit.
    """
    told = {one.id: one for one in _all(root, revision)}
    line = list(_first_parents(told))
    files = _files(root, revision)
    merged = _merged(line, told)
    return [
        Commit(
            id=one.id,
            at=one.at,
            author=one.author,
            files=tuple(files.get(one.id, ())),
            messages=(one.message, *(other.message for other in merged[one.id])),
        )
        for one in line
    ]


def proposed_messages(root: Path, revision: str) -> list[str]:
    """The messages of commits that are on other branches only, as far as they are Tagboat's.

    Raises:
        NoHistory: It is no clone, or has no such commit.
    """
    wanted = ("--branches", "--remotes", "--grep=^Tagboat-Image: ", "--format=%B", "-z")
    out = _git(root, "log", *wanted, "--end-of-options", f"^{revision}", "--")
    return [message for message in out.split("\0") if message]


def is_shallow(root: Path) -> bool:
    """Whether the clone has only a part of the history.

    Raises:
        NoHistory: It is no clone.
    """
    return _git(root, "rev-parse", "--is-shallow-repository").strip() == "true"


def _all(root: Path, revision: str) -> Iterator[_Told]:
    out = _git(
        root, "log", "--topo-order", "-z", f"--format={_FIELDS}", "--end-of-options", revision, "--"
    )
    for text in filter(None, out.split("\0")):
        id_, parents, at, author, message = text.split("\x1f", 4)
        time = datetime.fromisoformat(at).astimezone(UTC)
        yield _Told(id_.strip(), parents.split(), time, author, message)


def _first_parents(told: Mapping[str, _Told]) -> Iterator[_Told]:
    """The branch's own line, from its head on."""
    one = next(iter(told.values()), None)
    while one is not None:
        yield one
        one = told.get(one.parents[0]) if one.parents else None


def _merged(line: Sequence[_Told], told: Mapping[str, _Told]) -> Mapping[str, Sequence[_Told]]:
    """By each commit of a branch, those that came to the branch by it, the newest first."""
    seen = {one.id for one in line}
    order = {id_: index for index, id_ in enumerate(told)}
    merged: dict[str, list[_Told]] = {}
    for one in reversed(line):
        waiting, found = list(one.parents[1:]), []
        while waiting:
            id_ = waiting.pop()
            if id_ not in seen and id_ in told:
                seen.add(id_)
                found.append(told[id_])
                waiting += told[id_].parents
        merged[one.id] = sorted(found, key=lambda other: order[other.id])
    return merged


def _files(root: Path, revision: str) -> Mapping[str, Sequence[str]]:
    """By each commit of a branch, the paths that it has changed there."""
    out = _git(
        root,
        *("log", "--first-parent", "--diff-merges=first-parent", "--name-only", "--no-renames"),
        *("--no-ext-diff", "-z", f"--format={_MARK}%H", "--end-of-options", revision, "--"),
    )
    found: dict[str, Sequence[str]] = {}
    for part in out.split(_MARK)[1:]:
        id_, *names = part.replace("\n", "\0", 1).split("\0")
        found[id_] = [name for name in names if name]
    return found


def _git(root: Path, *arguments: str) -> str:
    settings = [part for setting in _SETTINGS for part in ("-c", setting)]
    command = ["git", "-C", str(root), "--no-pager", *settings, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise NoHistory("git is not installed, or not on PATH.") from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise NoHistory(f"git cannot tell the history of {root}: {said}.")
    return done.stdout.decode(errors="replace")
