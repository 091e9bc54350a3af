"""The update: one change set after the other, and what it waits for."""

from collections.abc import Sequence
from typing import Any, cast

import pytest

from tagboat.core.meta_pipeline.errors import ServiceUnavailable, UpdateFailed
from tagboat.core.meta_pipeline.executable import variable_of
from tagboat.core.meta_pipeline.failed_events import StackEvent
from tagboat.core.meta_pipeline.job import Done, Job, Later
from tagboat.core.meta_pipeline.plan import Plan, PlannedStack
from tagboat.core.meta_pipeline.progress import Updating, token_of
from tagboat.core.meta_pipeline.resource_change import Effect, ResourceChange
from tagboat.core.meta_pipeline.stack_state import StackState
from tagboat.meta_pipeline.aws.change_sets import ChangeSet
from tagboat.meta_pipeline.update_stacks import UpdateStacks

PIPELINE = ResourceChange(
    effect=Effect.CHANGED,
    logical_id="Pipeline",
    type="AWS::CodePipeline::Pipeline",
    physical_id="shop-pipeline",
)
ROLE = ResourceChange(effect=Effect.CHANGED, logical_id="Role", type="AWS::IAM::Role")


class Account:
    """Stacks that CloudFormation updates when it is told to: every port of the use case at once."""

    def __init__(self, **changes: Sequence[ResourceChange]) -> None:
        self.status = dict.fromkeys(changes, "CREATE_COMPLETE")
        self.changes = changes
        self.protected: list[str] = []
        self.executed: list[tuple[str, str]] = []
        self.executions: list[str] = []
        self.obsolete: set[str] = set()
        self.failing: set[str] = set()
        self.now = 1_000.0
        self.is_silent = False

    # Stacks

    def find(self, name: str) -> StackState | None:
        if name not in self.status:
            return None
        return StackState(
            name=name,
            id=name,
            status=self.status[name],
            tags={},
            protected=name in self.protected,
        )

    def events(self, stack: str, token: str) -> list[StackEvent]:
        if (stack, token) not in self.executed:
            return []
        failed = [
            StackEvent("Role", "AWS::IAM::Role", "UPDATE_FAILED", "not allowed", is_of_stack=False)
        ]
        return [StackEvent(stack, "", "UPDATE_IN_PROGRESS", "", is_of_stack=True)] + (
            failed if stack in self.failing else []
        )

    def protect(self, stack: str) -> None:
        self.protected.append(stack)

    # Change sets

    def describe(self, name: str, stack: str) -> ChangeSet | None:
        begun = any(stack == one for one, _ in self.executed)
        return ChangeSet(
            arn=name,
            stack=stack,
            stack_id=stack,
            status="CREATE_COMPLETE",
            execution_status=(
                "OBSOLETE"
                if stack in self.obsolete
                else "EXECUTE_IN_PROGRESS"
                if begun
                else "AVAILABLE"
            ),
            reason="",
            changes=tuple(self.changes[stack]),
        )

    def execute(self, arn: str, stack: str, token: str) -> None:
        assert arn == f"arn:changeSet/tagboat-e1/{stack}-id"
        self.executed.append((stack, token))
        self.status[stack] = "UPDATE_IN_PROGRESS"

    def cloudformation_finishes(self) -> None:
        for name, status in self.status.items():
            if status == "UPDATE_IN_PROGRESS":
                failed = name in self.failing
                self.status[name] = "UPDATE_ROLLBACK_COMPLETE" if failed else "UPDATE_COMPLETE"

    # Pipelines

    def running(self, pipeline: str) -> list[str]:
        assert pipeline == "shop-pipeline"
        if self.is_silent:
            raise ServiceUnavailable("CodePipeline did not answer")
        return self.executions


def use_case(account: Account) -> UpdateStacks:
    plan = Plan(
        stacks=tuple(PlannedStack(name, "t.yaml") for name in account.changes),
        overrides={},
        tags={},
        owner="id",
        adopt=False,
        role="role",
        protect=True,
        patience=600,
    )
    ports = cast("Any", account)
    return UpdateStacks(plan, ports, ports, ports, lambda: account.now)


def job(account: Account, token: str = "", only: Sequence[str] | None = None) -> Job:
    arns = [
        f"arn:changeSet/tagboat-e1/{stack}-id" if only is None or stack in only else None
        for stack in account.changes
    ]
    settings = {"Execution": "e1", "ChangeSets": variable_of(arns)}
    return Job(id="1", bucket="b", key="k", token=token, settings=settings)


def later(result: Later | Done) -> Later:
    assert isinstance(result, Later)
    return result


