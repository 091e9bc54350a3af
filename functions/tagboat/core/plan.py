"""What to commit: the chosen pushes, edited into the files of a snapshot."""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.changes import Change
from tagboat.core.errors import TargetError
from tagboat.core.file_editors import plain
from tagboat.core.outcomes import Kind, Outcome, failure
from tagboat.core.selection import Chosen, Selection
from tagboat.core.snapshot import File, Snapshot


class Plan(Struct, frozen=True):
    """What to commit on the head of a snapshot, and what that makes of each push."""

    files: Mapping[str, File]
    """The new state of the files that change."""
    changes: tuple[Change, ...]
    outcomes: tuple[Outcome, ...]
    """Of every push and rule; those that are `written` are so once the commit is made."""


def plan(selection: Selection, snapshot: Snapshot) -> Plan:
    """Edit the chosen pushes into the files, the newest last.

    A rule writes all of its targets or none: what fails is an outcome, and the other rules go on.
    """
    files: Mapping[str, File] = {}
    changes: list[Change] = []
    decided: list[Outcome] = []
    for chosen in selection.chosen:
        try:
            files, made = _edit(chosen, snapshot, files)
        except TargetError as error:
            named = type(error)(f"Rule '{chosen.rule.name}': {error}")
            decided.append(failure(chosen.candidate.push, named, rule=chosen.rule.name))
            continue
        changes += made
        decided.append(_decision(chosen, made))
    merged = _merge(changes)
    lasting = tuple(change for change in merged if change.old != change.new)
    differing = {path: file for path, file in files.items() if file != snapshot.file(path)}
    settled = (_settled(outcome, merged) for outcome in decided)
    return Plan(differing, lasting, (*selection.outcomes, *settled))


def _edit(
    chosen: Chosen, snapshot: Snapshot, files: Mapping[str, File]
) -> tuple[Mapping[str, File], list[Change]]:
    """Write one rule's targets into files that earlier rules may have changed already."""
    edited = dict(files)
    made = []
    for target in chosen.rule.targets:
        path = target.file
        file = edited.get(path) or snapshot.file(path)
        value = target.value.expand(chosen.candidate.variables)
        replacement = plain.replace(file.text(path), value, path)
        if replacement.old != value:
            edited[path] = File(replacement.text.encode(), file.executable)
            made.append(_change(chosen, path, replacement.old, value))
    return edited, made


def _change(chosen: Chosen, path: str, old: str, new: str) -> Change:
    rule = chosen.rule
    variables = {**chosen.candidate.variables, "DESTINATION_FILE": path, "OLD_TAG": old}
    return Change(
        rule=rule.name,
        environment=rule.environment,
        push=chosen.candidate.push,
        file=path,
        place="",
        old=old,
        new=new,
        message=rule.message.expand(variables),
    )


def _merge(changes: Iterable[Change]) -> list[Change]:
    """One change for each place: from what was read to what was written last."""
    merged: dict[tuple[str, str], Change] = {}
    for change in changes:
        earlier = merged.get((change.file, change.place))
        merged[change.file, change.place] = replace(change, old=earlier.old) if earlier else change
    return list(merged.values())


def _decision(chosen: Chosen, made: list[Change]) -> Outcome:
    push, rule = chosen.candidate.push, chosen.rule.name
    if made:
        return Outcome(push=push, rule=rule, kind=Kind.WRITTEN, reason=chosen.reason)
    files = ", ".join(target.file for target in chosen.rule.targets)
    reason = f"already the value of {files}"
    return Outcome(push=push, rule=rule, kind=Kind.UNCHANGED, reason=reason)


def _settled(outcome: Outcome, merged: Iterable[Change]) -> Outcome:
    """The outcome once all rules have written: a newer push of another may have the last word."""
    if outcome.kind is not Kind.WRITTEN:
        return outcome
    own = [change for change in merged if change.rule == outcome.rule]
    if not own:
        reason = "another rule writes a newer push to the same place"
        return replace(outcome, kind=Kind.OLDER, reason=reason)
    if all(change.old == change.new for change in own):
        return replace(outcome, kind=Kind.UNCHANGED, reason="already the value of its files")
    return outcome
