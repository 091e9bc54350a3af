"""Which images of late pushes wait, since people took them back."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tagboat.core.file_history import Histories
from tagboat.core.registry import Answers, ImageId, ImageRepository, Known, NotAsked
from tagboat.core.registry_questions import Questions, repository_of
from tagboat.core.restraints.base import Held
from tagboat.core.restraints.restrain import Key
from tagboat.core.restraints.waiting import Waiting
from tagboat.core.reverts.image_order import OrderByPushTime, OrderByValue, image_of
from tagboat.core.reverts.late_writes import LateWrite
from tagboat.core.reverts.own_commits import is_own
from tagboat.core.reverts.taken_back import held_by
from tagboat.core.reverts.value_changes import ValueChange, value_changes
from tagboat.core.tag_policy.base import Candidate

type PeoplesChanges = Sequence[tuple[LateWrite, Sequence[ValueChange]]]
"""Late pushes, each with what people changed of the values that it would write."""


def by_people(late: Sequence[LateWrite], histories: Histories) -> PeoplesChanges:
    """Find what people changed since the pushes.

    Args:
        late: The pushes.
        histories: Of all their files.
    """
    return [(one, changes) for one in late if (changes := list(_by_people(one, histories)))]


def _by_people(late: LateWrite, histories: Histories) -> Iterator[ValueChange]:
    changes: dict[tuple[str, str, str, str, bool], ValueChange] = {}
    for edit in late.edits:
        revisions = histories[edit.file]
        # Mostly all of them are Tagboat's, and no text has to be read.
        if any(one.at >= late.since and not is_own(one.message) for one in revisions):
            for one in value_changes(edit, revisions):
                if not is_own(one.revision.message):
                    changes.setdefault(_kind(one), one)
    told_by = late.chosen.rule.told_by
    telling = {one.revision.commit for one in changes.values() if _tells(one, told_by)}
    for one in changes.values():
        # A digest goes with the tag that stands beside it: people set both at once.
        if _tells(one, told_by) or one.revision.commit not in telling:
            yield one


def _kind(change: ValueChange) -> tuple[str, str, str, str, bool]:
    """What changes have in common that hold the same: a commit may change thousands of places."""
    return change.revision.commit, change.template.text, change.old, change.new, change.is_last


def _tells(change: ValueChange, names: Iterable[str]) -> bool:
    """Whether the value tells which image is newer."""
    return "IMAGE_TAG" in change.template.names or change.template.names.issuperset(names)


def questions(changes: PeoplesChanges) -> Questions:
    """What a registry has to be asked about, for images to be ordered by their push times."""
    asked: defaultdict[ImageRepository, set[ImageId]] = defaultdict(set)
    for late, some in changes:
        rule, candidate = late.chosen.rule, late.chosen.candidate
        if rule.policy.by_push_time:
            for change in some:
                for value in (change.old, change.new):
                    id_ = image_of(rule, value, change.template, candidate.variables)
                    if id_ is not None:
                        asked[repository_of(candidate.push)].add(id_)
    return asked


def waiting(changes: PeoplesChanges, answers: Answers) -> Mapping[Key, Waiting]:
    """Find the images that wait, and why, by the choice.

    Args:
        changes: What people changed.
        answers: What a registry knows of the images.
    """
    found: dict[Key, Waiting] = {}
    for late, some in changes:
        answer = answers.get(repository_of(late.chosen.candidate.push), {})
        known = {} if isinstance(answer, NotAsked) else answer
        held = [(one, _held(one, late, some, known)) for one in late.chosen.candidates]
        waits = [(one, why) for one, why in held if why is not None]
        if waits:
            found[late.chosen.key] = waits
    return found


def _held(
    candidate: Candidate, late: LateWrite, changes: Sequence[ValueChange], known: Known
) -> Held | None:
    rule, variables = late.chosen.rule, late.chosen.candidate.variables
    for change in changes:
        if rule.policy.by_push_time:
            by_time = OrderByPushTime(rule, variables, known)
            held = held_by(change, candidate, rule, by_time)
        else:
            held = held_by(change, candidate, rule, OrderByValue(rule, variables))
        if held is not None:
            return held
    return None
