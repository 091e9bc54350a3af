"""ECR tells of images, and moves their tags, as AWS documents it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.ecr import Scan, repository_of, set_pushed_at, set_scan
from sandbox.pushed_image import PushedImage

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def ecr(clients: Callable[[str], Any], name: str) -> Any:
    clients("ecr").create_repository(repositoryName=name)
    return clients("ecr")


def described(ecr: Any, name: str, *ids: dict[str, str], **more: Any) -> Any:
    asked = {"imageIds": list(ids)} if ids else {}
    return ecr.describe_images(repositoryName=name, **asked, **more)["imageDetails"]


def refused(ask: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        ask()
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


def test_an_image_is_known_by_the_digest_of_its_manifest(ecr: Any, name: str) -> None:
    image = PushedImage(name, "v1")
    image.put(ecr)
    by_tag, by_digest = (
        described(ecr, name, id_) for id_ in ({"imageTag": "v1"}, {"imageDigest": image.digest})
    )
    assert by_tag == by_digest
    assert by_tag[0]["imageDigest"] == image.digest
    assert by_tag[0]["imageTags"] == ["v1"]
    code, _ = refused(
        lambda: ecr.put_image(
            repositoryName=name,
            imageTag="v2",
            imageManifest=image.manifest,
            imageDigest=PushedImage(name, "v3").digest,
        )
    )
    assert code == "ImageDigestDoesNotMatchException"


def test_another_tag_of_an_image_does_not_change_when_it_was_pushed(ecr: Any, name: str) -> None:
    image = PushedImage(name, "v1", "build")
    image.put(ecr)
    set_pushed_at("123456789012", "us-east-1", name, image.digest, NOON)
    PushedImage(name, "v2", "build").put(ecr)
    (found,) = described(ecr, name)
    assert found["imageTags"] == ["v1", "v2"]
    assert found["imagePushedAt"] == NOON
    code, _ = refused(
        lambda: ecr.put_image(repositoryName=name, imageTag="v2", imageManifest=image.manifest)
    )
    assert code == "ImageAlreadyExistsException"


def test_a_tag_moves_and_leaves_an_untagged_image(ecr: Any, name: str) -> None:
    first, second = PushedImage(name, "latest", "1"), PushedImage(name, "latest", "2")
    first.put(ecr)
    second.put(ecr)
    (found,) = described(ecr, name, {"imageTag": "latest"})
    assert found["imageDigest"] == second.digest
    (left,) = described(ecr, name, {"imageDigest": first.digest})
    assert "imageTags" not in left
    tagged = described(ecr, name, filter={"tagStatus": "TAGGED"})
    assert [one["imageDigest"] for one in tagged] == [second.digest]
    assert len(described(ecr, name)) == 2
    PushedImage(name, "latest", "1").put(ecr)
    assert described(ecr, name, {"imageTag": "latest"})[0]["imageDigest"] == first.digest


def test_an_immutable_tag_does_not_move(ecr: Any, name: str) -> None:
    ecr.put_image_tag_mutability(repositoryName=name, imageTagMutability="IMMUTABLE")
    PushedImage(name, "v1", "1").put(ecr)
    code, _ = refused(
        lambda: ecr.put_image(
            repositoryName=name, imageTag="v1", imageManifest=PushedImage(name, "v1", "2").manifest
        )
    )
    assert code == "ImageTagAlreadyExistsException"


def test_one_missing_image_fails_the_request_and_is_named(ecr: Any, name: str) -> None:
    PushedImage(name, "v1").put(ecr)
    code, said = refused(lambda: described(ecr, name, {"imageTag": "v1"}, {"imageTag": "v2"}))
    assert code == "ImageNotFoundException"
    assert "{imageDigest:'null', imageTag:'v2'}" in said
    code, _ = refused(lambda: described(ecr, f"{name}-missing", {"imageTag": "v1"}))
    assert code == "RepositoryNotFoundException"


def test_an_image_is_untagged_and_gone_with_its_last_tag(ecr: Any, name: str) -> None:
    PushedImage(name, "v1", "build").put(ecr)
    PushedImage(name, "v2", "build").put(ecr)
    for tag, left in (("v1", [["v2"]]), ("v2", [])):
        answer = ecr.batch_delete_image(repositoryName=name, imageIds=[{"imageTag": tag}])
        assert answer["failures"] == []
        assert [one["imageTags"] for one in described(ecr, name)] == left
    (failure,) = ecr.batch_delete_image(repositoryName=name, imageIds=[{"imageTag": "v1"}])[
        "failures"
    ]
    assert failure["failureCode"] == "ImageNotFound"


def test_images_come_in_pages_unless_they_are_named(ecr: Any, name: str) -> None:
    for number in range(5):
        PushedImage(name, f"v{number}").put(ecr)
    pages = ecr.get_paginator("describe_images").paginate(
        repositoryName=name, PaginationConfig={"PageSize": 2}
    )
    sizes = [len(page["imageDetails"]) for page in pages]
    assert sizes == [2, 2, 1]
    named = {"imageTag": "v1"}
    assert refused(lambda: described(ecr, name, named, maxResults=2))[0] == (
        "InvalidParameterException"
    )
    assert refused(lambda: described(ecr, name, *[named] * 101))[0] == "InvalidParameterException"
    assert refused(lambda: described(ecr, name, maxResults=1_001))[0] == "InvalidParameterException"


@pytest.mark.parametrize(
    "ask",
    [
        lambda ecr, name: ecr.list_images(repositoryName=name),
        lambda ecr, name: ecr.start_image_scan(repositoryName=name, imageId={"imageTag": "v1"}),
        lambda ecr, name: described(ecr, name, filter={"imageStatus": "ARCHIVED"}),
        lambda ecr, name: ecr.batch_delete_image(
            repositoryName=name,
            imageIds=[{"imageTag": "v1", "imageDigest": f"sha256:{'0' * 64}"}],
        ),
    ],
)
def test_what_is_not_known_is_refused(
    ecr: Any, name: str, ask: Callable[[Any, str], object]
) -> None:
    assert refused(lambda: ask(ecr, name))[0] == "NotSupported"


def test_times_are_of_whole_seconds(ecr: Any, name: str) -> None:
    image = PushedImage(name, "v1")
    image.put(ecr)
    set_pushed_at(
        "123456789012", "us-east-1", name, image.digest, NOON + timedelta(milliseconds=700)
    )
    assert described(ecr, name)[0]["imagePushedAt"] == NOON


# Scans


def scanned(name: str, tag: str, scan: Scan | None) -> None:
    repository = repository_of("123456789012", "us-east-1", name)
    set_scan(repository, PushedImage(name, tag).digest, scan)


def findings(ecr: Any, name: str, **given: Any) -> Any:
    asked = {"repositoryName": name, "imageId": {"imageTag": "v1"}} | given
    return ecr.describe_image_scan_findings(**asked)


def test_an_image_has_no_scan_until_it_is_scanned(ecr: Any, name: str) -> None:
    image = PushedImage(name, "v1")
    image.put(ecr)
    code, said = refused(lambda: findings(ecr, name))
    assert code == "ScanNotFoundException"
    assert "{imageDigest:'null', imageTag:'v1'}" in said
    code, _ = refused(lambda: findings(ecr, name, imageId={"imageTag": "v2"}))
    assert code == "ImageNotFoundException"
    code, _ = refused(lambda: findings(ecr, f"{name}-missing"))
    assert code == "RepositoryNotFoundException"
    assert refused(lambda: findings(ecr, name, imageId={}))[0] == "InvalidParameterException"


@pytest.mark.parametrize(
    ("status", "enhanced", "key"),
    [("COMPLETE", False, "findings"), ("ACTIVE", True, "enhancedFindings")],
)
def test_a_scan_tells_its_findings_in_pages_and_their_number_on_each(
    ecr: Any, name: str, status: str, key: str, *, enhanced: bool
) -> None:
    PushedImage(name, "v1").put(ecr)
    counts = {"HIGH": 2, "LOW": 1, "CRITICAL": 0}
    scanned(name, "v1", Scan(status, counts, enhanced=enhanced, completed_at=NOON))
    first = findings(ecr, name, maxResults=2)
    found = first["imageScanFindings"]
    assert first["imageScanStatus"]["status"] == status
    assert found["findingSeverityCounts"] == {"HIGH": 2, "LOW": 1}
    assert found["imageScanCompletedAt"] == NOON
    assert [one["severity"] for one in found[key]] == ["HIGH", "HIGH"]
    more = findings(ecr, name, maxResults=2, nextToken=first["nextToken"])
    assert [one["severity"] for one in more["imageScanFindings"][key]] == ["LOW"]
    assert "nextToken" not in more
    too_many = refused(lambda: findings(ecr, name, maxResults=1_001))
    assert too_many[0] == "InvalidParameterException"


@pytest.mark.parametrize(
    "scan",
    [Scan("IN_PROGRESS"), Scan("UNSUPPORTED_IMAGE"), Scan("COMPLETE", without_findings=True)],
)
def test_a_scan_without_findings_says_how_it_is(ecr: Any, name: str, scan: Scan) -> None:
    PushedImage(name, "v1").put(ecr)
    scanned(name, "v1", scan)
    answer = findings(ecr, name)
    assert answer["imageScanStatus"]["status"] == scan.status
    assert answer["imageScanFindings"] == {"findings": []}
