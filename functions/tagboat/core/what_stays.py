"""Never backwards: why a policy lets stay what stands in a file, as far as the values tell."""

from collections.abc import Iterator, Mapping, Sequence

from tagboat.core.file_editors.base import Place
from tagboat.core.rules.rule import Rule
from tagboat.core.rules.target import Target
from tagboat.core.selection import Chosen
from tagboat.core.variables import Template

_SAME = ("IMAGE_REPOSITORY", "IMAGE_NAME", "RULE", "ENVIRONMENT")
_TAG = Template("$IMAGE_TAG", None)


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
    rule: Rule, value: str, template: Template, variables: Mapping[str, str]
) -> Mapping[str, str] | None:
    """What a value tells of the image that it is of; None if that is none to compare with.

    A tag that the rule's `tags` do not match is compared too, since somebody may have pinned it,
    unless the policy ranks any text, so that its rank tells nothing.
    """
    same = template.filled({name: variables[name] for name in _SAME})
    for spelled, written in _spelled(value, same, variables):
        read = rule.read(spelled, written)
        if read is not None and _is_of_same(read, variables):
            tag = read.get("IMAGE_TAG")
            is_taken = tag is None or rule.tags.fullmatch(tag) is not None
            return read if is_taken or not rule.policy.ranks_any_text else None
    return None


def _spelled(
    value: str, template: Template, variables: Mapping[str, str]
) -> Iterator[tuple[str, Template]]:
    """A value, also without and with a digest, or as a bare tag: what people pin may differ."""
    yield value, template
    reference, _, digest = value.partition("@")
    yield reference if digest else f"{reference}@{variables['IMAGE_DIGEST']}", template
    yield value, _TAG


def _is_of_same(read: Mapping[str, str], variables: Mapping[str, str]) -> bool:
    """Whether a value is of the same image; any registry will do, since images are copied."""
    uri, repository = read.get("IMAGE_URI"), variables["IMAGE_REPOSITORY"]
    return (
        uri is None or f"/{uri}".endswith(f"/{repository}") or f"/{repository}".endswith(f"/{uri}")
    )
