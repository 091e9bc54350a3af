"""The registry's adapter asks the sandbox's ECR as little as it can, and misses nothing."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from moto.ecr.models import ecr_backends

from sandbox.aws.ecr import Scan, repository_of, set_pushed_at, set_scan
from sandbox.aws.server import AwsServer
from sandbox.pushed_image import PushedImage
from tagboat.core.image_scan import Scanned, ScannedImage, Unscanned
from tagboat.core.outcomes import Kind
from tagboat.core.reconciling import Home
from tagboat.core.registry import ImageId, ImageRepository, NotAsked, Unlisted
from tagboat.core.rules.source import RulesFile
from tagboat.missed_images import MissedImages
from tagboat.registries.ecr import Ecr
from tagboat.update_infra_repo import UpdateInfraRepo
from tests.image_pushes import image_push, this_evening
from tests.in_memory_git_host import InMemoryGitHost
from tests.rule_sets import DEFAULTS

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ACCOUNT, REGION = "123456789012", "us-east-1"


@pytest.fixture
def ecr(aws: AwsServer) -> Ecr:
    return Ecr({REGION: aws.client("ecr")}.__getitem__)


@pytest.fixture
def repository(aws: AwsServer) -> ImageRepository:
    name = f"team/{uuid4().hex[:12]}"
    aws.client("ecr").create_repository(repositoryName=name)
    return ImageRepository(ACCOUNT, REGION, name)


def put(aws: AwsServer, repository: ImageRepository, *tags: str) -> list[PushedImage]:
    images = [PushedImage(repository.name, tag) for tag in tags]
    for image in images:
        image.put(aws.client("ecr"))
    return images


def requests(aws: AwsServer, since: int) -> list[str]:
    return [one.operation for one in aws.log.since(since)]


def test_many_images_of_a_repository_are_one_request(
    aws: AwsServer, ecr: Ecr, repository: ImageRepository
) -> None:
    images = put(aws, repository, *(f"v{number}" for number in range(100)))
    set_pushed_at(ACCOUNT, REGION, repository.name, images[7].digest, NOON)
    begun = len(aws.log)
    answer = ecr.describe({repository: [ImageId(tag=image.tag) for image in images]})[repository]
    assert requests(aws, begun) == ["DescribeImages"]
    assert not isinstance(answer, NotAsked)
    found = answer[ImageId(tag="v7")]
    assert found is not None
    assert (found.digest, found.tags, found.pushed_at) == (images[7].digest, ("v7",), NOON)
    assert all(answer.values())


@pytest.mark.parametrize(("missing", "requested"), [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (9, 5)])
def test_a_missing_image_does_not_hide_the_others(
    aws: AwsServer, ecr: Ecr, repository: ImageRepository, missing: int, requested: int
) -> None:
    (there,) = put(aws, repository, "v1")
    ids = [ImageId(tag="v1"), ImageId(digest=there.digest)]
    gone = [ImageId(tag=f"gone-{number}") for number in range(missing)]
    begun = len(aws.log)
    answer = ecr.describe({repository: [*gone, *ids]})[repository]
    assert len(requests(aws, begun)) == requested
    assert not isinstance(answer, NotAsked)
    found = [answer[id_] for id_ in ids]
    assert [one and one.digest for one in found] == [there.digest] * 2
    assert all(answer[id_] is None for id_ in gone)


def test_nothing_is_in_a_repository_that_is_missing(aws: AwsServer, ecr: Ecr) -> None:
    nowhere = ImageRepository(ACCOUNT, REGION, "no/where")
    assert ecr.describe({nowhere: [ImageId(tag="v1")]}) == {nowhere: {ImageId(tag="v1"): None}}
    assert ecr.list([nowhere], lambda: True) == {nowhere: Unlisted.MISSING}


def test_all_tagged_images_are_listed_in_pages(
    aws: AwsServer, ecr: Ecr, repository: ImageRepository
) -> None:
    backend: Any = ecr_backends[ACCOUNT][REGION]
    for number in range(1_001):
        image = PushedImage(repository.name, f"v{number}")
        backend.put_image(repository.name, image.manifest, image.tag)
    moved = PushedImage(repository.name, "v0", "other")
    moved.put(aws.client("ecr"))
    begun = len(aws.log)
    found = ecr.list([repository], lambda: True)[repository]
    assert requests(aws, begun) == ["DescribeImages"] * 2
    assert not isinstance(found, NotAsked | Unlisted)
    assert {tag for image in found for tag in image.tags} == {f"v{n}" for n in range(1_001)}
    assert next(image.digest for image in found if "v0" in image.tags) == moved.digest


def test_the_image_repositories_are_listed(
    aws: AwsServer, ecr: Ecr, repository: ImageRepository
) -> None:
    found = ecr.repositories(ACCOUNT, REGION)
    assert not isinstance(found, NotAsked)
    assert repository.name in found


RULES = b"""
version: 1
rules:
  - {name: build, image: "counted/*", targets: [{file: "tags/$IMAGE_NAME"}]}
  - {name: again, image: "counted/*", targets: [{file: "more/$IMAGE_NAME"}]}
  - {name: version, image: "ranked/*", policy: {semver: "*"}, targets: [{file: tags/ranked}]}
