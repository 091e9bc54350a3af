"""Why an update failed: the first resources that did, and not those that were only cancelled."""

from hypothesis import given
from hypothesis import strategies as st

from tagboat.core.meta_pipeline.failed_events import StackEvent, first_failures


def event(name: str, status: str, reason: str = "", *, of_stack: bool = False) -> StackEvent:
    return StackEvent(name, "AWS::S3::Bucket", status, reason, of_stack)


def test_the_first_resources_that_failed_are_named_with_their_reasons() -> None:
    events = [
        event("A", "CREATE_IN_PROGRESS"),
        event("A", "CREATE_FAILED", "the name is taken"),
        event("B", "CREATE_FAILED", "Resource creation cancelled"),
        event("C", "UPDATE_FAILED", "Resource update cancelled"),
        event("shop", "CREATE_FAILED", "[A, B] failed", of_stack=True),
        event("A", "DELETE_COMPLETE"),
    ]
    assert first_failures(events) == ["A (AWS::S3::Bucket): the name is taken"]


def test_a_stack_that_failed_without_any_resource_says_so_itself() -> None:
    events = [event("shop", "UPDATE_ROLLBACK_FAILED", "the role may not", of_stack=True)]
    assert first_failures(events) == ["shop (AWS::S3::Bucket): the role may not"]


@given(st.lists(st.builds(event, st.just("A"), st.just("CREATE_FAILED"), st.text("rs"))))
def test_no_more_are_named_than_are_wanted_and_each_only_once(events: list[StackEvent]) -> None:
    said = first_failures(events, most=2)
    assert len(said) == min(2, len({event.reason for event in events if event.reason}))
    assert len(set(said)) == len(said)
