"""A job of CodePipeline for a function, and what becomes of it."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct

from tagboat.core.errors import UnusableEvent


class Job(Struct, frozen=True, kw_only=True):
    """What is to be done. The credentials that come with a job are left where they are."""

    id: str
    bucket: str
    key: str
    """Where the source is: a ZIP file in S3."""
    token: str
    """What the last call for the same action said where it is; empty for the first call."""
    settings: Mapping[str, str]
    """The action's `UserParameters`."""


class Later(Struct, frozen=True):
    """It is not done: CodePipeline shall call again, with this token."""

    token: str
    says: str


class Done(Struct, frozen=True):
    """It is done."""

    says: str
    variables: Mapping[str, str] = {}


def job_of(event: Mapping[str, Any]) -> Job:
    """Read "Invoke an AWS Lambda function in a pipeline in CodePipeline: JSON event".

    Raises:
        UnusableEvent: It is no job with one source and settings.
    """
    try:
        job = event["CodePipeline.job"]
        data = job["data"]
        (source,) = data["inputArtifacts"]
        where = source["location"]["s3Location"]
        settings = data["actionConfiguration"]["configuration"]["UserParameters"]
        return Job(
            id=job["id"],
            bucket=where["bucketName"],
            key=where["objectKey"],
            token=data.get("continuationToken") or "",
            settings=msgspec.json.decode(settings, type=dict[str, str]),
        )
    except (KeyError, ValueError, TypeError, msgspec.DecodeError) as error:
        raise UnusableEvent(
            f"This is no job of the meta pipeline ({type(error).__name__}: {error}). Deploy the"
            " template again."
        ) from error
