"""An image push: what EventBridge says of a tagged image that ECR has stored."""

from datetime import UTC, datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from tagboat.core.errors import UnusableEvent
from tagboat.core.wrong_shape import wrong_shape

# Docker distribution's reference grammar; ECR's API reference has the same lengths.
NAME_PATTERN = r"[a-z0-9]+(?:(?:[._]|__|-+|/)[a-z0-9]+)*"
RepositoryName = Annotated[
    str,
    Meta(
        pattern=rf"^{NAME_PATTERN}\Z",
        max_length=256,
        description="the name of an ECR repository, such as team/web: small letters, digits and"
        " . _ - / between them, 256 at most",
    ),
]
Tag = Annotated[
    str,
    Meta(
        pattern=r"^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\Z",
        description="a tag, such as 1.4.0: letters, digits, . _ and -, first no . or -, 128 at"
        " most",
    ),
]
Digest = Annotated[
    str,
    Meta(
        pattern=r"^sha256:[0-9a-f]{64}\Z",
        description="sha256: and 64 digits from 0 to f in small letters",
    ),
]
Account = Annotated[
    str, Meta(pattern=r"^[0-9]{12}\Z", description="an AWS account's 12 digits as text")
]
Region = Annotated[
    str,
    Meta(
        pattern=r"^[a-z]{2,}(?:-[a-z]+)+-[0-9]+\Z",
        description="an AWS region, such as us-east-1",
    ),
]
Time = Annotated[
    datetime, Meta(tz=True, description="a time with its zone, such as 2026-03-02T09:14:07Z")
]

# "AWS General Reference: AWS service endpoints"; the same as in botocore's partitions.json.
_DOMAINS = {
    "cn-": "amazonaws.com.cn",
    "eu-isoe-": "cloud.adc-e.uk",
    "eusc-": "amazonaws.eu",
    "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov",
    "us-isof-": "csp.hci.ic.gov",
}


class ImagePush(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One tagged image, pushed once."""

    id: str
    """The id of the EventBridge event."""
    account: str
    region: str
    repository: str
    tag: str
    digest: str
    pushed_at: datetime
    """When ECR reported the push, to the second, in UTC."""
    listed: bool = False
    """Whether only a registry's list tells of it, and no event: its time is then that of the first
    push of its digest."""

    @property
    def uri(self) -> str:
        """The image repository with its registry: `ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME`."""
        others = (domain for start, domain in _DOMAINS.items() if self.region.startswith(start))
        domain = next(others, "amazonaws.com")
        return f"{self.account}.dkr.ecr.{self.region}.{domain}/{self.repository}"

    @property
    def reference(self) -> str:
        """The image, by its tag and its digest: `URI:TAG@DIGEST`."""
        return f"{self.uri}:{self.tag}@{self.digest}"


def push_order(push: ImagePush) -> tuple[datetime, str, str, str]:
    """Which of two pushes counts as the later one; within a second the answer never varies."""
    return push.pushed_at, push.tag, push.digest, push.id


class _Action(Struct, frozen=True, rename="kebab"):
    action_type: str = ""
    result: str = ""
    image_tag: str = ""


class _Envelope(Struct, frozen=True, rename="kebab"):
    source: str
    detail_type: str
    detail: _Action


class _Image(Struct, frozen=True, rename="kebab"):
    repository_name: RepositoryName
    image_digest: Digest
    image_tag: Tag


class _PushEvent(Struct, frozen=True):
    id: str
    account: Account
    region: Region
    time: Time
    detail: _Image


def parse(event: str | bytes) -> ImagePush:
    """Read an EventBridge event, "ECR Image Action" in the Amazon ECR User Guide.

    Args:
        event: The event as JSON text.

    Raises:
        UnusableEvent: It is not the successful push of a tagged image.
    """
    try:
        _refuse_other_events(msgspec.json.decode(event, type=_Envelope))
        pushed = msgspec.json.decode(event, type=_PushEvent)
        pushed_at = pushed.time.astimezone(UTC)
    except msgspec.ValidationError as error:
        where, what = wrong_shape(error, _PushEvent)
        place = f"{where}: " if where else ""
        raise UnusableEvent(f"Not an ECR Image Action event: {place}{what}.") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError, OverflowError) as error:
        raise UnusableEvent(f"Not an ECR Image Action event: {error}.") from error
    return ImagePush(
        id=pushed.id,
        account=pushed.account,
        region=pushed.region,
        repository=pushed.detail.repository_name,
        tag=pushed.detail.image_tag,
        digest=pushed.detail.image_digest,
        pushed_at=pushed_at,
    )


def _refuse_other_events(event: _Envelope) -> None:
    if (event.source, event.detail_type) != ("aws.ecr", "ECR Image Action"):
        raise UnusableEvent(
            f"The event is '{event.detail_type}' from {event.source}, not 'ECR Image Action' from"
            " aws.ecr. Send only ECR's events to this queue."
        )
    action = event.detail
    if (action.action_type, action.result) != ("PUSH", "SUCCESS"):
        raise UnusableEvent(
            f"The event is a {action.action_type} with the result {action.result}, not a"
            " successful PUSH. Let the event rule select those only."
        )
    if not action.image_tag:
        raise UnusableEvent(
            "The pushed image has no tag: it is one part of a multi-architecture image. Let the"
            ' event rule exclude it with image-tag: [{"anything-but": ""}].'
        )
