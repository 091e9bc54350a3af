"""Image pushes of the image that the rules of the infra repos are about."""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import uuid4

from benchmarks.infra_repos import IMAGE
from tagboat.core.image_push import ImagePush


def image_push(tag: str) -> ImagePush:
    """A push, now."""
    return ImagePush(
        id=str(uuid4()),
        account="123456789012",
        region="us-east-1",
        repository=IMAGE,
        tag=tag,
        digest=f"sha256:{sha256(tag.encode()).hexdigest()}",
        pushed_at=datetime.now(UTC),
    )
