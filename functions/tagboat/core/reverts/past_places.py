"""Where the values of an edit stood in the texts that its file has had."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from tagboat.core.errors import TargetError
from tagboat.core.file_editors.base import Place
from tagboat.core.file_history import Revision
from tagboat.core.target_edit import TargetEdit

type _Places = Sequence[Place]
type _Before = Sequence[int | None]
"""Of each place, which one of the text before it is the same; None if there is none."""


class PastPlaces:
    """The places of an edit in each revision of its file. Each is read once, if it is asked for."""

    def __init__(self, edit: TargetEdit, revisions: Sequence[Revision]) -> None:
        """Keep what to read.

        Args:
            edit: The places as they are.
            revisions: Those of its file, the newest first.
        """
        self._edit = edit
        self._revisions = revisions
        self._read: list[tuple[_Places, _Before]] = []

    def values(self, index: int) -> Iterator[tuple[Revision, str]]:
        """The value of one place in each revision, the newest first, for as long as it was there.

        Args:
            index: Which of the edit's places.
        """
        for number, revision in enumerate(self._revisions):
            places, before = self._at(number)
            there = before[index]
            if there is None:
                return
            yield revision, places[there].old
            index = there

    def _at(self, number: int) -> tuple[_Places, _Before]:
        if number == len(self._read):  # They are asked for one after the other.
            newer = self._read[-1][0] if self._read else [place for place, _ in self._edit.values]
            older = _places(self._edit, self._revisions[number])
            self._read.append((older, _same_places(newer, older)))
        return self._read[number]


def _places(edit: TargetEdit, revision: Revision) -> _Places:
    """The places of an edit's target in a file as it was; none if they cannot be found."""
    if revision.file is None:
        return ()
    try:
        text = revision.file.text(edit.file)
        return edit.target.editor.find(text, edit.file, edit.chosen.candidate.variables)
    except TargetError:
        return ()


def _same_places(newer: _Places, older: _Places) -> _Before:
    """Which places of an earlier text are the same as those of a later one."""
    after, before = _by_role(newer), _by_role(older)
    found: list[int | None] = [None] * len(newer)
    for role, indexes in after.items():
        names = [newer[index].where for index in indexes]
        older_names = [older[index].where for index in before[role]]
        for index, at in zip(indexes, _same_names(names, older_names), strict=True):
            found[index] = None if at is None else before[role][at]
    return found


def _by_role(places: _Places) -> defaultdict[str, list[int]]:
    by_role: defaultdict[str, list[int]] = defaultdict(list)
    for index, place in enumerate(places):
        by_role[place.role].append(index)
    return by_role


def _same_names(names: Sequence[str], older: Sequence[str]) -> Iterator[int | None]:
    """Which names of places are the same.

    A path is the same wherever it is in the file. The line of a match is not: those of two texts
    are the same in turn, where there are as many.
    """
    counts, older_counts = Counter(names), Counter(older)
    at = {name: index for index, name in enumerate(older)}
    in_turn, all_there = len(names) == len(older), counts.keys() == older_counts.keys()
    for index, name in enumerate(names):
        is_named = counts[name] == older_counts[name] == 1
        if in_turn and not (is_named and all_there):
            yield index
        else:
            yield at[name] if is_named else None
