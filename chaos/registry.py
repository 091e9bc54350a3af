"""What ECR has, and who was told of it: written down while it is done, and never asked."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from chaos.pushes import Push


@dataclass
class Registry:
    """The images that were pushed."""

    put: list[Push] = field(default_factory=list)
    deleted: set[Push] = field(default_factory=set)
    """Those that are gone, or will be in a moment."""
    told: dict[str, Push] = field(default_factory=dict)
    """By the id of the event on the bus; one push may have several."""

    def of(self, image: str) -> list[Push]:
        """All pushes of an image, the newest last."""
        return [one for one in self.put if one.image == image]

    def there(self, image: str) -> list[Push]:
        """The images of an image repository that still have the tag that they were pushed with."""
        owners = {one.tag: one for one in self.of(image)}
        return [one for one in owners.values() if one not in self.deleted]

    def told_of(self) -> dict[str, set[Push]]:
        """The pushes whose events were put on the bus, by their image."""
        found: defaultdict[str, set[Push]] = defaultdict(set)
        for push in self.told.values():
            found[push.image].add(push)
        return found


def by_text(pushes: Sequence[Push], text: str) -> list[Push]:
    """The pushes of an image that a value may be of, by tag, digest or both."""
    tag, _, digest = text.partition("@")
    if text.startswith("sha256:"):
        return [one for one in pushes if one.digest == text]
    return [one for one in pushes if one.tag == tag and digest in ("", one.digest)]
