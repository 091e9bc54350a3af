"""Mend moto's ECR: its answers about images, and what it does when tags move."""

import copy
from typing import Any

from moto.core.responses import ActionResult
from moto.ecr.models import ECRBackend, Image, ecr_backends
from moto.ecr.responses import ECRResponse

from sandbox.aws.ecr import images, scans
from sandbox.aws.ecr.paging import page_of
from sandbox.aws.errors import AwsError, NotSupported

_DELETE = ECRResponse.batch_delete_image


def install() -> None:
    """Mend it, in every moto of this process. Doing it again changes nothing."""
    ECRBackend.put_image = images.put_image  # type: ignore[method-assign, assignment]
    ECRResponse.batch_delete_image = _batch_delete_image  # type: ignore[method-assign, assignment]
    ECRResponse.describe_images = _describe_images  # type: ignore[method-assign, assignment]
    ECRResponse.describe_repositories = _describe_repositories  # type: ignore[method-assign, assignment]
    ECRResponse.describe_image_scan_findings = _describe_findings  # type: ignore[method-assign, assignment]
    ECRResponse.list_images = _refuse("ListImages")  # type: ignore[method-assign]
    ECRResponse.start_image_scan = _refuse("StartImageScan")  # type: ignore[method-assign]


def _given(response: ECRResponse, *names: str) -> dict[str, Any]:
    return {name: response._get_param(name) for name in names}


def _describe_images(response: ECRResponse) -> ActionResult:
    given = _given(
        response, "registryId", "repositoryName", "imageIds", "filter", "maxResults", "nextToken"
    )
    account = given["registryId"] or response.current_account
    repository = images.repository_of(account, response.region, given["repositoryName"])
    if given["imageIds"] is not None:
        page_of((), given, "imageIds")
        # One that is missing fails the request, whatever the others are.
        named = [_image(repository, id_, "imageIds") for id_ in given["imageIds"]]
        found = list({image.image_digest: image for image in named}.values())
        return ActionResult({"imageDetails": [_shown(image) for image in found]})
    some, more = page_of(_filtered(repository.images, given["filter"] or {}), given, "imageIds")
    return ActionResult({"imageDetails": [_shown(image) for image in some], **more})


def _describe_findings(response: ECRResponse) -> ActionResult:
    given = _given(response, "registryId", "repositoryName", "imageId", "maxResults", "nextToken")
    account = given["registryId"] or response.current_account
    repository = images.repository_of(account, response.region, given["repositoryName"])
    image = _image(repository, given["imageId"], "imageId")
    return ActionResult(scans.described(repository, image, given))


def _image(repository: Any, id_: dict[str, str], named: str) -> Image:
    if not id_.get("imageTag") and not id_.get("imageDigest"):
        raise AwsError(
            "InvalidParameterException",
            f"Invalid parameter at '{named}' failed to satisfy constraint: 'both tag and digest"
            " cannot be null'",
        )
    found: Image = repository._get_image(id_.get("imageTag"), id_.get("imageDigest"))
    return found


def _filtered(found: list[Image], wanted: dict[str, str]) -> list[Image]:
    if set(wanted) - {"tagStatus"}:
        raise NotSupported(f"the filter {sorted(wanted)} (ecr:DescribeImages)")
    status = wanted.get("tagStatus", "ANY")
    if status not in ("ANY", "TAGGED", "UNTAGGED"):
        raise AwsError("InvalidParameterException", f"Invalid parameter: tagStatus is {status}.")
    return [one for one in found if status == "ANY" or bool(one.image_tags) == (status == "TAGGED")]


def _shown(image: Image) -> Image:
    """An image without a list of tags if it has none, as AWS shows it."""
    shown = copy.copy(image)
    if not shown.image_tags:
        del shown.image_tags
    return shown


def _describe_repositories(response: ECRResponse) -> ActionResult:
    given = _given(response, "registryId", "repositoryNames", "maxResults", "nextToken")
    backend = ecr_backends[given["registryId"] or response.current_account][response.region]
    found = backend.describe_repositories(repository_names=given["repositoryNames"])
    some, more = page_of(found, given, "repositoryNames")
    return ActionResult({"repositories": some, **more})


def _batch_delete_image(response: ECRResponse) -> ActionResult:
    for id_ in response._get_param("imageIds"):
        if "imageDigest" in id_ and "imageTag" in id_:
            raise NotSupported("tags and digests together (ecr:BatchDeleteImage)")
    return _DELETE(response)


def _refuse(operation: str) -> Any:
    def refuse(_: ECRResponse) -> ActionResult:
        raise NotSupported(f"ecr:{operation}")

    return refuse
