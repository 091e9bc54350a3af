"""The places that hold what is deployed, read by other means than Tagboat's own."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import yaml

from chaos.pushes import Push


class Form(Enum):
    """What of an image stands in a place."""

    TAG = "$IMAGE_TAG"
    DIGEST = "$IMAGE_DIGEST"
    BOTH = "$IMAGE_TAG@$IMAGE_DIGEST"

    def of(self, push: Push) -> str:
        """The text that stands for an image."""
        return _TEXTS[self](push)


_TEXTS: dict[Form, Callable[[Push], str]] = {
    Form.TAG: lambda push: push.tag,
    Form.DIGEST: lambda push: push.digest,
    Form.BOTH: lambda push: f"{push.tag}@{push.digest}",
}


@dataclass(frozen=True)
class Place:
    """A value in a file of YAML or JSON, or a whole file."""

    file: str
    keys: tuple[str | int, ...] = ()
    """From the root of the file to the value; none where the file is the value."""
    form: Form = Form.TAG

    def read(self, content: bytes) -> str:
        """The value in a file's bytes."""
        if not self.keys:
            return content.decode().strip()
        found: Any = yaml.load(content, yaml.CSafeLoader)
        for key in self.keys:
            found = found[key]
        return str(found)

    def __str__(self) -> str:
        return ".".join([self.file, *map(str, self.keys)])
