"""Which of two images is the newer one, by a rule's policy, as far as their values tell."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from tagboat.core.registry import ImageId, Known
from tagboat.core.rules.rule import Rule
from tagboat.core.tag_policy.base import Candidate
from tagboat.core.value_reading import read_image
from tagboat.core.variables import Template
from tagboat.core.what_stays import read_comparable


class ImageOrder[Image](Protocol):
    """An order of images. Pure."""

    def read(self, value: str, template: Template) -> Image | None:
        """The image of a value, if it is one that has its place in the order."""

    def of(self, candidate: Candidate) -> Image:
        """The image that was pushed."""

    def is_newer(self, one: Image, other: Image) -> bool:
        """Whether one image is newer than another."""


class OrderByValue(Struct, frozen=True):
    """The order of policies that compare what values tell."""

    rule: Rule
    pushed: Mapping[str, str]
    """The variables of an image of the same image repository."""

    def read(self, value: str, template: Template) -> Mapping[str, str] | None:
        """The variables of the image, if they have a rank."""
        read = read_comparable(self.rule, value, template, self.pushed)
        if read is None or self.rule.policy.is_newer(read, read) is None:
            return None
        return read

    def of(self, candidate: Candidate) -> Mapping[str, str]:
        """Its variables."""
        return candidate.variables

    def is_newer(self, one: Mapping[str, str], other: Mapping[str, str]) -> bool:
        """Whether one ranks above the other."""
        return self.rule.policy.is_newer(one, other) is True


type _Pushed = tuple[datetime, str]
"""When a digest was pushed, and the digest."""


class OrderByPushTime(Struct, frozen=True):
    """The order of policies that go by the push time: what the registry does not know has none."""

    rule: Rule
    pushed: Mapping[str, str]
    """The variables of an image of the same image repository."""
    known: Known
    """What the registry has said."""

    def read(self, value: str, template: Template) -> _Pushed | None:
        """When the registry says that the image was pushed."""
        id_ = image_of(self.rule, value, template, self.pushed)
        image = None if id_ is None else self.known.get(id_)
        return None if image is None else (image.pushed_at, image.digest)

    def of(self, candidate: Candidate) -> _Pushed:
        """When it was pushed."""
        return candidate.pushed_at, candidate.push.digest

    def is_newer(self, one: _Pushed, other: _Pushed) -> bool:
        """Whether one was pushed after the other; within a second the answer never varies."""
        return one > other


def image_of(
    rule: Rule, value: str, template: Template, pushed: Mapping[str, str]
) -> ImageId | None:
    """The image whose value stands, or stood, in a file, by what a registry can be asked."""
    read = read_image(rule, value, template, pushed) or {}
    return ImageId.of(read.get("IMAGE_TAG", ""), read.get("IMAGE_DIGEST", ""))