"""


def test_a_batch_takes_one_request_for_each_image_repository(aws: AwsServer, ecr: Ecr) -> None:
    names = [f"counted/{name}" for name in ("a", "b", "c")]
    images = [PushedImage(name, tag) for name in names for tag in ("v1", "v2", "v3")]
    for image in images:
        image.put(aws.client("ecr"))
    files = {f"{folder}/{name}": b"v1\n" for folder in ("tags", "more") for name in "abc"}
    host = InMemoryGitHost({".tagboat.yaml": RULES, "tags/ranked": b"0.9.0\n", **files})
    update = UpdateInfraRepo(
        host,
        RulesFile(".tagboat.yaml", DEFAULTS),
        "main",
        registry=lambda: ecr,
        sleep=lambda _: None,
        clock=lambda: 0.0,
        now=this_evening,
    )
    now = datetime.now(UTC)
    pushes = [
        image_push(one.tag, one.repository, digest=one.digest, pushed_at=now) for one in images
    ]
    begun = len(aws.log)
    outcomes = update([*pushes, image_push("1.0.0", "ranked/a")]).outcomes
    asked = [one for one in aws.log.since(begun) if one.service == "ecr"]
    assert [one.operation for one in asked] == ["DescribeImages"] * 3
    assert Kind.FAILED not in {outcome.kind for outcome in outcomes}
    begun = len(aws.log)
    update([image_push("1.1.0", "ranked/a")])
    assert len(aws.log) == begun


# Scans


def scan_question(repository: ImageRepository, image: PushedImage) -> ScannedImage:
    return ScannedImage(repository, image.digest)


def let_be_scanned(image: PushedImage, scan: Scan) -> None:
    set_scan(repository_of(ACCOUNT, REGION, image.repository), image.digest, scan)


def test_a_scan_is_one_request_and_no_scan_another(
    aws: AwsServer, ecr: Ecr, repository: ImageRepository
) -> None:
    scans = [
        (Scan("COMPLETE", {"HIGH": 300, "LOW": 1}), Scanned({"HIGH": 300, "LOW": 1})),
        (Scan("ACTIVE", {"UNTRIAGED": 2}, enhanced=True), Scanned({"UNTRIAGED": 2})),
        (Scan("COMPLETE"), Scanned({})),
        (
            Scan("COMPLETE", {"HIGH": 1}, without_findings=True),
            Unscanned("ECR says COMPLETE, but has no findings yet", may_come=True),
        ),
        (
            Scan("PENDING"),
            Unscanned("ECR says PENDING: Pending start of the image scan", may_come=True),
        ),
        (
            Scan("UNSUPPORTED_IMAGE"),
            Unscanned(
                "ECR says UNSUPPORTED_IMAGE: UnsupportedImageError: The operating system and/or"
                " package manager are not supported",
                may_come=False,
            ),
        ),
    ]
    images = put(aws, repository, *(f"v{number}" for number in range(len(scans))), "never")
    for image, (scan, _) in zip(images, scans, strict=False):
        let_be_scanned(image, scan)
    asked = [scan_question(repository, image) for image in images]
    gone = scan_question(repository, PushedImage(repository.name, "gone"))
    begun = len(aws.log)
    answers = ecr.scans([*asked, gone, asked[0]])
    unscanned = sum(isinstance(answer, Unscanned) for answer in answers.values())
    assert sorted(requests(aws, begun)) == sorted(
        ["DescribeImageScanFindings"] * (len(images) + 1)
        + ["DescribeImages"] * (unscanned - 1)  # Whether it is an index; not of one that is gone.
    )
    assert [answers[one] for one in asked[:-1]] == [expected for _, expected in scans]
    assert answers[asked[-1]] == Unscanned("ECR knows of no scan of it", may_come=True)
    assert answers[gone] == Unscanned("the image is not in ECR any more", may_come=False)


def test_an_index_has_what_was_found_in_its_image(
    aws: AwsServer, ecr: Ecr, repository: ImageRepository
) -> None:
    pushed = PushedImage(repository.name, "v1", is_index=True)
    pushed.put(aws.client("ecr"))
    question = scan_question(repository, pushed)
    waiting = ecr.scans([question])[question]
    said = "of one of the images of its index, ECR knows of no scan of it"
    assert waiting == Unscanned(said, may_come=True)
    scan = Scan("COMPLETE", {"HIGH": 1})
    set_scan(repository_of(ACCOUNT, REGION, repository.name), pushed.scanned_digest, scan)
    begun = len(aws.log)
    assert ecr.scans([question]) == {question: Scanned({"HIGH": 1})}
    assert requests(aws, begun) == [
        "DescribeImageScanFindings",
        "DescribeImages",
        "BatchGetImage",
        "DescribeImageScanFindings",
    ]


def test_a_repository_that_is_missing_has_no_scans(ecr: Ecr) -> None:
    nowhere = ScannedImage(ImageRepository(ACCOUNT, REGION, "no/where"), f"sha256:{'0' * 64}")
    assert ecr.scans([nowhere]) == {
        nowhere: Unscanned("its image repository is not in ECR", may_come=False)
    }


GATED = b"""
version: 1
rules:
  - name: gated
    image: "gated/*"
    require: {scan: {max_severity: HIGH}}
    targets: [{file: "tags/$IMAGE_NAME"}]
  - {name: free, image: "gated/*", targets: [{file: "more/$IMAGE_NAME"}]}
