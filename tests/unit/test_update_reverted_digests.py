"""Digests that people took back are held as tags are."""

import pytest
from msgspec.structs import replace

from tagboat.core.image_push import ImagePush
from tagboat.core.outcomes import Kind
from tests.image_pushes import image_push
from tests.taken_back import V1, V2, Repo

WHOLE = """
rules:
- name: web
  image: team/web
  {policy}
  targets: [{{file: a, yaml: image, value: "$IMAGE_URI:$IMAGE_TAG@$IMAGE_DIGEST"}}]
"""
URI = "123456789012.dkr.ecr.us-east-1.amazonaws.com/team/web"


def whole(policy: str, push: ImagePush | None = None) -> Repo:
    there = image_push("0.9.0", at=-90) if push is None else push
    return Repo(
        "",
        *([push] if push else []),
        rules=WHOLE.format(policy=policy),
        a=f"image: {there.reference}\n",
    )


@pytest.mark.parametrize("policy", ["", 'policy: {semver: "*"}', "policy: {numerical: asc}"])
def test_a_reference_with_a_digest_is_taken_back_like_a_tag(policy: str) -> None:
    repo = whole(policy, image_push("1", at=100))
    repo.push("2", at=200)
    commit = repo.commit(250, a=f"image: {image_push('1').reference}")
    assert repo.deliver(image_push("2", at=200), at=300)["2"].held_by == commit
    assert repo.push("3", at=220, delivered=301).kind is Kind.WRITTEN


@pytest.mark.parametrize("policy", ["", 'policy: {semver: "*"}'])
def test_a_tag_that_is_taken_back_to_its_digest_before_is_held_and_free_when_pushed_again(
    policy: str,
) -> None:
    repo = whole(policy)
    first, second, third = (
        image_push("1.0.0", at=n * 100, digest=f"sha256:{n:064x}") for n in (1, 2, 3)
    )
    repo.push("1.0.0", at=100, digest=first.digest)
    repo.push("1.0.0", at=200, digest=second.digest)
    commit = repo.commit(250, a=f"image: {first.reference}")
    assert repo.deliver(second, at=260)["1.0.0"].held_by == commit
    assert repo.push("1.0.0", at=300, digest=third.digest).kind is Kind.WRITTEN


@pytest.mark.parametrize("policy", ["", 'policy: {semver: "*"}'])
@pytest.mark.parametrize("pin", ["registry.example.com/other:7", f"{URI}:1.0.0", "nothing"])
def test_the_image_that_was_there_is_held_whatever_replaced_it(policy: str, pin: str) -> None:
    repo = whole(policy)
    repo.push("1.0.0", at=100)
    commit = repo.commit(250, a=f"image: {pin}")
    assert repo.deliver(V1, at=260)["1.0.0"].held_by == commit


MOVING = """
rules:
- name: web
  image: team/web
  policy: {digest: latest}
  targets: [{file: a, yaml: digest, value: $IMAGE_DIGEST}]
"""


def moving(number: int) -> ImagePush:
    return image_push("latest", at=number * 100, digest=f"sha256:{number:064x}")


def test_a_digest_that_was_taken_back_is_held_until_the_tag_moves_again() -> None:
    repo = Repo("", moving(1), rules=MOVING, a=f"digest: {moving(1).digest}\n")
    repo.push("latest", at=200, digest=moving(2).digest)
    commit = repo.commit(250, a=f"digest: {moving(1).digest}")
    assert repo.deliver(moving(2), at=260)["latest"].held_by == commit
    assert repo.push("latest", at=300, digest=moving(3).digest).kind is Kind.WRITTEN


def test_a_digest_that_the_tag_has_had_since_is_free() -> None:
    repo = Repo("", moving(1), rules=MOVING, a=f"digest: {moving(1).digest}\n")
    repo.push("latest", at=200, digest=moving(2).digest)
    repo.commit(350, a=f"digest: {moving(1).digest}")
    late = repo.push("latest", at=300, digest=moving(3).digest, delivered=360)
    assert late.kind is Kind.WRITTEN


KUSTOMIZE = """
rules:
- name: web
  image: team/web
  policy: {semver: "*"}
  targets: [{file: k.yaml, kustomize: web}]
"""


def kustomization(push: ImagePush) -> str:
    return f"images:\n- name: web\n  newTag: {push.tag}\n  digest: {push.digest}\n"


def test_a_digest_goes_with_the_tag_that_was_taken_back_beside_it() -> None:
    repo = Repo(rules=KUSTOMIZE, **{"k.yaml": kustomization(image_push("1.0.0"))})
    repo.push("2.0.0", at=200)
    commit = repo.commit(250, **{"k.yaml": kustomization(image_push("1.0.0"))})
    assert repo.deliver(V2, at=260)["2.0.0"].held_by == commit
    assert repo.push("2.0.1", at=220, delivered=270).kind is Kind.WRITTEN


def test_a_digest_that_somebody_pins_alone_is_a_pin() -> None:
    repo = Repo(rules=KUSTOMIZE, **{"k.yaml": kustomization(V1)})
    pinned = kustomization(replace(V1, digest=f"sha256:{7:064x}"))
    commit = repo.commit(250, **{"k.yaml": pinned})
    assert repo.push("2.0.1", at=220, delivered=270).held_by == commit
