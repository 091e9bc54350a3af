"""Never backwards: why a policy lets stay what stands in a file, as far as the values tell."""

from collections.abc import Iterator, Mapping, Sequence

from tagboat.core.file_editors.base import Place
from tagboat.core.rules.rule import Rule
from tagboat.core.rules.target import Target
from tagboat.core.selection import Chosen
from tagboat.core.variables import Template

_SAME = ("IMAGE_REPOSITORY", "IMAGE_NAME", "RULE", "ENVIRONMENT")


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
    """What a value tells of the image that it is of; None if that is none to compare with."""
    for spelled in _spelled(value, variables):
        read = rule.read(spelled, template)
        if read is not None:
            return read if _is_of_same(read, variables) else None
    return None


def _spelled(value: str, variables: Mapping[str, str]) -> Iterator[str]:
    """A value, also without and with a digest: what people pin by hand may differ in that."""
    yield value
    reference, _, digest = value.partition("@")
    yield reference if digest else f"{reference}@{variables['IMAGE_DIGEST']}"


def _is_of_same(read: Mapping[str, str], variables: Mapping[str, str]) -> bool:
    """Whether a value is of the same image and rule as what is to be written."""
    if any(read.get(name, variables[name]) != variables[name] for name in _SAME):
        return False
    # Any registry will do, since images are copied from one to another.
    repository = variables["IMAGE_REPOSITORY"]
    return read.get("IMAGE_URI", f"/{repository}").partition("/")[2] == repository
