"""`python -m sandbox.push REPOSITORY TAG`: an image is pushed to ECR, and ECR tells of it."""

import argparse
import json
import sys
from collections.abc import Mapping
from typing import Any

import boto3

from sandbox.pushed_image import PushedImage
from tagboat.core import image_push
from tagboat.core.errors import UnusableEvent


def main(arguments: list[str] | None = None) -> int:
    """Put an image into ECR, and its event on the bus, of the AWS that `AWS_ENDPOINT_URL` names.

    The exit code is 2 for an image that ECR could not have, 1 if the event bus refuses the event.
    """
    parser = argparse.ArgumentParser(prog="python -m sandbox.push", description=__doc__)
    parser.add_argument("repository", help="the image repository, such as team/web")
    parser.add_argument("tag")
    parser.add_argument("--build", default="", help="another image of the same tag has another one")
    options = parser.parse_args(arguments)
    image = PushedImage(options.repository, options.tag, options.build)
    entry = image.event
    try:
        image_push.parse(_delivered(entry))
    except UnusableEvent as error:
        name = f"{options.repository}:{options.tag}"
        parser.error(f"Amazon ECR could not have the image {name}. {error}")
    image.put(boto3.client("ecr"))
    answer = boto3.client("events").put_events(Entries=[entry])
    if answer["FailedEntryCount"]:
        print(f"The event bus refuses the event: {answer['Entries']}", file=sys.stderr)
        return 1
    print(f"Pushed {options.repository}:{options.tag}")
    return 0


def _delivered(entry: Mapping[str, Any]) -> str:
    """The entry as EventBridge delivers it."""
    envelope = {
        "id": "0",
        "account": "123456789012",
        "region": "us-east-1",
        "source": entry["Source"],
        "detail-type": entry["DetailType"],
        "time": entry["Time"].isoformat(),
        "detail": json.loads(entry["Detail"]),
    }
    return json.dumps(envelope)


if __name__ == "__main__":
    sys.exit(main())
