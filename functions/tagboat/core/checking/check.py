"""Checks rules against the files that they name, before any image is pushed."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby

from msgspec import Struct

from tagboat.core.checking.checklist import Check, Checklist, NeedsPush
from tagboat.core.checking.look import Fault, Looked, Near, look
from tagboat.core.checking.shared_places import PlaceOfImage, shared_places
from tagboat.core.checking.written_value import refusal
from tagboat.core.file_editors.base import Place
from tagboat.core.file_editors.value_path import shown
from tagboat.core.findings import Finding
from tagboat.core.rules.mistakes import Location, Position
from tagboat.core.snapshot import Snapshot

_LONGEST_SHOWN = 100
_IDLE = (
    "nothing is there in any file that it names, so it never writes anything; mend the path, or"
    " remove the target"
)


class RulesText(Struct, frozen=True):
    """Where rules are written, so that findings can point there."""

    source: str
    """A path, or `the stack's parameters`."""
    position: Position


class Checked(Struct, frozen=True, kw_only=True):
    """What was checked, and what was found."""

    findings: tuple[Finding, ...]
    not_checked: tuple[Finding, ...]
    """Targets that only a push makes definite, and rules with such targets because their images
    are not listed. They are nothing to mend."""
    rules: int
    targets: int
    files: int


def check(
    checklist: Checklist, snapshot: Snapshot, text: RulesText, near: Near | None = None
) -> Checked:
    """Look whether files exist, paths lead to values, and rules can have written the values.

    Args:
        checklist: The targets of all rules.
        snapshot: Their files.
        text: Where the rules are written.
        near: What may have been meant by paths where no file is.
    """
    looked = [look(item, snapshot, near or {}) for item in checklist.checks]
    found = chain(
        *(_of_target(list(of_target), text) for _, of_target in groupby(looked, _target)),
        shared_places(_written(looked)),
    )
    open_ones = (_not_checked(one.item, one.needs, text) for one in looked if one.needs)
    rules = checklist.rules.rules
    return Checked(
        findings=tuple(dict.fromkeys(found)),
        not_checked=tuple(dict.fromkeys(open_ones)),
        rules=len(rules),
        targets=sum(len(rule.targets) for rule in rules),
        files=len({path for one in looked for path in one.files}),
    )


def _target(looked: Looked) -> Location:
    return looked.item.at


def _of_target(looked: Sequence[Looked], text: RulesText) -> Iterator[Finding]:
    """What is to be mended for a target, for all images of its rule."""
    for one in looked:
        for fault in one.faults:
            yield _in_rules(one.item, text, fault)
        for path, place in one.places:
            yield from _in_file(one.item, path, place)
    if not any(one.places or one.faults or one.needs for one in looked):
        yield _in_rules(looked[0].item, text, Fault(_IDLE))


def _in_file(item: Check, path: str, place: Place) -> Iterator[Finding]:
    reason = refusal(item.rule, place.old, item.target.values[place.role], place.role)
    if reason is not None:
        dots = "..." if len(place.old) > _LONGEST_SHOWN else ""
        yield Finding(
            file=path,
            line=place.line,
            column=place.column,
            rule=item.rule.name,
            path=place.where,
            what=f"{place.old[:_LONGEST_SHOWN]!r}{dots} is not what the rule writes: {reason}",
        )


def _written(looked: Iterable[Looked]) -> Iterator[PlaceOfImage]:
    """The places that are written for images whose names are known."""
    for one in looked:
        for path, place in one.places:
            if one.item.repository is not None:
                yield PlaceOfImage(one.item.rule.name, one.item.repository, path, place)


def _not_checked(item: Check, needs: NeedsPush, text: RulesText) -> Finding:
    location = (*item.at[:2], "image") if needs.of_glob else item.at
    return _finding(item, text, location, str(needs))


def _in_rules(item: Check, text: RulesText, fault: Fault) -> Finding:
    return _finding(item, text, (*item.at, *fault.inside), fault.what)


def _finding(item: Check, text: RulesText, location: Location, what: str) -> Finding:
    line, column = text.position(location) or (None, None)
    return Finding(
        file=text.source,
        line=line,
        column=column,
        rule=item.rule.name,
        path=shown(location[2:]),
        what=what,
    )
