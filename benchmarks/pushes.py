"""Image pushes of the image that the rules of the infra repos are about."""

import json
from datetime import UTC, datetime
from uuid import uuid4

from benchmarks.infra_repos import IMAGE
from sandbox.pushed_image import PushedImage
from tagboat.core.image_push import ImagePush


def image_push(tag: str, image: str = IMAGE) -> ImagePush:
    """A push, now."""
    return ImagePush(
        id=str(uuid4()),
        account="123456789012",
        region="us-east-1",
        repository=image,
        tag=tag,
        digest=PushedImage(IMAGE, tag).digest,
        pushed_at=datetime.now(UTC),
    )


def sqs_event(tag: str) -> bytes:
    """What Lambda hands to the function for a push, as JSON."""
    push = image_push(tag)
    event = {
        "version": "0",
        "id": push.id,
        "detail-type": "ECR Image Action",
        "source": "aws.ecr",
        "account": push.account,
        "time": push.pushed_at.isoformat(),
        "region": push.region,
        "resources": [],
        "detail": {
            "result": "SUCCESS",
            "repository-name": push.repository,
            "image-digest": push.digest,
            "action-type": "PUSH",
            "image-tag": push.tag,
        },
    }
    record = {
        "messageId": push.id,
        "receiptHandle": "none: it is in no queue",
        "body": json.dumps(event),
        "attributes": {
            "ApproximateReceiveCount": "1",
            "ApproximateFirstReceiveTimestamp": f"{push.pushed_at.timestamp() * 1000:.0f}",
        },
    }
    return json.dumps({"Records": [record]}).encode()
