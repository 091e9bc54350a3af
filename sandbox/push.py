"""`python -m sandbox.push REPOSITORY TAG`: an image is pushed, as far as the event bus can tell."""

import argparse
import sys

import boto3

from sandbox import image_push_event


def main(arguments: list[str] | None = None) -> int:
    """Put one event on the bus of the AWS that the environment names (`AWS_ENDPOINT_URL`)."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.push", description=__doc__)
    parser.add_argument("repository", help="the image repository, such as team/web")
    parser.add_argument("tag")
    options = parser.parse_args(arguments)
    entry = image_push_event.entry(options.repository, options.tag)
    answer = boto3.client("events").put_events(Entries=[entry])
    if answer["FailedEntryCount"]:
        print(f"The event bus refuses the event: {answer['Entries']}", file=sys.stderr)
        return 1
    print(f"Pushed {options.repository}:{options.tag}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
