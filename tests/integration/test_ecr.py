"""The registry's adapter asks the sandbox's ECR as little as it can, and misses nothing."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from moto.ecr.models import ecr_backends

from sandbox.aws.ecr import set_pushed_at
from sandbox.aws.server import AwsServer
from sandbox.pushed_image import PushedImage
from tagboat.core.outcomes import Kind
from tagboat.core.registry import ImageId, ImageRepository, NotAsked
from tagboat.core.rules.source import RulesFile
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
    assert ecr.list([nowhere]) == {nowhere: []}


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
    found = ecr.list([repository])[repository]
    assert requests(aws, begun) == ["DescribeImages"] * 2
    assert not isinstance(found, NotAsked)
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
