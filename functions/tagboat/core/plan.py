"""What to commit: the chosen pushes, edited into the files of a snapshot."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from tagboat.core.changes import Change
from tagboat.core.draft import Draft
from tagboat.core.errors import TargetError, ValueNotFound
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind, Outcome, failure
from tagboat.core.restraints.broken import Obstacle, obstacles
from tagboat.core.selection import Chosen, Selection
from tagboat.core.settling import End, Replaced, settled
from tagboat.core.snapshot import File, Snapshot
from tagboat.core.target_edit import TargetEdit

LONGEST_TOLD = 2_000
"""Characters of an error."""
SECOND_CHOICES = 3
"""How often the next best is tried: each time takes as long as planning all rules."""


class Plan(Struct, frozen=True):
    """What to commit on the head of a snapshot, and what that makes of each push."""

    files: Mapping[str, File]
    """The new state of the files that change."""
    changes: tuple[Change, ...]
    outcomes: tuple[Outcome, ...]
    """Of every push and rule; those that are `written` are so once the commit is made."""
    unasked: tuple[Chosen, ...] = ()
    """What must not be written before more is known: its rule requires the image's scan, and nobody
    has asked for it."""


class _Written(Struct, frozen=True):
    """What a rule has written, or why it has not."""

    chosen: Chosen
    edits: Sequence[TargetEdit] = ()
    error: TargetError | None = None

    @property
    def next_best(self) -> Chosen | None:
        """What may be written instead, where it is the value that cannot be."""
        return self.chosen.next_best if isinstance(self.error, ValueNotFound) else None


class _Drafted(Struct, frozen=True):
    """What all rules have written."""

    written: Sequence[_Written]
    texts: Mapping[str, str]
    """The texts of the files that they are in."""
    ends: Mapping[int, End]
    """What has become of each edit, by its identity."""


def plan(selection: Selection, snapshot: Snapshot) -> Plan:
    """Edit the chosen pushes into the files, the newest last.

    A rule writes all of its targets or none, and so do those that move together: what fails is an
    outcome, and the other rules go on. Where a push cannot be written, the next best of its rule
    is, so that it is not lost.
    """
    chosen: Sequence[Chosen] = selection.chosen
    given_up: list[_Written] = []
    drafted = _drafted(chosen, snapshot)
    for _ in range(SECOND_CHOICES):
        failed = [one for one in drafted.written if one.next_best is not None]
        if not failed:
            break
        given_up += failed
        kept = [one.chosen for one in drafted.written if one.next_best is None]
        others = [one.next_best for one in failed if one.next_best is not None]
        chosen = sorted([*kept, *others], key=lambda one: one.candidate.order)
        drafted = _drafted(chosen, snapshot)
    drafted, apart = _whole_groups(drafted, snapshot)
    changes = dict.fromkeys(change for one in drafted.written for change in _changes(one, drafted))
    outcomes = [_failed(one, one.chosen.candidate.push) for one in given_up]
    outcomes += [outcome for one in drafted.written for outcome in _outcomes(one, drafted)]
    outcomes += apart
    files = _files(drafted.texts, snapshot)
    unasked = tuple(one.chosen for one in drafted.written if _is_unasked(one, drafted))
    return Plan(files, tuple(changes), (*selection.outcomes, *outcomes), unasked)


def _whole_groups(drafted: _Drafted, snapshot: Snapshot) -> tuple[_Drafted, list[Outcome]]:
    """Leave out the groups of which a member cannot be written, and say why."""
    outcomes: list[Outcome] = []
    while found := obstacles((one.chosen, _why_not(one, drafted)) for one in drafted.written):
        kept: list[Chosen] = []
        for one in drafted.written:
            group = one.chosen.group
            if group is None or group.name not in found:
                kept.append(one.chosen)
            else:
                outcomes += _apart(one, drafted, found[group.name])
        drafted = _drafted(kept, snapshot)
    return drafted, outcomes


def _apart(written: _Written, drafted: _Drafted, obstacle: Obstacle) -> list[Outcome]:
    """What becomes of an image whose group is not written, and of those that it was chosen of."""
    chosen, why = written.chosen, _why_not(written, drafted)
    push, rule = chosen.candidate.push, chosen.rule.name
    match why:
        case TargetError():
            return _outcomes(written, drafted)
        case str():
            outcome = Outcome(push=push, rule=rule, kind=Kind.OLDER, reason=why)
            return [*chosen.passed_over, outcome]
        case None:
            return obstacle.outcomes(chosen)


def _why_not(written: _Written, drafted: _Drafted) -> TargetError | str | None:
    """Why a choice is not written everywhere, as one that moves together with others has to be."""
    if written.error is not None:
        return written.error
    kept = (f"{edit.file}: {edit.kept}" for edit in written.edits if edit.kept is not None)
    lost = any(drafted.ends[id(edit)].lost for edit in written.edits)
    return next(kept, "a newer push is written to the same place" if lost else None)


def _drafted(chosen: Sequence[Chosen], snapshot: Snapshot) -> _Drafted:
    drafted = _draft(chosen, snapshot, checked=False)
    if any(end.lost for end in drafted.ends.values()):
        # Only then can rules contradict each other. To see by which one takes more time.
        return _draft(chosen, snapshot, checked=True)
    return drafted


def _draft(chosen: Sequence[Chosen], snapshot: Snapshot, *, checked: bool) -> _Drafted:
    draft = Draft(snapshot, checked=checked)
    written = [_write(one, draft) for one in chosen]
    edits: defaultdict[str, list[TargetEdit]] = defaultdict(list)
    for edit in (edit for one in written for edit in one.edits):
        edits[edit.file].append(edit)
    texts: dict[str, str] = {}
    ends: dict[int, End] = {}
    for file, those in edits.items():
        before = snapshot.file(file).text(file)
        texts[file], found = settled(those, before, draft.texts[file])
        ends |= zip(map(id, those), found, strict=True)
    return _Drafted(written, texts, ends)


def _files(texts: Mapping[str, str], snapshot: Snapshot) -> Mapping[str, File]:
    """The files that differ from what was read."""
    before = {path: snapshot.file(path) for path in texts}
    files = {path: File(text.encode(), before[path].executable) for path, text in texts.items()}
    return {path: file for path, file in files.items() if file != before[path]}


def _write(chosen: Chosen, draft: Draft) -> _Written:
    try:
        return _Written(chosen, draft.write(chosen))
    except TargetError as error:
        told = _clipped(f"Rule '{chosen.rule.name}': {error}")
        return _Written(chosen, error=type(error)(told))


def _clipped(told: str) -> str:
    """What a log can take: names in files, and so errors, may be of any length."""
    return told if len(told) <= LONGEST_TOLD else f"{told[:LONGEST_TOLD]}..."


def _changes(written: _Written, drafted: _Drafted) -> Iterator[Change]:
    """What differs in the end by one rule.

    A rule that finds its value already there, because an earlier one has just written it, depends
    on the same commit.
    """
    for edit in written.edits:
        for one in drafted.ends[id(edit)].replaced:
            yield _change(edit, one)


def _change(edit: TargetEdit, one: Replaced) -> Change:
    rule, candidate = edit.chosen.rule, edit.chosen.candidate
    read = edit.target.values[one.role].read(one.old) or {}
    variables = {
        **candidate.variables,
        "DESTINATION_FILE": edit.file,
        "OLD_TAG": read.get("IMAGE_TAG", one.old),
        "OLD_VALUE": one.old,
    }
    return Change(
        rule=rule.name,
        environment=rule.environment,
        push=candidate.push,
        file=edit.file,
        place=one.where,
        old=one.old,
        new=one.new,
        message=rule.message.expand(variables),
        wording=None if rule.terms is None else rule.terms.wording.expand(variables),
    )


def _is_unasked(written: _Written, drafted: _Drafted) -> bool:
    """Whether a scan has to be known before what a rule has written is."""
    if not written.chosen.lacks_scan:
        return False
    return any(drafted.ends[id(edit)].replaced for edit in written.edits)


def _outcomes(written: _Written, drafted: _Drafted) -> list[Outcome]:
    """The outcomes once all rules have written: a newer push of another may have the last word.

    Those that were passed over are done with once something is written instead of them, and not
    before.
    """
    chosen = written.chosen
    push, rule = chosen.candidate.push, chosen.rule.name
    if written.error is not None:
        return [_failed(written, one) for one in (push, *(other.push for other in chosen.others))]
    ends = [drafted.ends[id(edit)] for edit in written.edits]
    kind, reason = _became(written, ends)
    is_outdone = kind is Kind.OLDER and any(end.lost for end in ends)
    outcome = Outcome(push=push, rule=rule, kind=kind, reason=reason, is_outdone=is_outdone)
    return [*chosen.passed_over, outcome]


def _failed(written: _Written, push: ImagePush) -> Outcome:
    assert written.error is not None  # noqa: S101 - it is asked of what has failed
    return failure(push, written.error, rule=written.chosen.rule.name)


def _became(written: _Written, ends: Sequence[End]) -> tuple[Kind, str]:
    kept = [f"{edit.file}: {edit.kept}" for edit in written.edits if edit.kept is not None]
    if any(end.replaced for end in ends):
        return Kind.WRITTEN, "; but ".join([written.chosen.reason, *kept[:1]])
    if any(end.lost for end in ends):
        return Kind.OLDER, "a newer push is written to the same place"
    if kept:
        return Kind.OLDER, kept[0]
    files = list(dict.fromkeys(edit.file for edit in written.edits if edit.values))
    if not files:
        return Kind.UNCHANGED, "no file has the value, which the rule lets be missing"
    return Kind.UNCHANGED, f"already the value of {', '.join(files)}"
