"""Checks rules against the files that they name, before any image is pushed."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from tagboat.core.checklist import Check, Checklist, NeedsPush, before_any_push
from tagboat.core.errors import FileMissing, TargetError
from tagboat.core.file_editors.base import Place
from tagboat.core.file_editors.value_path import shown
from tagboat.core.findings import Finding
from tagboat.core.rules.mistakes import Position
from tagboat.core.snapshot import Snapshot
from tagboat.core.written_value import refusal

_LONGEST_SHOWN = 100


class RulesText(Struct, frozen=True):
    """Where rules are written, so that findings can point there."""

    source: str
    """A path, or `the stack's parameters`."""
    position: Position


class Report(Struct, frozen=True, kw_only=True):
    """What was checked, and what was found."""

    findings: tuple[Finding, ...]
    not_checked: tuple[Finding, ...]
    """Targets that only a push makes definite. They are nothing to mend."""
    rules: int
    targets: int
    files: int


def check(checklist: Checklist, snapshot: Snapshot, text: RulesText) -> Report:
    """Look whether files exist, paths lead to values, and rules can have written the values.

    Args:
        checklist: The targets of all rules.
        snapshot: Their files.
        text: Where the rules are written.
    """
    findings: dict[Finding, None] = {}
    not_checked: dict[Finding, None] = {}
    files: set[str] = set()
    for item in checklist.checks:
        try:
            for finding in _findings(item, snapshot, text, files):
                findings[finding] = None
        except NeedsPush as needed:
            not_checked[_in_rules(item, text, str(needed))] = None
    rules = checklist.rules.rules
    return Report(
        findings=tuple(findings),
        not_checked=tuple(not_checked),
        rules=len(rules),
        targets=sum(len(rule.targets) for rule in rules),
        files=len(files),
    )


def _findings(
    item: Check, snapshot: Snapshot, text: RulesText, files: set[str]
) -> Iterator[Finding]:
    """What is to be mended for one target; the files that were looked into are added to `files`.

    Raises:
        NeedsPush: Only a push tells.
    """
    try:
        paths = _paths(item, snapshot)
    except TargetError as error:
        yield _in_rules(item, text, str(error), "file")
        return
    for path in paths:
        try:
            content = snapshot.file(path).text(path)
        except TargetError as error:
            if not (item.target.optional and isinstance(error, FileMissing)):
                yield _in_rules(item, text, str(error), "file")
            continue
        files.add(path)
        try:
            with before_any_push(item.rule):
                places = item.target.editor.find(content, path, item.variables)
        except TargetError as error:
            yield _in_rules(item, text, str(error))
            continue
        yield from _in_file(item, path, places)


def _paths(item: Check, snapshot: Snapshot) -> Sequence[str]:
    """The files of a target.

    Raises:
        NeedsPush: Only a push tells them.
        TargetError: They cannot be named, or a glob means none.
    """
    if isinstance(item.files, Exception):
        raise item.files
    if isinstance(item.files, str):
        return [item.files]
    paths = snapshot.paths(item.files)
    if not paths and not item.target.optional:
        raise FileMissing(
            f"no file matches {item.files.text}. Add one, mend the rule's file, or write"
            " 'missing: skip'."
        )
    return paths


def _in_file(item: Check, path: str, places: Sequence[Place]) -> Iterator[Finding]:
    for place in places:
        reason = refusal(item.rule, place.old, item.target.values[place.role])
        if reason is not None:
            value = repr(place.old[:_LONGEST_SHOWN])
            dots = "..." if len(place.old) > _LONGEST_SHOWN else ""
            yield Finding(
                file=path,
                line=place.line,
                column=place.column,
                rule=item.rule.name,
                path=place.where,
                what=f"{value}{dots} is not what the rule writes: {reason}. Mend one of them.",
            )


def _in_rules(item: Check, text: RulesText, what: str, *inside: str) -> Finding:
    location = (*item.at, *inside)
    line, column = text.position(location) or (None, None)
    return Finding(
        file=text.source,
        line=line,
        column=column,
        rule=item.rule.name,
        path=shown(location[2:]),
        what=what,
    )
