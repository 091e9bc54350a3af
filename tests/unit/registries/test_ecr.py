"""What ECR's answers and errors mean, without an ECR."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ConnectTimeoutError
from botocore.stub import Stubber

from tagboat.core.errors import RegistryUnavailable, Throttled
from tagboat.core.image_scan import Scan, Scanned, ScannedImage, Unscanned
from tagboat.core.registry import ImageId, ImageRepository, NotAsked, RegistryImage, Unlisted
from tagboat.registries.ecr import Ecr

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
WEB = ImageRepository("210987654321", "eu-west-1", "web")
V1 = ImageId(tag="v1")
DIGEST = f"sha256:{'1' * 64}"


@pytest.fixture
def client() -> Any:
    return boto3.client(
        "ecr", region_name="eu-west-1", aws_access_key_id="a", aws_secret_access_key="s"
    )


@pytest.fixture
def stub(client: Any) -> Iterator[Stubber]:
    with Stubber(client) as stub:
        yield stub
        stub.assert_no_pending_responses()


def ecr(client: Any) -> Ecr:
    return Ecr({"eu-west-1": client}.__getitem__)


def asked(*tags: str) -> dict[str, Any]:
    ids = [{"imageTag": tag} for tag in tags]
    return {"registryId": "210987654321", "repositoryName": "web", "imageIds": ids}


def answer(*tags: str) -> dict[str, Any]:
    image = {"imageDigest": DIGEST, "imageTags": list(tags), "imagePushedAt": NOON}
    return {"imageDetails": [image]}


def missing(tag: str) -> str:
    return (
        f"The image with imageId {{imageDigest:'null', imageTag:'{tag}'}} does not exist within the"
        " repository with name 'web' in the registry with id '210987654321'"
    )


def test_the_registry_of_the_push_is_asked_by_a_client_of_its_region(
    client: Any, stub: Stubber
) -> None:
    stub.add_response("describe_images", answer("v1", "latest"), asked("v1"))
    found = RegistryImage(digest=DIGEST, tags=("v1", "latest"), pushed_at=NOON)
    assert ecr(client).describe({WEB: [V1, V1]}) == {WEB: {V1: found}}


def test_nothing_is_asked_about_nothing(client: Any, stub: Stubber) -> None:
    assert ecr(client).describe({}) == ecr(client).describe({WEB: []}) == {}


def test_more_than_a_hundred_images_are_asked_for_a_hundred_at_a_time(
    client: Any, stub: Stubber
) -> None:
    tags = sorted(f"v{number}" for number in range(101))
    stub.add_response("describe_images", answer(*tags), asked(*tags[:100]))
    stub.add_response("describe_images", answer(*tags), asked(*tags[100:]))
    found = ecr(client).describe({WEB: [ImageId(tag=tag) for tag in tags]})[WEB]
    assert not isinstance(found, NotAsked)
    assert len(found) == 101


def test_a_tag_that_is_called_as_its_repository_is_not_taken_for_the_missing_one(
    client: Any, stub: Stubber
) -> None:
    stub.add_client_error(
        "describe_images", "ImageNotFoundException", missing("x"), 400, {}, asked("web", "x")
    )
    stub.add_response("describe_images", answer("web"), asked("web"))
    found = ecr(client).describe({WEB: [ImageId(tag="web"), ImageId(tag="x")]})[WEB]
    assert not isinstance(found, NotAsked)
    assert found[ImageId(tag="web")] is not None
    assert found[ImageId(tag="x")] is None


def test_all_images_are_read_if_ecr_does_not_name_the_missing_one(
    client: Any, stub: Stubber
) -> None:
    stub.add_client_error("describe_images", "ImageNotFoundException", "Not found")
    everything = {**asked(), "filter": {"tagStatus": "TAGGED"}, "maxResults": 1_000}
    del everything["imageIds"]
    stub.add_response("describe_images", answer("v1"), everything)
    found = ecr(client).describe({WEB: [V1, ImageId(tag="x")]})[WEB]
    assert not isinstance(found, NotAsked)
    assert found[V1] is not None


@pytest.mark.parametrize("code", ["ThrottlingException", "TooManyRequestsException"])
def test_a_pause_that_ecr_asks_for_is_made(client: Any, stub: Stubber, code: str) -> None:
    stub.add_client_error("describe_images", code, "Rate exceeded", 400)
    with pytest.raises(Throttled, match="ECR asks for a pause: Rate exceeded"):
        ecr(client).describe({WEB: [V1]})


def test_an_error_of_ecr_s_own_is_tried_again(client: Any, stub: Stubber) -> None:
    stub.add_client_error("describe_images", "ServerException", "Oh", 500)
    with pytest.raises(RegistryUnavailable, match="ECR failed: ServerException: Oh"):
        ecr(client).describe({WEB: [V1]})


def test_no_answer_is_tried_again(client: Any) -> None:
    def fail(**_: object) -> None:
        raise ConnectTimeoutError(endpoint_url="https://api.ecr")

    client.meta.events.register("before-send.ecr.*", fail)
    with pytest.raises(RegistryUnavailable, match="ECR did not answer: Connect timeout"):
        ecr(client).describe({WEB: [V1]})


def test_a_refusal_names_the_permission_and_the_image_repository(
    client: Any, stub: Stubber
) -> None:
    said = "because no resource-based policy allows the ecr:DescribeImages action"
    for operation in ("describe_images", "describe_images", "describe_repositories"):
        stub.add_client_error(operation, "AccessDeniedException", said, 400)
    reason = (
        "ECR could not be asked, for the role lacks ecr:DescribeImages on web of 210987654321 in"
        f" eu-west-1: {said}"
    )
    assert ecr(client).describe({WEB: [V1]}) == {WEB: NotAsked(reason)}
    assert ecr(client).list([WEB], lambda: True) == {WEB: NotAsked(reason)}
    assert ecr(client).repositories("210987654321", "eu-west-1") == NotAsked(
        "ECR could not be asked, for the role lacks ecr:DescribeRepositories on the image"
        f" repositories of 210987654321 in eu-west-1: {said}"
    )


def test_another_refusal_is_told_as_it_is(client: Any, stub: Stubber) -> None:
    stub.add_client_error("describe_images", "InvalidParameterException", "No.", 400)
    assert ecr(client).describe({WEB: [V1]}) == {
        WEB: NotAsked("ECR could not be asked: InvalidParameterException: No.")
    }


def listed(**more: str) -> dict[str, Any]:
    where = {"registryId": "210987654321", "repositoryName": "web"}
    return {**where, "filter": {"tagStatus": "TAGGED"}, "maxResults": 1_000, **more}


@pytest.mark.parametrize("in_time", [True, False])
def test_no_further_page_is_asked_for_once_the_time_is_over(
    client: Any, stub: Stubber, *, in_time: bool
) -> None:
    found = RegistryImage(digest=DIGEST, tags=("v1",), pushed_at=NOON)
    stub.add_response("describe_images", {**answer("v1"), "nextToken": "more"}, listed())
    if in_time:
        stub.add_response("describe_images", answer("v1"), listed(nextToken="more"))
    told = ecr(client).list([WEB], lambda: in_time)
    assert told == {WEB: [found, found] if in_time else Unlisted.UNFINISHED}


def test_what_is_listed_in_one_page_is_listed_whatever_the_time_is(
    client: Any, stub: Stubber
) -> None:
    stub.add_response("describe_images", answer("v1"), listed())
    (images,) = ecr(client).list([WEB], lambda: False).values()
    assert images == [RegistryImage(digest=DIGEST, tags=("v1",), pushed_at=NOON)]


def test_an_image_repository_that_is_missing_is_told_apart_from_an_empty_one(
    client: Any, stub: Stubber
) -> None:
    stub.add_client_error("describe_images", "RepositoryNotFoundException", "No.", 400)
    stub.add_response("describe_images", {"imageDetails": []}, listed())
    assert ecr(client).list([WEB], lambda: True) == {WEB: Unlisted.MISSING}
    assert ecr(client).list([WEB], lambda: True) == {WEB: []}


# Scans

IMAGE_TYPE = "application/vnd.oci.image.manifest.v1+json"
INDEX_TYPES = [
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
]
IMAGE = ScannedImage(WEB, DIGEST)
ASKED_SCAN = {
    "registryId": "210987654321",
    "repositoryName": "web",
    "imageId": {"imageDigest": DIGEST},
    "maxResults": 1,
}


def scan_answer(status: str, description: str = "", **found: Any) -> dict[str, Any]:
    told = {"status": status, "description": description}
    return {"imageScanStatus": told, "imageScanFindings": found}


def asked_scan(digest: str) -> dict[str, Any]:
    return ASKED_SCAN | {"imageId": {"imageDigest": digest}}


def let_be_of(stub: Stubber, media_type: str) -> None:
    """What ECR says of the image, which it has not scanned."""
    details = {"imageDigest": DIGEST, "imageManifestMediaType": media_type}
    where = {"registryId": "210987654321", "repositoryName": "web"}
    asked = where | {"imageIds": [{"imageDigest": DIGEST}]}
    stub.add_response("describe_images", {"imageDetails": [details]}, asked)


def scan_of(client: Any, stub: Stubber, answered: dict[str, Any]) -> Scan:
    stub.add_response("describe_image_scan_findings", answered, ASKED_SCAN)
    if "imageScanCompletedAt" not in answered.get("imageScanFindings", {}) or (
        answered["imageScanStatus"]["status"] not in ("COMPLETE", "ACTIVE")
    ):
        let_be_of(stub, IMAGE_TYPE)
    return ecr(client).scans([IMAGE, IMAGE])[IMAGE]


@pytest.mark.parametrize("status", ["COMPLETE", "ACTIVE"])
def test_a_scan_is_complete_once_ecr_says_when_it_was_whichever_kind_it_is(
    client: Any, stub: Stubber, status: str
) -> None:
    counts = {"HIGH": 1, "UNTRIAGED": 2}
    done = scan_answer(status, imageScanCompletedAt=NOON, findingSeverityCounts=counts)
    assert scan_of(client, stub, done) == Scanned(counts)
    clean = scan_answer(status, imageScanCompletedAt=NOON)
    assert scan_of(client, stub, clean) == Scanned({})


@pytest.mark.parametrize("status", ["COMPLETE", "ACTIVE"])
def test_a_scan_that_is_called_complete_without_its_time_has_no_findings_yet(
    client: Any, stub: Stubber, status: str
) -> None:
    said = Unscanned(f"ECR says {status}, but has no findings yet", may_come=True)
    assert scan_of(client, stub, scan_answer(status, findings=[])) == said


@pytest.mark.parametrize("status", ["IN_PROGRESS", "PENDING", "FINDINGS_UNAVAILABLE", "NEW_STATUS"])
def test_the_result_of_a_scan_that_is_not_complete_may_come(
    client: Any, stub: Stubber, status: str
) -> None:
    # What it had found before does not count.
    answered = scan_answer(status, imageScanCompletedAt=NOON, findingSeverityCounts={"LOW": 1})
    said = Unscanned(f"ECR says {status}", may_come=True)
    assert scan_of(client, stub, answered) == said


@pytest.mark.parametrize(
    "status",
    ["FAILED", "UNSUPPORTED_IMAGE", "SCAN_ELIGIBILITY_EXPIRED", "LIMIT_EXCEEDED", "IMAGE_ARCHIVED"],
)
def test_an_image_that_is_not_scanned_has_the_reason_that_ecr_gives(
    client: Any, stub: Stubber, status: str
) -> None:
    why = "UnsupportedImageError: The operating system is not supported."
    said = Unscanned(f"ECR says {status}: {why[:-1]}", may_come=False)
    assert scan_of(client, stub, scan_answer(status, why)) == said


def test_an_answer_without_a_status_tells_nothing(client: Any, stub: Stubber) -> None:
    assert scan_of(client, stub, {}) == Unscanned("ECR says UNKNOWN", may_come=True)


@pytest.mark.parametrize(
    ("code", "said", "may_come"),
    [
        ("ScanNotFoundException", "ECR knows of no scan of it", True),
        ("ImageNotFoundException", "the image is not in ECR any more", False),
        ("RepositoryNotFoundException", "its image repository is not in ECR", False),
    ],
)
def test_what_ecr_does_not_have_is_no_scan(
    client: Any, stub: Stubber, code: str, said: str, *, may_come: bool
) -> None:
    stub.add_client_error("describe_image_scan_findings", code, "Not found", 400)
    if code == "ScanNotFoundException":
        let_be_of(stub, IMAGE_TYPE)
    assert ecr(client).scans([IMAGE]) == {IMAGE: Unscanned(said, may_come=may_come)}


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [("ThrottlingException", 400, Throttled), ("ServerException", 500, RegistryUnavailable)],
)
def test_what_ecr_cannot_tell_now_of_a_scan_is_asked_again(
    client: Any, stub: Stubber, code: str, status: int, error: type[Exception]
) -> None:
    stub.add_client_error("describe_image_scan_findings", code, "Oh", status)
    with pytest.raises(error):
        ecr(client).scans([IMAGE])


def test_a_refusal_of_a_scan_names_the_permissions_of_both_kinds(
    client: Any, stub: Stubber
) -> None:
    said = "not authorized to perform: inspector2:ListFindings"
    stub.add_client_error("describe_image_scan_findings", "AccessDeniedException", said, 400)
    assert ecr(client).scans([IMAGE]) == {
        IMAGE: NotAsked(
            "ECR could not be asked, for the role lacks ecr:DescribeImageScanFindings on web of"
            " 210987654321 in eu-west-1, and where scans are enhanced inspector2:ListFindings and"
            f" inspector2:ListCoverage: {said}"
        )
    }


def test_each_scan_is_one_request_and_none_is_none(client: Any, stub: Stubber) -> None:
    assert ecr(client).scans([]) == {}
    other = ScannedImage(WEB, f"sha256:{'2' * 64}")
    for image in (IMAGE, other):
        stub.add_response(
            "describe_image_scan_findings",
            scan_answer("COMPLETE", imageScanCompletedAt=NOON),
            ASKED_SCAN | {"imageId": {"imageDigest": image.digest}},
        )
    one_at_a_time = ecr(client)
    assert [one_at_a_time.scans([image]) for image in (IMAGE, other)] == [
        {IMAGE: Scanned({})},
        {other: Scanned({})},
    ]


# Scans of indexes


def let_be_index(stub: Stubber, media_type: str, *digests: str) -> None:
    """An index of images that ECR does not scan, with an attestation beside each image."""
    stub.add_client_error("describe_image_scan_findings", "ScanNotFoundException", "None", 400)
    let_be_of(stub, media_type)
    attestation = {"vnd.docker.reference.type": "attestation-manifest"}
    entries: list[dict[str, Any]] = []
    for digest in digests:
        entries += [{"digest": digest}, {"digest": "sha256:0", "annotations": attestation}]
    manifest = json.dumps({"schemaVersion": 2, "manifests": entries})
    asked = {
        "registryId": "210987654321",
        "repositoryName": "web",
        "imageIds": [{"imageDigest": DIGEST}],
        "acceptedMediaTypes": INDEX_TYPES,
    }
    stub.add_response("batch_get_image", {"images": [{"imageManifest": manifest}]}, asked)


AMD, ARM = (f"sha256:{digit * 64}" for digit in "ab")


@pytest.mark.parametrize("media_type", INDEX_TYPES)
def test_an_index_has_the_findings_of_each_of_its_images(
    client: Any, stub: Stubber, media_type: str
) -> None:
    let_be_index(stub, media_type, AMD, ARM)
    for digest, counts in ((AMD, {"HIGH": 1, "LOW": 4}), (ARM, {"HIGH": 2, "MEDIUM": 1})):
        done = scan_answer("COMPLETE", imageScanCompletedAt=NOON, findingSeverityCounts=counts)
        stub.add_response("describe_image_scan_findings", done, asked_scan(digest))
    found = Scanned({"HIGH": 2, "LOW": 4, "MEDIUM": 1})
    assert ecr(client).scans([IMAGE]) == {IMAGE: found}


def test_an_index_waits_for_the_scan_of_each_of_its_images(client: Any, stub: Stubber) -> None:
    let_be_index(stub, INDEX_TYPES[0], AMD, ARM)
    done = scan_answer("COMPLETE", imageScanCompletedAt=NOON)
    stub.add_response("describe_image_scan_findings", done, asked_scan(AMD))
    stub.add_client_error("describe_image_scan_findings", "ScanNotFoundException", "None", 400)
    said = "of one of the images of its index, ECR knows of no scan of it"
    assert ecr(client).scans([IMAGE]) == {IMAGE: Unscanned(said, may_come=True)}


def test_an_index_without_images_is_never_scanned(client: Any, stub: Stubber) -> None:
    let_be_index(stub, INDEX_TYPES[0])
    said = Unscanned("it is an index without images", may_come=False)
    assert ecr(client).scans([IMAGE]) == {IMAGE: said}


def test_who_may_not_read_an_index_does_not_know_its_scan(client: Any, stub: Stubber) -> None:
    stub.add_client_error("describe_image_scan_findings", "ScanNotFoundException", "None", 400)
    let_be_of(stub, INDEX_TYPES[0])
    stub.add_client_error("batch_get_image", "AccessDeniedException", "No.", 400)
    assert ecr(client).scans([IMAGE]) == {
        IMAGE: NotAsked(
            "ECR could not be asked, for the role lacks ecr:BatchGetImage on web of 210987654321"
            " in eu-west-1: No."
        )
    }


def test_an_image_that_is_deleted_meanwhile_is_gone(client: Any, stub: Stubber) -> None:
    stub.add_client_error("describe_image_scan_findings", "ScanNotFoundException", "None", 400)
    stub.add_client_error("describe_images", "ImageNotFoundException", "Gone", 400)
    gone = Unscanned("the image is not in ECR any more", may_come=False)
    assert ecr(client).scans([IMAGE]) == {IMAGE: gone}