def test_stacks_are_updated_one_after_the_other() -> None:
    account = Account(one=[ROLE], two=[ROLE])
    update = use_case(account)
    first = later(update(job(account)))
    assert account.executed == [("one", "tagboat-one-id")]
    assert later(update(job(account, first.token))).token == first.token, "it is at work"
    account.cloudformation_finishes()
    second = later(update(job(account, first.token)))
    assert account.executed == [("one", "tagboat-one-id"), ("two", "tagboat-two-id")]
    account.cloudformation_finishes()
    assert update(job(account, second.token)) == Done("Updated one, two.")
    assert account.protected == ["one", "two"]


def test_nothing_is_executed_if_nothing_changes_but_stacks_are_protected() -> None:
    account = Account(one=[])
    result = use_case(account)(job(account, only=()))
    assert isinstance(result, Done)
    assert "nothing was executed" in result.says
    assert (account.executed, account.protected) == ([], ["one"])


def test_a_change_set_that_is_obsolete_is_not_executed() -> None:
    account = Account(one=[ROLE])
    account.obsolete = {"one"}
    with pytest.raises(UpdateFailed, match="one can no longer be executed"):
        use_case(account)(job(account))
    assert account.executed == []


def test_a_call_that_was_cut_off_after_it_executed_executes_nothing_again() -> None:
    account = Account(one=[ROLE])
    update = use_case(account)
    update(job(account))
    later(update(job(account)))  # Lambda repeats the first call
    assert account.executed == [("one", "tagboat-one-id")]


def test_the_events_of_an_earlier_attempt_are_not_taken_for_those_of_a_retried_stage() -> None:
    account = Account(one=[ROLE])
    account.executed = [("one", "tagboat-earlier-id")]
    account.status["one"] = "UPDATE_ROLLBACK_COMPLETE"
    begun = token_of(Updating(begun="one"))
    assert later(use_case(account)(job(account, begun))).token == begun, "it has not begun yet"


def test_a_running_execution_is_waited_for_and_then_cut_off_and_named() -> None:
    account = Account(one=[PIPELINE])
    account.executions = ["x1"]
    update = use_case(account)
    waiting = later(update(job(account)))
    assert waiting.says == "Waits for what runs: execution x1 of shop-pipeline."
    account.now += 599
    assert later(update(job(account, waiting.token))).token == waiting.token
    account.now += 1
    begun = later(update(job(account, waiting.token)))
    account.cloudformation_finishes()
    assert update(job(account, begun.token)) == Done(
        "Updated one. Was not waited for any longer, and is cancelled: execution x1 of"
        " shop-pipeline."
    )


def test_a_codepipeline_that_does_not_tell_what_runs_is_waited_for_no_longer_than_what_runs() -> (
    None
):
    account = Account(one=[PIPELINE])
    account.is_silent = True
    update = use_case(account)
    waiting = later(update(job(account)))
    assert (waiting.says, account.executed) == ("CodePipeline did not answer", [])
    account.now += 600
    begun = later(update(job(account, waiting.token)))
    account.cloudformation_finishes()
    assert update(job(account, begun.token)) == Done(
        "Updated one. Was not waited for any longer, and is cancelled: what CodePipeline does not"
        " tell."
    )


def test_of_many_executions_that_are_cut_off_the_first_are_named() -> None:
    account = Account(one=[PIPELINE])
    account.executions = [f"x{number}" for number in range(1, 51)]
    update = use_case(account)
    waiting = later(update(job(account)))
    account.now += 600
    begun = later(update(job(account, waiting.token)))
    assert len(begun.token) <= 2_048
    account.cloudformation_finishes()
    done = update(job(account, begun.token))
    assert done.says.endswith("execution x5 of shop-pipeline and 45 more.")


def test_nothing_is_waited_for_if_the_pipeline_itself_stays() -> None:
    account = Account(one=[ROLE])
    account.executions = ["x1"]
    use_case(account)(job(account))
    assert account.executed


def test_an_update_that_fails_says_why_and_what_was_done_before() -> None:
    account = Account(one=[ROLE], two=[ROLE], three=[ROLE])
    account.failing = {"two"}
    update = use_case(account)
    first = later(update(job(account)))
    account.cloudformation_finishes()
    second = later(update(job(account, first.token)))
    account.cloudformation_finishes()
    with pytest.raises(UpdateFailed) as failed:
        update(job(account, second.token))
    assert str(failed.value) == (
        "two is UPDATE_ROLLBACK_COMPLETE.\nRole (AWS::IAM::Role): not allowed\n"
        "Updated before it: one."
    )
    assert [stack for stack, _ in account.executed] == ["one", "two"]


def test_a_stack_that_somebody_deletes_meanwhile_is_missed() -> None:
    account = Account(one=[ROLE])
    update = use_case(account)
    begun = later(update(job(account)))
    del account.status["one"]
    with pytest.raises(UpdateFailed, match="one is gone"):
        update(job(account, begun.token))