"""


def test_a_batch_asks_about_the_scans_of_what_it_would_write(aws: AwsServer, ecr: Ecr) -> None:
    images = [PushedImage(f"gated/{name}", tag) for name in ("a", "b") for tag in ("v1", "v2")]
    for image in images:
        image.put(aws.client("ecr"))
        let_be_scanned(image, Scan("COMPLETE", {"HIGH": 1}))
        if image.tag == "v1":
            set_pushed_at(ACCOUNT, REGION, image.repository, image.digest, NOON)
    files = {f"{folder}/{name}": b"v1\n" for folder in ("tags", "more") for name in "ab"}
    host = InMemoryGitHost({".tagboat.yaml": GATED, **files})
    update = UpdateInfraRepo(
        host,
        RulesFile(".tagboat.yaml", DEFAULTS),
        "main",
        registry=lambda: ecr,
        sleep=lambda _: None,
        clock=lambda: 0.0,
        now=this_evening,
    )
    times = {"v1": NOON, "v2": datetime.now(UTC)}
    pushes = [
        image_push(one.tag, one.repository, digest=one.digest, pushed_at=times[one.tag])
        for one in images
    ]
    begun = len(aws.log)
    outcomes = update(pushes).outcomes
    asked = sorted(one.operation for one in aws.log.since(begun) if one.service == "ecr")
    assert asked == ["DescribeImageScanFindings"] * 2 + ["DescribeImages"] * 2
    assert {one.kind for one in outcomes} == {Kind.WRITTEN, Kind.OLDER}
    begun = len(aws.log)
    assert {one.kind for one in update(pushes).outcomes} == {Kind.UNCHANGED, Kind.OLDER}
    asked = sorted(one.operation for one in aws.log.since(begun) if one.service == "ecr")
    assert asked == ["DescribeImages"] * 2


def test_to_find_what_was_missed_takes_one_request_for_each_image_repository_and_its_thousands(
    aws: AwsServer, ecr: Ecr
) -> None:
    folder = uuid4().hex[:12]
    for number in range(12):
        aws.client("ecr").create_repository(repositoryName=f"{folder}/i{number}")
    backend: Any = ecr_backends[ACCOUNT][REGION]
    for number in range(1_001):
        image = PushedImage(f"{folder}/i0", f"v{number}")
        backend.put_image(image.repository, image.manifest, image.tag)
    rules = f'version: 1\nrules: [{{name: all, image: "{folder}/*", targets: [{{file: a}}]}}]'
    find = MissedImages(
        InMemoryGitHost({".tagboat.yaml": rules.encode()}),
        RulesFile(".tagboat.yaml", DEFAULTS),
        "main",
        lambda: ecr,
        Home(ACCOUNT, REGION),
        clock=lambda: 0.0,
        now=this_evening,
    )
    begun = len(aws.log)
    found = find(20)
    asked = requests(aws, begun)
    assert sorted(asked) == ["DescribeImages"] * 13 + ["DescribeRepositories"]
    assert (found.repositories, len(found.best), found.unknown) == (12, 1, ())
