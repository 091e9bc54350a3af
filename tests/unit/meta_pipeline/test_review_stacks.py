"""The review: what is looked at before change sets are made, and what it says of them."""

from collections.abc import Mapping
from typing import Any, cast

import pytest

from tagboat.core.meta_pipeline.errors import SourceRefused, StackNotOurs, UpdateFailed
from tagboat.core.meta_pipeline.job import Done, Job, Later
from tagboat.core.meta_pipeline.plan import Plan, PlannedStack
from tagboat.core.meta_pipeline.resource_change import Effect, ResourceChange
from tagboat.core.meta_pipeline.stack_state import OWNER_TAG, StackState
from tagboat.meta_pipeline.aws.change_sets import ChangeSet, Wanted
from tagboat.meta_pipeline.aws.templates import Template
from tagboat.meta_pipeline.review_stacks import ReviewStacks

DELETION = ResourceChange(effect=Effect.DELETED, logical_id="Old", type="AWS::S3::Bucket")
EMPTY = "The submitted information didn't contain changes. Submit different information."


class Account:
    """A source, stacks and their change sets: every port of the use case at once."""

    def __init__(self, **status: str) -> None:
        self.status = status
        self.files = {"t.yaml": b"Resources: {}", "c.json": b'{"Parameters": {"Branch": "main"}}'}
        self.made: list[Wanted] = []
        self.deleted: list[str] = []
        self.answers: dict[str, tuple[str, str, tuple[ResourceChange, ...]]] = {}

    def read(self, path: str) -> bytes:
        return self.files[path]

    def put(self, key: str, content: bytes) -> Template:
        return Template(f"https://bucket/{key}", frozenset({"Branch", "Own"}))

    def find(self, name: str) -> StackState | None:
        if name not in self.status:
            return None
        return StackState(name=name, id=name, status=self.status[name], tags={OWNER_TAG: "meta"})

    def replace(self, wanted: Wanted) -> None:
        self.made.append(wanted)

    def describe(self, name: str, stack: str) -> ChangeSet | None:
        if stack not in self.answers:
            return None
        status, reason, changes = self.answers[stack]
        return ChangeSet(
            arn=f"arn:{stack}",
            stack=stack,
            stack_id=stack,
            status=status,
            execution_status="AVAILABLE" if status == "CREATE_COMPLETE" else "UNAVAILABLE",
            reason=reason,
            changes=changes,
        )

    def delete(self, arn: str, stack: str) -> None:
        self.deleted.append(arn)


def review(
    account: Account, token: str = "", overrides: Mapping[str, str] | None = None
) -> Later | Done:
    plan = Plan(
        stacks=(PlannedStack("one", "t.yaml", "c.json"), PlannedStack("two", "t.yaml")),
        overrides=overrides or {},
        tags={"team": "shop"},
        owner="meta",
        adopt=False,
        role="role",
        protect=True,
        patience=0,
    )
    ports = cast("Any", account)
    job = Job(id="1", bucket="b", key="k", token=token, settings={"Execution": "e1"})
    return ReviewStacks(plan, lambda job: ports, ports, ports, ports)(job)


def token_of(result: Later | Done) -> str:
    assert isinstance(result, Later)
    return result.token


def test_a_change_set_is_made_for_each_stack_with_its_own_parameters() -> None:
    account = Account(one="UPDATE_COMPLETE")
    review(account, overrides={"Own": "1"})
    one, two = account.made
    assert (one.name, one.is_new, two.is_new) == ("tagboat-e1", False, True)
    assert one.parameters == {"Branch": "main", "Own": "1"}
    assert two.parameters == {"Own": "1"}
    assert one.tags == two.tags == {"team": "shop", OWNER_TAG: "meta"}


def test_no_change_set_is_made_while_cloudformation_is_at_work_on_a_stack() -> None:
    account = Account(one="UPDATE_IN_PROGRESS")
    result = review(account)
    assert isinstance(result, Later)
    assert result.says == "Waits for one, which is UPDATE_IN_PROGRESS."
    assert account.made == []
    account.status["one"] = "UPDATE_COMPLETE"
    review(account, result.token)
    assert [wanted.stack for wanted in account.made] == ["one", "two"]


def test_no_change_set_is_made_if_one_of_the_stacks_is_somebody_else_s() -> None:
    account = Account(two="ROLLBACK_COMPLETE")
    with pytest.raises(StackNotOurs, match="two"):
        review(account)
    assert account.made == []


def test_a_value_that_no_template_takes_is_refused() -> None:
    account = Account()
    with pytest.raises(SourceRefused, match="Unknown"):
        review(account, overrides={"Unknown": "1"})
    assert account.made == []


def test_what_is_to_be_executed_and_what_is_lost_is_handed_on() -> None:
    account = Account()
    token = token_of(review(account))
    account.answers = {"one": ("CREATE_IN_PROGRESS", "", ()), "two": ("FAILED", EMPTY, ())}
    assert token_of(review(account, token)) == token
    account.answers["one"] = ("CREATE_COMPLETE", "", (DELETION,))
    assert review(account, token) == Done(
        "one: 1 deleted.\ntwo: nothing to change.\none: deletes Old (AWS::S3::Bucket).",
        {
            "ChangeSets": "arn:one -",
            "Question": "This update deletes or replaces resources.\n"
            "one: deletes Old (AWS::S3::Bucket).",
        },
    )
    assert account.deleted == ["arn:two"]


def test_a_change_set_that_cannot_be_made_says_why() -> None:
    account = Account()
    token = token_of(review(account))
    account.answers = {
        "one": ("FAILED", "Transform failed", ()),
        "two": ("CREATE_COMPLETE", "", ()),
    }
    with pytest.raises(UpdateFailed, match="cannot change one: Transform failed"):
        review(account, token)


def test_a_change_set_that_somebody_took_away_is_missed() -> None:
    account = Account()
    with pytest.raises(UpdateFailed, match="The change set of one is gone"):
        review(account, token_of(review(account)))
