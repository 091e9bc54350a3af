"""What waits in the queue: image pushes, scans that have ended, and requests to reconcile."""

from typing import Literal

import msgspec
from msgspec import Struct

from tagboat.core import image_push, image_scanned
from tagboat.core.image_push import ImagePush
from tagboat.core.image_scanned import ImageScanned


class Reconcile(Struct, frozen=True, rename="kebab"):
    """A request to write what was missed: by the schedule, or by `tagboat reconcile`."""

    source: Literal["tagboat"]
    detail_type: Literal["Tagboat Reconcile"]


RECONCILE = Reconcile(source="tagboat", detail_type="Tagboat Reconcile")
"""The request. Its JSON is the body of the message."""


class _Envelope(Struct, frozen=True, rename="kebab"):
    source: str
    detail_type: str


def parse(body: str | bytes) -> ImagePush | ImageScanned | Reconcile:
    """Read a message's body.

    Raises:
        UnusableEvent: It is neither the push or the scan of an image, nor a request to reconcile.
    """
    try:
        envelope = msgspec.json.decode(body, type=_Envelope)
    except (msgspec.MsgspecError, UnicodeError, RecursionError):
        return image_push.parse(body)  # Which says what is wrong.
    if (envelope.source, envelope.detail_type) == (RECONCILE.source, RECONCILE.detail_type):
        return RECONCILE
    if (envelope.source, envelope.detail_type) in image_scanned.EVENTS:
        return image_scanned.parse(body)
    return image_push.parse(body)
