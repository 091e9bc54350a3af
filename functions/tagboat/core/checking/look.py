"""Looks for the places of one target, for one image of its rule, before any image is pushed."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from tagboat.core.checking.checklist import Check, NeedsPush, before_any_push
from tagboat.core.errors import FileMissing, TargetError
from tagboat.core.file_editors.base import Place
from tagboat.core.snapshot import Snapshot

type Near = Mapping[str, Sequence[str]]
"""By paths where no file is: the files that may have been meant."""


class Fault(Struct, frozen=True):
    """Why a target cannot be written."""

    what: str
    inside: tuple[str, ...] = ()
    """The key of the target that it is about; empty for all of it."""


class Looked(Struct, frozen=True, kw_only=True):
    """What was seen."""

    item: Check
    files: Sequence[str] = ()
    """The files that could be looked into."""
    places: Sequence[tuple[str, Place]] = ()
    """The places that were found, each with its file."""
    faults: Sequence[Fault] = ()
    needs: NeedsPush | None = None
    """Why the rest could not be looked at."""


def look(item: Check, snapshot: Snapshot, near: Near) -> Looked:
    """Look into all files of a target.

    Args:
        item: The target.
        snapshot: Its files.
        near: What may have been meant by paths where no file is.
    """
    files: list[str] = []
    places: list[tuple[str, Place]] = []
    faults: list[Fault] = []
    needs = None
    try:
        for path in _paths(item, snapshot, faults):
            text = _text(item, path, snapshot, near, faults)
            if text is not None:
                files.append(path)
                places += ((path, place) for place in _places(item, text, path, faults))
    except NeedsPush as needed:
        needs = needed
    return Looked(item=item, files=files, places=places, faults=faults, needs=needs)


def _paths(item: Check, snapshot: Snapshot, faults: list[Fault]) -> Sequence[str]:
    """The files of a target.

    Raises:
        NeedsPush: Only a push tells them.
    """
    if isinstance(item.files, NeedsPush):
        raise item.files
    if isinstance(item.files, str):
        return [item.files]
    try:
        if isinstance(item.files, TargetError):
            raise item.files
        paths = snapshot.paths(item.files)
    except TargetError as error:
        faults.append(Fault(str(error), ("file",)))
        return []
    if not paths and not item.target.optional:
        what = f"no file matches {item.files.text}. Add one, mend the rule's file, or write"
        faults.append(Fault(f"{what} 'missing: skip'.", ("file",)))
    return paths


def _text(
    item: Check, path: str, snapshot: Snapshot, near: Near, faults: list[Fault]
) -> str | None:
    try:
        return snapshot.file(path).text(path)
    except FileMissing as error:
        if not item.target.optional:
            meant = " or ".join(near.get(path, ()))
            hint = f" Did you mean {meant}?" if meant else ""
            faults.append(Fault(f"{error}{hint}", ("file",)))
    except TargetError as error:
        faults.append(Fault(str(error), ("file",)))
    return None


def _places(item: Check, text: str, path: str, faults: list[Fault]) -> Sequence[Place]:
    """The places in a file.

    Raises:
        NeedsPush: Only a push tells them.
    """
    try:
        with before_any_push(item.rule):
            return item.target.editor.find(text, path, item.variables)
    except TargetError as error:
        faults.append(Fault(str(error)))
        return []
