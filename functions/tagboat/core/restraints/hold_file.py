"""The hold file, beside the rules file: plain lines that a person can commit from a phone.

Who writes it wants something to stop. So what is not understood holds everything, and says so.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol, Self

from msgspec import Struct

from tagboat.core.errors import FileMissing, TargetError
from tagboat.core.globs import Glob, compile_glob, is_glob
from tagboat.core.restraints.hold import Hold
from tagboat.core.restraints.scope import EVERYTHING, Scope
from tagboat.core.snapshot import Snapshot

SUFFIX = ".hold"
MOST_LINES = 100
"""Lines that are told apart; more hold everything."""
_LONGEST_SHOWN = 100
_LONGEST_REASON = 500


class Named(Protocol):
    """A rule, as far as lines may name it."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def environment(self) -> str:
        """Its environment; empty if it has none."""

    @property
    def images(self) -> tuple[Glob, ...]:
        """Its images."""


def hold_path(rules_path: str) -> str:
    """Where the hold file of a rules file is: `.tagboat.hold` for `.tagboat.yaml`."""
    start, dot, suffix = rules_path.rpartition(".")
    if not start or start.endswith("/") or "/" in suffix or dot + suffix == SUFFIX:
        return f"{rules_path}{SUFFIX}"  # It has no suffix that the other could replace.
    return f"{start}{SUFFIX}"


def read_holds(path: str, snapshot: Snapshot, rules: Sequence[Named]) -> tuple[Hold, ...]:
    """What a hold file holds; nothing where there is none.

    Args:
        path: Where it is.
        snapshot: Where it was read.
        rules: What its lines may name.
    """
    try:
        text = snapshot.file(path).text(path)
    except FileMissing:
        return ()
    except TargetError as error:
        return (_everything(path, f"it cannot be read: {error}"),)
    return _holds(text.removeprefix("\ufeff"), path, _Names.of(rules))


class _Names(Struct, frozen=True):
    """What lines may name."""

    rules: frozenset[str]
    environments: frozenset[str]
    images: Mapping[str, Glob]

    @classmethod
    def of(cls, rules: Sequence[Named]) -> Self:
        return cls(
            rules=frozenset(rule.name for rule in rules),
            environments=frozenset(rule.environment for rule in rules) - {""},
            images={image.text: image for rule in rules for image in rule.images},
        )

    def scope(self, text: str) -> Scope | None:
        """What is named by a text, if anything is."""
        if text in self.rules:
            return Scope(rules=(text,))
        kind, _, name = text.partition(" ")
        name = name.strip()
        if text == "all":
            return EVERYTHING
        if kind == "rule" and name in self.rules:
            return Scope(rules=(name,))
        if kind == "environment" and name in self.environments:
            return Scope(environments=(name,))
        image = self._image(name) if kind == "image" else None
        return None if image is None else Scope(images=(image,))

    def _image(self, name: str) -> Glob | None:
        """An image that a rule is about, or a glob that means one."""
        try:
            image = compile_glob(name)
        except ValueError:
            return None
        if name in self.images:
            return image
        if is_glob(name):
            return image if any(map(image.matches, self.images)) else None
        return image if any(one.matches(name) for one in self.images.values()) else None


def _holds(text: str, path: str, names: _Names) -> tuple[Hold, ...]:
    lines = [line.strip() for line in text.splitlines()]
    said = " ".join(line.lstrip("# ") for line in lines if line.startswith("#"))
    named = list(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
    if not named:
        return (_everything(path, said),)
    if len(named) > MOST_LINES:
        return (_everything(path, f"it has more than {MOST_LINES} lines"),)
    return tuple(_of_line(line, said, path, names) for line in named)


def _of_line(line: str, said: str, path: str, names: _Names) -> Hold:
    """What a line holds; as a name may have a `#` in it, the whole line may be one."""
    name, _, comment = line.partition(" #")
    for text, why in ((line, said), (name.strip(), comment.strip() or said)):
        scope = names.scope(text)
        if scope is not None:
            return Hold(
                scope=scope,
                by=f"{path}, '{text[:_LONGEST_SHOWN]}'",
                reason=why[:_LONGEST_REASON],
                release="delete the line to release it, or the file for all",
            )
    what = f"'{line[:_LONGEST_SHOWN]}' in it names no rule, environment or image, so all is held"
    return _everything(path, what)


def _everything(path: str, reason: str) -> Hold:
    return Hold(
        scope=EVERYTHING,
        by=path,
        reason=reason[:_LONGEST_REASON],
        release="delete the file to release everything",
    )
