"""One tag moves, and its newest push is wanted."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.tag_policy.digest import Digest
from tests.candidates import candidate

DIGESTS = [f"sha256:{digit * 64}" for digit in "12"]


def test_the_newest_push_of_the_tag_is_chosen() -> None:
    before = candidate("latest", at=0, digest=DIGESTS[1])
    after = candidate("latest", at=1, digest=DIGESTS[0])
    choice = Digest("latest").choose([after, before])
    assert choice.candidate is after
    assert choice.reason == "the newest push of latest, at 2026-03-02T12:00:01Z"
    assert choice.why_not == "latest was pushed later"


def test_what_is_there_does_not_tell_its_push_time() -> None:
    assert Digest.by_push_time
    only = candidate("latest")
    there = {"IMAGE_TAG": "latest", "IMAGE_DIGEST": DIGESTS[1]}
    assert Digest("latest").choose([only], there).candidate is only


@pytest.mark.parametrize("tag", ["Latest", "latest-1", "v1"])
def test_other_tags_are_refused(tag: str) -> None:
    policy = Digest("latest")
    assert policy.refusal({"IMAGE_TAG": "latest"}) is None
    assert policy.refusal({"IMAGE_TAG": tag}) == f"the tag is {tag}, not latest"


@given(
    st.lists(st.tuples(st.integers(0, 2), st.sampled_from(DIGESTS)), min_size=1),
    st.randoms(use_true_random=False),
)
def test_the_choice_is_total_and_knows_no_order(
    pushes: list[tuple[int, str]], random: Random
) -> None:
    candidates = [candidate("latest", at=at, digest=digest) for at, digest in pushes]
    choice = Digest("latest").choose(candidates)
    assert choice.candidate in candidates
    newest = max(found.push.pushed_at for found in candidates)
    assert choice.candidate.push.pushed_at == newest
    random.shuffle(candidates)
    assert Digest("latest").choose(candidates) == choice
