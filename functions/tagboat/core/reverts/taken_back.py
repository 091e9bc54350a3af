"""Whether a person's change of a value keeps an image from being written there again."""

from datetime import UTC

from tagboat.core.restraints.base import Held
from tagboat.core.reverts.image_order import ImageOrder
from tagboat.core.reverts.value_changes import ValueChange
from tagboat.core.rules.rule import Rule
from tagboat.core.tag_policy.base import Candidate
from tagboat.core.value_reading import read_image

LONGEST_VALUE = 200
"""Characters of a value that are told."""


def held_by[Image](
    change: ValueChange, candidate: Candidate, rule: Rule, order: ImageOrder[Image]
) -> Held | None:
    """Say why an image is not written again; None if the change is no reason.

    What was pushed after the change is free. Of the rest the image that the change took away is
    not. Where it went back to an older one, neither are images that are not newer than the one it
    took away; where it is a pin, none is.

    Args:
        change: One that a person made.
        candidate: The image.
        rule: What would write it.
        order: The order of images by the rule's policy.
    """
    # Within a second nobody takes back what was pushed in it.
    if candidate.told_at >= change.revision.at:
        return None
    if change.template.expand(candidate.variables) == change.old:
        return _held(change)
    there = order.read(change.new, change.template)
    if there is None or _is_foreign(change, candidate, rule):
        return _held(change) if change.is_last else None
    gone = order.read(change.old, change.template)
    if gone is None or order.is_newer(there, gone) or order.is_newer(order.of(candidate), gone):
        return None
    return _held(change)


def _is_foreign(change: ValueChange, candidate: Candidate, rule: Rule) -> bool:
    """Whether it went to a tag that the rule does not take."""
    read = read_image(rule, change.new, change.template, candidate.variables) or {}
    return "IMAGE_TAG" in read and rule.tags.fullmatch(read["IMAGE_TAG"]) is None


def _held(change: ValueChange) -> Held:
    revision = change.revision
    where = f" at {change.where}" if change.where else ""
    at = f"{revision.at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    return Held(
        f"{revision.author} changed {_told(change.old)} to {_told(change.new)} in"
        f" {change.file}{where} with {revision.commit[:7]} at {at}, after this image was pushed;"
        " push a newer image, or commit its value by hand, to release it",
        commit=revision.commit,
    )


def _told(value: str) -> str:
    """A value in a sentence."""
    clipped = value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}..."
    return clipped if clipped and clipped.isprintable() else repr(clipped)
