"""Places that are written for different image repositories: each push undoes the other's."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct

from tagboat.core.file_editors.base import Place
from tagboat.core.findings import Finding


class PlaceOfImage(Struct, frozen=True):
    """A place that a rule writes for an image repository."""

    rule: str
    repository: str
    file: str
    place: Place


def shared_places(written: Iterable[PlaceOfImage]) -> Iterator[Finding]:
    """Find the places that rules, or one rule, write for different image repositories."""
    places: defaultdict[tuple[str, int, str], list[PlaceOfImage]] = defaultdict(list)
    for one in written:
        places[_place(one)].append(one)
    for found in places.values():
        if len({one.repository for one in found}) > 1:
            yield _finding(found)


def _place(one: PlaceOfImage) -> tuple[str, int, str]:
    # What is to be added begins nowhere yet, so that it is told by its name.
    is_empty = one.place.start == one.place.end
    return one.file, one.place.start, one.place.where if is_empty else ""


def _finding(found: Sequence[PlaceOfImage]) -> Finding:
    last = found[-1]
    writers: defaultdict[str, list[str]] = defaultdict(list)
    for one in found:
        if one.repository not in writers[one.rule]:
            writers[one.rule].append(one.repository)
    if len(writers) == 1:
        what = (
            f"{_all(writers[last.rule])} are written to this one place, so that each push undoes"
            " the other's. Name the image in the path, such as with $IMAGE_NAME, or write a rule"
            " for each."
        )
    else:
        by_rule = [f"rule '{rule}' writes {_all(names)}" for rule, names in writers.items()]
        what = (
            f"{_all(by_rule)} here, so that each push undoes the other's. Mend the path of one of"
            " them."
        )
    return Finding(
        file=last.file,
        line=last.place.line,
        column=last.place.column,
        rule=last.rule,
        path=last.place.where,
        what=what,
    )


def _all(texts: Sequence[str]) -> str:
    *others, last = texts
    return f"{', '.join(others)} and {last}" if others else last
