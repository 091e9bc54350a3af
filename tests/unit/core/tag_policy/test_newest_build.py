"""The newest build is the one that was pushed last, whatever the order of the events."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.image_push import ImagePush
from tagboat.core.tag_policy.base import Candidate
from tagboat.core.tag_policy.newest_build import NewestBuild
from tagboat.core.variables import of_push
from tests.candidates import candidate
from tests.image_pushes import image_pushes


def test_the_last_push_is_chosen_with_its_time_as_the_reason() -> None:
    old, new = candidate("9.0", at=0), candidate("1.0", at=1)
    choice = NewestBuild().choose([new, old])
    assert choice.candidate is new
    assert choice.reason == "the newest build, pushed at 2026-03-02T12:00:01Z"
    assert choice.why_not == "1.0 was pushed later"


def test_what_is_there_does_not_tell_its_push_time() -> None:
    assert NewestBuild.by_push_time
    only = candidate("1.0")
    assert NewestBuild().choose([only], {"IMAGE_TAG": "2.0"}).candidate is only


@given(st.lists(image_pushes(seconds=2), min_size=1))
def test_the_choice_is_total_and_knows_no_order(pushes: Sequence[ImagePush]) -> None:
    candidates = [Candidate(push, of_push(push)) for push in pushes]
    choice = NewestBuild().choose(candidates)
    assert choice.candidate in candidates
    assert choice.candidate.push.pushed_at == max(push.pushed_at for push in pushes)
    assert NewestBuild().choose(list(reversed(candidates))) == choice
    assert NewestBuild().choose(sorted(candidates, key=lambda found: found.push.id)) == choice


@given(image_pushes())
def test_none_is_refused(push: ImagePush) -> None:
    assert NewestBuild().refusal(of_push(push)) is None
