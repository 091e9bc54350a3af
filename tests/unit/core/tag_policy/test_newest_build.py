"""The newest build is the one that was pushed last, whatever the order of the events."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.image_push import ImagePush
from tagboat.core.tag_policy.newest_build import NewestBuild
from tests.image_pushes import image_push, image_pushes


def test_the_last_push_is_chosen_with_its_time_as_the_reason() -> None:
    old, new = image_push("9.0", at=0), image_push("1.0", at=1)
    choice = NewestBuild().choose([new, old])
    assert choice.push is new
    assert choice.reason == "the newest build, pushed at 2026-03-02T12:00:01Z"


@given(st.lists(image_pushes(seconds=2), min_size=1))
def test_the_choice_is_total_and_knows_no_order(pushes: Sequence[ImagePush]) -> None:
    choice = NewestBuild().choose(pushes)
    assert choice.push in pushes
    assert choice.push.pushed_at == max(push.pushed_at for push in pushes)
    assert NewestBuild().choose(list(reversed(pushes))) == choice
    assert NewestBuild().choose(sorted(pushes, key=lambda push: push.id)) == choice
