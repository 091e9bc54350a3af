"""The operations that look at stacks, their resources and their events."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.aws.cloudformation import shapes
from sandbox.aws.cloudformation.paging import page
from sandbox.aws.cloudformation.stack import Stack
from sandbox.aws.cloudformation.stacks import Stacks
from sandbox.aws.cloudformation.template import invalid

type Input = Mapping[str, Any]
type Output = Mapping[str, Any]


class Describing:
    """Stacks as they are."""

    def __init__(self, stacks: Stacks) -> None:
        self._stacks = stacks

    @property
    def operations(self) -> Mapping[str, Callable[[Input], Output]]:
        """Each operation, by its name."""
        return {
            "DescribeStackEvents": self._events,
            "DescribeStackResource": self._resource,
            "DescribeStackResources": self._resources,
            "DescribeStacks": self._describe_stacks,
            "ListStackResources": self._list_resources,
            "ListStacks": self._list_stacks,
        }

    def _describe_stacks(self, asked: Input) -> Output:
        if "StackName" in asked:
            return {"Stacks": [shapes.stack(self._stacks.find(asked["StackName"]))]}
        existing = [stack for stack in self._stacks if stack.status != "DELETE_COMPLETE"]
        return page("Stacks", existing, shapes.stack, asked)

    def _list_stacks(self, asked: Input) -> Output:
        statuses = asked.get("StackStatusFilter")
        stacks = [one for one in self._stacks if not statuses or one.status in statuses]
        return page("StackSummaries", stacks, shapes.stack_summary, asked)

    def _events(self, asked: Input) -> Output:
        """The newest first."""
        stack = self._stacks.find(asked["StackName"])
        newest_first = list(reversed(stack.events))
        return page("StackEvents", newest_first, lambda one: shapes.event(stack, one), asked)

    def _resource(self, asked: Input) -> Output:
        stack = self._stacks.find(asked["StackName"])
        name = asked["LogicalResourceId"]
        if name not in stack.resources:
            raise invalid(f"Resource {name} does not exist for stack {stack.name}")
        return {"StackResourceDetail": shapes.resource(stack, stack.resources[name])}

    def _resources(self, asked: Input) -> Output:
        stack, only = self._stack_of(asked), asked.get("LogicalResourceId")
        return {
            "StackResources": [
                shapes.resource(stack, one)
                for one in stack.resources.values()
                if only in (None, one.logical_id)
            ]
        }

    def _list_resources(self, asked: Input) -> Output:
        stack = self._stacks.find(asked["StackName"])
        resources = list(stack.resources.values())
        return page(
            "StackResourceSummaries", resources, lambda one: shapes.resource(stack, one), asked
        )

    def _stack_of(self, asked: Input) -> Stack:
        """The stack that is named, or the one that a resource is of."""
        if "StackName" in asked:
            return self._stacks.find(asked["StackName"])
        wanted = asked.get("PhysicalResourceId")
        for stack in self._stacks:
            if any(one.made.physical_id == wanted for one in stack.resources.values()):
                return stack
        raise invalid(f"Stack for {wanted} does not exist")
