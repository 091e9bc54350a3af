"""Whether an image that only a registry tells of may be written over what stands there.

No event tells when it got its tag, or whether it was passed over on purpose. So it is not written
where somebody has set the value after it was pushed: a person, whatever they set; or Tagboat, by an
event of a later push or of an older image that was tagged again.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from tagboat.core.file_history import MOST_REVISIONS, Histories, Revision
from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind
from tagboat.core.pull_requests import record
from tagboat.core.registry import ImageId
from tagboat.core.restraints.base import Held
from tagboat.core.restraints.waiting import Waiting
from tagboat.core.reverts.image_order import OrderByValue
from tagboat.core.reverts.late_writes import LateWrite
from tagboat.core.reverts.own_commits import is_own
from tagboat.core.reverts.past_places import PastPlaces
from tagboat.core.rules.rule import Rule
from tagboat.core.tag_policy.base import Candidate
from tagboat.core.target_edit import TargetEdit
from tagboat.core.variables import Template

_RELEASE = "push a newer image, or commit its value by hand, to release it"


class Setting(Struct, frozen=True, kw_only=True):
    """How a value came to be what it is."""

    file: str
    value: str
    template: Template
    """What the rule writes there."""
    revision: Revision | None
    """The commit that has set it; None where the history does not go back to it."""
    at: datetime
    """When; never before the commits that came before, whatever their clocks said."""
    before: Sequence[Revision] = ()
    """The commits that came before."""


def waiting_for(late: LateWrite, histories: Histories) -> Waiting:
    """Find which images that only the registry tells of are not written, and why.

    Args:
        late: A choice that would change values.
        histories: Of all its files.
    """
    listed = [one for one in late.chosen.candidates if one.push.listed]
    if not listed:
        return ()
    settings = [
        setting for edit in late.edits for setting in _settings(edit, histories[edit.file], late)
    ]
    held = [(one, _held(one, settings, late.chosen.rule)) for one in listed]
    return [(one, why) for one, why in held if why is not None]


def is_cut(revisions: Sequence[Revision], since: datetime) -> bool:
    """Whether a history may have more that is asked for."""
    return len(revisions) >= MOST_REVISIONS and revisions[-1].at >= since


def _settings(
    edit: TargetEdit, revisions: Sequence[Revision], late: LateWrite
) -> Iterator[Setting]:
    """How each value came to be that an edit replaces; of none that is older than the image."""
    if not revisions:
        return
    past = PastPlaces(edit, revisions)
    for index, (place, value) in enumerate(edit.values):
        if place.old == value:
            continue
        number = _first_with(place.old, [text for _, text in past.values(index)])
        is_known = number + 1 < len(revisions) or not is_cut(revisions, late.since)
        yield Setting(
            file=edit.file,
            value=place.old,
            template=edit.target.values[place.role],
            revision=revisions[number] if is_known else None,
            at=max(one.at for one in revisions[number:]),
            before=revisions[number + 1 :],
        )


def _first_with(value: str, newest_first: Sequence[str]) -> int:
    """The number of the oldest text in a row that has a value; the newest one has it."""
    return next((n for n, one in enumerate(newest_first) if one != value), len(newest_first)) - 1


def _held(candidate: Candidate, settings: Sequence[Setting], rule: Rule) -> Held | None:
    return next(filter(None, (_held_by(one, candidate, rule) for one in settings)), None)


def _held_by(setting: Setting, candidate: Candidate, rule: Rule) -> Held | None:
    # ECR and Git tell whole seconds, within which nobody passes over an image on purpose.
    if candidate.pushed_at >= setting.at:
        return None
    if setting.revision is None:
        return Held(
            f"{setting.file} has changed so often that its history does not tell who has set"
            f" {setting.value!r} there; {_RELEASE}"
        )
    revision = setting.revision
    if is_own(revision.message) and not _goes_back(setting, revision, candidate, rule):
        return _held_by_own(setting, revision, candidate, rule)
    return Held(
        f"{_who(setting, revision)}, after this image was pushed, and no event tells of it;"
        f" {_RELEASE}",
        commit=revision.commit,
    )


def _held_by_own(
    setting: Setting, revision: Revision, candidate: Candidate, rule: Rule
) -> Held | None:
    """Compare with the push that has set the value."""
    push = _written(revision, candidate, rule)
    if push is None:
        return Held(f"{setting.value!r} is there by another image's push", kind=Kind.UNCHANGED)
    if (push.account, push.region) != (candidate.push.account, candidate.push.region):
        return Held(
            f"{setting.file} has {push.reference}, of another registry; let the rule name 'account'"
            " and 'region'",
            commit=revision.commit,
        )
    if _ranks_above(candidate, setting, rule) or _pushed_at(push, candidate) < candidate.pushed_at:
        return None
    return Held(
        f"{push.tag} is there by an event that came after this image was pushed",
        kind=Kind.UNCHANGED,
    )


def _written(revision: Revision, candidate: Candidate, rule: Rule) -> ImagePush | None:
    """The push that a commit of Tagboat's has written, the rule's own before others."""
    told = record.read(revision.message)
    pushes = [one for one in told.pushes if not _is_elsewhere(one, candidate, rule)]
    own = [one for one in pushes if (rule.name, one.reference) in told.written]
    return max(own or pushes, key=lambda one: one.pushed_at, default=None)


def _is_elsewhere(push: ImagePush, candidate: Candidate, rule: Rule) -> bool:
    """Whether a push is not for where an image is: of another image repository, or place."""
    if push.repository != candidate.push.repository:
        return True
    said = rule.consider(push)
    return isinstance(said, Candidate) and rule.place(said) != rule.place(candidate)


def _goes_back(setting: Setting, revision: Revision, candidate: Candidate, rule: Rule) -> bool:
    """Whether a commit of Tagboat's undoes a later one: a person has picked it again."""
    push = _written(revision, candidate, rule)
    if push is None or not rule.policy.by_push_time:
        return False
    earlier = (_written(one, candidate, rule) for one in setting.before)
    return any(one is not None and one.pushed_at > push.pushed_at for one in earlier)


def _ranks_above(candidate: Candidate, setting: Setting, rule: Rule) -> bool:
    """Whether the policy compares values, and prefers the image to what stands there."""
    order = OrderByValue(rule, candidate.variables)
    there = order.read(setting.value, setting.template)
    return there is not None and order.is_newer(order.of(candidate), there)


def _pushed_at(push: ImagePush, candidate: Candidate) -> datetime:
    """When it was pushed or tagged, by the registry unless the tag was moved since."""
    stored = candidate.known.get(ImageId(tag=push.tag))
    is_same = stored is not None and stored.digest == push.digest
    return Candidate(push, {}, known=candidate.known if is_same else {}).pushed_at


def _who(setting: Setting, revision: Revision) -> str:
    at = f"{revision.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return (
        f"{revision.author} set {setting.value!r} in {setting.file} with {revision.commit[:7]} at"
        f" {at}"
    )
