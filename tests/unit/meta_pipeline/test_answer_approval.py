"""Who answers an approval: Tagboat where nothing can be lost, people otherwise."""

from typing import Any, cast

import pytest

from tagboat.core.meta_pipeline.errors import ApprovalNotShown, ServiceUnavailable, UpdateFailed
from tagboat.core.meta_pipeline.pipeline_event import ApprovalWaits, ExecutionFailed
from tagboat.core.meta_pipeline.resource_change import Effect, ResourceChange
from tagboat.meta_pipeline.answer_approval import AnswerApproval
from tagboat.meta_pipeline.aws.approvals import Approval
from tagboat.meta_pipeline.aws.change_sets import ChangeSet
from tagboat.meta_pipeline.aws.failed_actions import FailedAction
from tagboat.meta_pipeline.tell_failure import TellFailure

EVENT = ApprovalWaits(
    pipeline="meta", execution="e1", region="us-east-1", stage="Update", action="Approve"
)
WAITING = Approval(pipeline="meta", stage="Update", action="Approve", execution="e1", token="t")


class Everything:
    """A pipeline with an approval, stacks with change sets, and a topic."""

    def __init__(self, *effects: Effect, waiting: Approval | None = WAITING) -> None:
        self.effects, self._waiting = effects, waiting
        self.unreadable = False
        self.is_answered = False
        self.status, self.execution_status, self.reason = "CREATE_COMPLETE", "AVAILABLE", ""
        self.approved: list[str] = []
        self.told: list[tuple[str, str]] = []

    def waiting(self, event: ApprovalWaits) -> Approval | None:
        assert event == EVENT
        return self._waiting

    def is_over(self, event: ApprovalWaits) -> bool:
        assert event == EVENT
        return self.is_answered

    def approve(self, approval: Approval, summary: str) -> bool:
        assert approval == WAITING
        self.approved.append(summary)
        return not self.is_answered

    def describe(self, name: str, stack: str) -> ChangeSet | None:
        if self.unreadable:
            raise ServiceUnavailable("CloudFormation did not answer")
        assert (name, stack) == ("tagboat-e1", "shop")
        if not self.effects:
            return None
        changes = tuple(
            ResourceChange(effect=effect, logical_id="Thing", type="AWS::S3::Bucket")
            for effect in self.effects
        )
        return ChangeSet(
            arn="arn",
            stack=stack,
            stack_id=stack,
            status=self.status,
            execution_status=self.execution_status,
            reason=self.reason,
            changes=changes,
        )

    def tell(self, subject: str, message: str) -> None:
        self.told.append((subject, message))


def answer(found: Everything) -> str:
    ports = cast("Any", found)
    return AnswerApproval(["shop"], ports, ports, ports)(EVENT)


@pytest.mark.parametrize("effect", [Effect.ADDED, Effect.IMPORTED, Effect.CHANGED])
def test_what_loses_nothing_is_approved_and_nobody_is_bothered(effect: Effect) -> None:
    found = Everything(effect)
    answer(found)
    assert found.approved[0].startswith("Nothing is deleted or replaced. shop: 1 ")
    assert found.told == []


@pytest.mark.parametrize(
    "effect",
    [
        Effect.DELETED,
        Effect.REPLACED,
        Effect.MAYBE_REPLACED,
        Effect.LEFT_BEHIND,
        Effect.UNFORESEEN,
    ],
)
def test_what_may_lose_something_is_for_people_who_are_told_what_it_is(effect: Effect) -> None:
    found = Everything(Effect.ADDED, effect)
    answer(found)
    ((subject, message),) = found.told
    assert subject == "Approve? meta would delete or replace resources"
    assert "Thing (AWS::S3::Bucket)" in message
    assert message.endswith(EVENT.link)
    assert found.approved == []


def test_an_update_without_changes_is_approved() -> None:
    found = Everything()
    answer(found)
    assert found.approved == ["Nothing is deleted or replaced. Nothing to change."]


def test_nothing_is_approved_that_cannot_be_read() -> None:
    found = Everything(Effect.ADDED)
    found.unreadable = True
    with pytest.raises(ServiceUnavailable):
        answer(found)
    assert (found.approved, found.told) == ([], [])


@pytest.mark.parametrize(
    ("status", "execution_status", "reason"),
    [
        ("CREATE_IN_PROGRESS", "UNAVAILABLE", ""),
        ("CREATE_COMPLETE", "OBSOLETE", ""),
        ("FAILED", "UNAVAILABLE", "Template error"),
    ],
)
def test_a_change_set_that_is_not_ready_is_not_approved_and_people_hear_of_it(
    status: str, execution_status: str, reason: str
) -> None:
    found = Everything(Effect.ADDED)
    found.status, found.execution_status, found.reason = status, execution_status, reason
    with pytest.raises(UpdateFailed, match=f"shop cannot be executed.*{status}.*{reason}"):
        answer(found)
    ((subject, message),) = found.told
    assert subject == "Approve? meta waits, and Tagboat cannot decide"
    assert message.startswith("The change set of shop cannot be executed")
    assert message.endswith(EVENT.link)
    assert found.approved == []


def test_an_empty_change_set_that_is_still_there_has_nothing_to_lose() -> None:
    found = Everything(Effect.ADDED)
    found.status, found.reason = "FAILED", "No updates are to be performed."
    answer(found)
    assert found.approved == ["Nothing is deleted or replaced. Nothing to change."]


def test_an_approval_that_is_over_is_left_alone() -> None:
    found = Everything(Effect.DELETED, waiting=None)
    found.is_answered = True
    assert answer(found) == "The approval is answered already."
    assert (found.approved, found.told) == ([], [])


def test_so_is_one_that_somebody_answers_at_the_same_time() -> None:
    found = Everything(Effect.ADDED)
    found.is_answered = True
    assert answer(found) == "The approval is answered already."


def test_an_approval_that_is_not_shown_yet_is_looked_for_again() -> None:
    found = Everything(Effect.DELETED, waiting=None)
    with pytest.raises(ApprovalNotShown, match="comes back"):
        answer(found)
    assert (found.approved, found.told) == ([], [])


def test_a_failure_is_told_with_what_the_action_says() -> None:
    class Failed:
        def of(self, pipeline: str, execution: str) -> list[FailedAction]:
            assert (pipeline, execution) == ("meta", "e1")
            return [FailedAction("Update", "Review", "pipeline.yaml is not in this commit.")]

    found = Everything()
    event = ExecutionFailed(pipeline="meta", execution="e1", region="us-east-1")
    said = TellFailure(cast("Any", Failed()), cast("Any", found))(event)
    assert said == "Review in Update: pipeline.yaml is not in this commit."
    assert found.told == [("Failed: meta", f"{said}\n\nSee it: {event.link}")]
