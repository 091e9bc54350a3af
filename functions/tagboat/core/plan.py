"""What to commit: the chosen pushes, edited into the files of a snapshot."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tagboat.core.changes import Change
from tagboat.core.errors import RulesContradict, TargetError
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


class _Edit(Struct, frozen=True):
    """A value that a rule wants in a file, whether or not it was there when its turn came."""

    chosen: Chosen
    file: str
    old: str
    new: str

    @property
    def rule(self) -> str:
        return self.chosen.rule.name


def plan(selection: Selection, snapshot: Snapshot) -> Plan:
    """Edit the chosen pushes into the files, the newest last.

    A rule writes all of its targets or none: what fails is an outcome, and the other rules go on.
    """
    files: Mapping[str, File] = {}
    edits: list[_Edit] = []
    decided: list[Outcome] = []
    for chosen in selection.chosen:
        push, rule = chosen.candidate.push, chosen.rule.name
        try:
            edited, made = _edit(chosen, snapshot, files)
            _refuse_contradictions(edits, made)
        except TargetError as error:
            named = type(error)(f"Rule '{rule}': {error}")
            decided.append(failure(push, named, rule=rule))
            continue
        files = edited
        edits += made
        decided.append(Outcome(push=push, rule=rule, kind=Kind.WRITTEN, reason=chosen.reason))
    changes = _lasting(edits)
    differing = {path: file for path, file in files.items() if file != snapshot.file(path)}
    settled = (_settled(outcome, edits, changes) for outcome in decided)
    return Plan(differing, changes, (*selection.outcomes, *settled))


def _edit(
    chosen: Chosen, snapshot: Snapshot, files: Mapping[str, File]
) -> tuple[Mapping[str, File], list[_Edit]]:
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
        made.append(_Edit(chosen, path, replacement.old, value))
    return edited, made


def _refuse_contradictions(edits: Sequence[_Edit], made: Sequence[_Edit]) -> None:
    """Refuse a rule that wants another value of the same push where an earlier one writes.

    Raises:
        RulesContradict: There is such a place.
    """
    for edit in made:
        for earlier in edits:
            same_push = earlier.chosen.candidate.push is edit.chosen.candidate.push
            if same_push and earlier.file == edit.file and earlier.new != edit.new:
                raise RulesContradict(
                    f"rule '{earlier.rule}' writes {earlier.new!r} of the same push to {edit.file},"
                    f" and this rule {edit.new!r}. Let one of them name another file."
                )


def _lasting(edits: Sequence[_Edit]) -> tuple[Change, ...]:
    """What differs in the end: a change by each rule whose value is the one that stays.

    A rule that finds its value already there, because an earlier one has just written it, depends
    on the same commit.
    """
    read = {edit.file: edit.old for edit in reversed(edits)}
    stays = {edit.file: edit.new for edit in edits}
    made = {
        (edit.file, edit.rule): _change(edit, read[edit.file])
        for edit in edits
        if edit.new == stays[edit.file] != read[edit.file]
    }
    return tuple(made.values())


def _change(edit: _Edit, old: str) -> Change:
    rule, candidate = edit.chosen.rule, edit.chosen.candidate
    variables = {**candidate.variables, "DESTINATION_FILE": edit.file, "OLD_TAG": old}
    return Change(
        rule=rule.name,
        environment=rule.environment,
        push=candidate.push,
        file=edit.file,
        place="",
        old=old,
        new=edit.new,
        message=rule.message.expand(variables),
    )


def _settled(outcome: Outcome, edits: Sequence[_Edit], changes: Iterable[Change]) -> Outcome:
    """The outcome once all rules have written: a newer push of another may have the last word."""
    if outcome.failed or any(change.rule == outcome.rule for change in changes):
        return outcome
    stays = {edit.file: edit.new for edit in edits}
    own = {edit.file: edit.new for edit in edits if edit.rule == outcome.rule}
    if any(stays[file] != value for file, value in own.items()):
        reason = "another rule writes a newer push to the same place"
        return replace(outcome, kind=Kind.OLDER, reason=reason)
    return replace(outcome, kind=Kind.UNCHANGED, reason=f"already the value of {', '.join(own)}")
