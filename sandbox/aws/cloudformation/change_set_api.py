"""The operations on change sets."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from sandbox.aws.cloudformation import change_shapes
from sandbox.aws.cloudformation.change_set import ChangeSet
from sandbox.aws.cloudformation.change_sets import ChangeSets
from sandbox.aws.cloudformation.paging import page
from sandbox.aws.cloudformation.requests import manner_of, submitted_in
from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.cloudformation.stacks import Stacks
from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.errors import NotSupported

type Input = Mapping[str, Any]
type Output = Mapping[str, Any]


class ChangeSetApi:
    """Change sets, made, looked at, executed and deleted."""

    def __init__(self, account: Account, stacks: Stacks, change_sets: ChangeSets) -> None:
        self._account, self._stacks, self._change_sets = account, stacks, change_sets

    @property
    def operations(self) -> Mapping[str, Callable[[Input], Output]]:
        """Each operation, by its name."""
        return {
            "CreateChangeSet": self._create,
            "DeleteChangeSet": self._delete,
            "DescribeChangeSet": self._describe,
            "ExecuteChangeSet": self._execute,
            "ListChangeSets": self._list,
        }

    def _create(self, asked: Input) -> Output:
        kind, on_failure = asked.get("ChangeSetType", "UPDATE"), asked.get("OnStackFailure")
        if on_failure == "DELETE" and kind != "CREATE":
            raise invalid("OnStackFailure can be DELETE only for a change set of type CREATE.")
        if on_failure == "DO_NOTHING" and kind != "CREATE":
            raise NotSupported("OnStackFailure DO_NOTHING of change sets that update")
        change_set = self._change_sets.create(
            asked["ChangeSetName"],
            asked["StackName"],
            submitted_in(asked, self._account),
            kind=kind,
            manner=manner_of(asked),
            description=asked.get("Description"),
            on_stack_failure=on_failure,
        )
        return {"Id": change_set.id, "StackId": change_set.stack.id}

    def _describe(self, asked: Input) -> Output:
        found = self._found(asked)
        changes = page("Changes", found.changes, change_shapes.change, asked)
        return {**change_shapes.change_set(found), **changes}

    def _list(self, asked: Input) -> Output:
        change_sets = self._change_sets.of(self._stacks.find(asked["StackName"]))
        return page("Summaries", change_sets, change_shapes.change_set_summary, asked)

    def _execute(self, asked: Input) -> Output:
        found = self._found(asked)
        manner = replace(found.manner, token=asked.get("ClientRequestToken"))
        if asked.get("DisableRollback"):
            if found.stack.status != "REVIEW_IN_PROGRESS":
                raise NotSupported("DisableRollback of change sets that update")
            manner = replace(manner, on_failure="DO_NOTHING")
        self._change_sets.execute(found, manner)
        return {}

    def _delete(self, asked: Input) -> Output:
        self._change_sets.delete(self._found(asked))
        return {}

    def _found(self, asked: Input) -> ChangeSet:
        return self._change_sets.find(asked["ChangeSetName"], asked.get("StackName"))
