"""Never backwards: why a policy lets stay what is there, as values and the registry tell."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tagboat.core.file_editors.base import Place
from tagboat.core.registry import ImageId
from tagboat.core.rules.rule import Rule
from tagboat.core.rules.target import Target
from tagboat.core.selection import Chosen
from tagboat.core.value_reading import read_image
from tagboat.core.variables import Template


def why_it_stays(chosen: Chosen, target: Target, places: Sequence[Place]) -> str | None:
    """Say why the policy lets stay what is there; None if it does not.

    Args:
        chosen: What is to be written.
        target: Where.
        places: What the target's editor has found.
    """
    rule, candidate = chosen.rule, chosen.candidate
    if rule.policy.by_push_time:
        return _pushed_later(chosen, target, places)
    for place in places:
        current = read_comparable(rule, place.old, target.values[place.role], candidate.variables)
        if current is None:
            continue
        choice = rule.policy.choose([candidate], current)
        if choice.candidate is None:
            return f"{choice.reason} at {place.where}" if place.where else choice.reason
    return None


def _pushed_later(chosen: Chosen, target: Target, places: Sequence[Place]) -> str | None:
    """Say of which place the registry knows that its image was pushed after the chosen one."""
    candidate = chosen.candidate
    if candidate.stored is None or chosen.rule.policy.follows_tag:
        return None
    for place in places:
        id_ = image_there(chosen, place.old, target.values[place.role])
        there = None if id_ is None else candidate.known.get(id_)
        if id_ is None or there is None or there.digest == candidate.push.digest:
            continue
        if (there.pushed_at, there.digest) > (candidate.pushed_at, candidate.push.digest):
            at = f" at {place.where}" if place.where else ""
            return (
                f"{id_} is there already{at} and was pushed at {_time(there.pushed_at)}, this one"
                f" at {_time(candidate.pushed_at)}"
            )
    return None


def image_there(chosen: Chosen, value: str, template: Template) -> ImageId | None:
    """The image whose value stands in a file, if it is one to be compared by push time.

    None as well for another image of the tag that was pushed: what it is now, the registry says.

    Args:
        chosen: What is to be written.
        value: What stands in a file.
        template: What the rule writes there.
    """
    candidate = chosen.candidate
    read = read_image(chosen.rule, value, template, candidate.variables) or {}
    tag, digest = read.get("IMAGE_TAG", ""), read.get("IMAGE_DIGEST", "")
    if tag == candidate.push.tag:
        return None
    return ImageId.of(tag, digest)


def _time(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def read_comparable(
    rule: Rule, value: str, template: Template, pushed: Mapping[str, str]
) -> Mapping[str, str] | None:
    """What a value tells of the image that was pushed; None if that is nothing to compare with.

    A tag that the rule's `tags` do not match is compared too, since somebody may have pinned it,
    unless the policy ranks any text, so that its rank tells nothing.

    Args:
        rule: The rule that writes there.
        value: What stands in a file.
        template: What the rule writes there.
        pushed: The variables of the image that was pushed.
    """
    read = read_image(rule, value, template, pushed)
    if read is None or not rule.policy.ranks_any_text or "IMAGE_TAG" not in read:
        return read
    return None if rule.tags.fullmatch(read["IMAGE_TAG"]) is None else read
