"""What is left to be written without what waits for people, or cannot be judged."""

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from tagboat.core.errors import HostError
from tagboat.core.outcomes import Kind, Outcome, failure
from tagboat.core.restraints.base import Held
from tagboat.core.restraints.restrain import Key
from tagboat.core.restraints.waiting import Waiting, outcomes_of
from tagboat.core.selection import Chosen, Selection, choose
from tagboat.core.tag_policy.base import Candidate


def without_held(selection: Selection, waiting: Mapping[Key, Waiting]) -> Selection:
    """Choose again without the images that wait. A group waits with any of its members.

    Args:
        selection: What the rules have chosen.
        waiting: What has to wait of it, and why, by the choice.
    """
    groups = _held_groups(selection, waiting)
    outcomes: list[Outcome] = []
    chosen: list[Chosen] = []
    for one in selection.chosen:
        held = waiting.get(one.key, ())
        free = _free(one, held)
        if one.group is not None and one.group.name in groups:
            held = [*held, *((candidate, groups[one.group.name]) for candidate in free)]
            free = []
        left = one
        if held and free:
            left = choose(one.rule, free, one.group)
        outcomes += outcomes_of(
            one.rule.name, one.rule.policy, held, left.candidate if free else None
        )
        chosen += [left] if free else []
    chosen.sort(key=lambda one: one.candidate.order)
    return Selection(tuple(chosen), (*selection.outcomes, *outcomes))


def _held_groups(selection: Selection, waiting: Mapping[Key, Waiting]) -> Mapping[str, Held]:
    """Why the groups wait of which a member has nothing else to be written, by their names."""
    groups: dict[str, Held] = {}
    for one in selection.chosen:
        held = waiting.get(one.key, ())
        if one.group is not None and held and not _free(one, held):
            why = held[0][1]
            image = f"{one.candidate.push.repository} of rule '{one.rule.name}'"
            reason = f"moves together with {image}, which is held: {why.reason}"
            groups.setdefault(one.group.name, replace(why, reason=reason, kind=Kind.HELD))
    return groups


def _free(chosen: Chosen, held: Waiting) -> list[Candidate]:
    return [one for one in chosen.candidates if not any(one is other for other, _ in held)]


def without_failed(selection: Selection, keys: Sequence[Key], error: HostError) -> Selection:
    """Let fail what cannot be judged, and what moves together with it.

    Args:
        selection: What the rules have chosen.
        keys: The choices that cannot be judged.
        error: Why.
    """
    groups = [one.group for one in selection.chosen if one.key in keys and one.group is not None]
    lost = [one for one in selection.chosen if one.key in keys or one.group in groups]
    outcomes = (
        failure(candidate.push, error, rule=one.rule.name)
        for one in lost
        for candidate in one.candidates
    )
    chosen = tuple(one for one in selection.chosen if one not in lost)
    return Selection(chosen, (*selection.outcomes, *outcomes))
