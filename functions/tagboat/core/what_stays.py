"""Never backwards: why a policy lets stay what stands in a file, as far as the values tell."""

from collections.abc import Mapping, Sequence

from tagboat.core.file_editors.base import Place
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
        return None
    for place in places:
        current = _read(rule, place.old, target.values[place.role], candidate.variables)
        if current is None:
            continue
        choice = rule.policy.choose([candidate], current)
        if choice.candidate is None:
            return f"{choice.reason} at {place.where}" if place.where else choice.reason
    return None


def _read(
    rule: Rule, value: str, template: Template, pushed: Mapping[str, str]
) -> Mapping[str, str] | None:
    """What a value tells of the image that was pushed; None if that is nothing to compare with.

    A tag that the rule's `tags` do not match is compared too, since somebody may have pinned it,
    unless the policy ranks any text, so that its rank tells nothing.
    """
    read = read_image(rule, value, template, pushed)
    if read is None or not rule.policy.ranks_any_text or "IMAGE_TAG" not in read:
        return read
    return None if rule.tags.fullmatch(read["IMAGE_TAG"]) is None else read
