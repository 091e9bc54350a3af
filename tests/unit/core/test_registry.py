"""What a registry is asked about, and what its answers make of a candidate's time."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tagboat.core.registry import ImageId, RegistryImage
from tagboat.core.tag_policy.base import Candidate
from tests.candidates import candidate
from tests.image_pushes import NOON

DIGEST = f"sha256:{'1' * 64}"


@pytest.mark.parametrize(
    ("tag", "digest", "known_by"),
    [
        ("1.0", "", ImageId(tag="1.0")),
        ("1.0", DIGEST, ImageId(digest=DIGEST)),
        ("", DIGEST, ImageId(digest=DIGEST)),
        ("1.0", "sha256:12", ImageId(tag="1.0")),
        ("", "", None),
        ("-1", "sha512:12", None),
        ("1 0", "", None),
        ("1.0\n", DIGEST + "\n", None),
        ("x" * 129, "", None),
        ("ü", "", None),
    ],
)
def test_an_image_is_known_by_its_digest_or_else_by_its_tag(
    tag: str, digest: str, known_by: ImageId | None
) -> None:
    assert ImageId.of(tag, digest) == known_by


@given(st.text(), st.text())
def test_whatever_stands_in_a_file_is_an_id_that_a_registry_takes_or_none(
    tag: str, digest: str
) -> None:
    found = ImageId.of(tag, digest)
    assert found is None or bool(found.tag) != bool(found.digest)
    assert found is None or str(found).isprintable()


def stored(one: Candidate, seconds: float) -> Candidate:
    """A candidate whose image a registry has had since some seconds after noon."""
    at = NOON + timedelta(seconds=seconds)
    image = RegistryImage(digest=one.push.digest, tags=(one.push.tag,), pushed_at=at)
    return replace(one, known={ImageId(tag=one.push.tag): image})


@given(st.integers(-10_000, 10_000), st.integers(-10_000, 10_000))
def test_the_registry_s_time_counts_unless_the_event_is_of_another_tag(event: int, at: int) -> None:
    one = stored(candidate("1.0", at=event), at)
    counts = event if event - at > 15 * 60 else at
    assert one.pushed_at == NOON + timedelta(seconds=counts)
    assert candidate("1.0", at=event).pushed_at == NOON + timedelta(seconds=event)


@given(st.permutations([("1.0", 3, 0), ("1.1", 1, 0), ("1.2", 0, 0), ("1.3", 9, -1)]))
def test_within_a_second_of_the_registry_digests_decide(drawn: list[tuple[str, int, int]]) -> None:
    candidates = [stored(candidate(tag, at=event), at) for tag, event, at in drawn]
    last = max(candidates, key=lambda one: one.order)
    same_second = [one for one in candidates if one.push.tag != "1.3"]
    assert last.push.digest == max(one.push.digest for one in same_second)
