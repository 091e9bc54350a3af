"""What waits in the queue: image pushes, and requests to reconcile."""

from typing import Literal

import msgspec
from msgspec import Struct

from tagboat.core import image_push
from tagboat.core.image_push import ImagePush


class Reconcile(Struct, frozen=True, rename="kebab"):
    """A request to write what was missed: by the schedule, or by `tagboat reconcile`."""

    source: Literal["tagboat"]
    detail_type: Literal["Tagboat Reconcile"]


RECONCILE = Reconcile(source="tagboat", detail_type="Tagboat Reconcile")
"""The request. Its JSON is the body of the message."""


def parse(body: str | bytes) -> ImagePush | Reconcile:
    """Read a message's body.

    Raises:
        UnusableEvent: It is neither the push of a tagged image nor a request to reconcile.
    """
    try:
        return msgspec.json.decode(body, type=Reconcile)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return image_push.parse(body)
