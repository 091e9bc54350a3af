"""Making a stack what it is wanted to be, or leaving it as it was."""

from collections.abc import Sequence
from dataclasses import replace

from sandbox.aws.cloudformation import references, schemas, stack_policy
from sandbox.aws.cloudformation.changes import changed_properties, requires_replacement
from sandbox.aws.cloudformation.deletion import delete_resource, delete_stack
from sandbox.aws.cloudformation.failures import EXPECTED, ResourceFailed, reason_of
from sandbox.aws.cloudformation.handler_reads import read_as_handler
from sandbox.aws.cloudformation.outputs import outputs_of
from sandbox.aws.cloudformation.physical_names import name_for
from sandbox.aws.cloudformation.properties import Properties, resolved
from sandbox.aws.cloudformation.resource_type import Account
from sandbox.aws.cloudformation.resource_types import RESOURCE_TYPES
from sandbox.aws.cloudformation.rollback import Step, undo_creation, undo_update
from sandbox.aws.cloudformation.stack import (
    Deployed,
    Output,
    Stack,
    StackResource,
    attribute_of,
)
from sandbox.aws.cloudformation.wanted import Wanted
from sandbox.aws.errors import AwsError

_REPLACES = "Requested update requires the creation of a new physical resource; hence creating one."


class Deployment:
    """One creation or update of a stack, whose status says which."""

    def __init__(self, stack: Stack, wanted: Wanted, account: Account) -> None:
        self._stack, self._wanted, self._account = stack, wanted, account
        self._creating = stack.status == "CREATE_IN_PROGRESS"
        self._before = dict(stack.resources)
        self._steps: list[Step] = []
        self._scope = wanted.scope(
            lambda name: stack.resources[name].made.physical_id,
            lambda name, key: attribute_of(stack.resources[name], key),
        )

    def run(self) -> str | None:
        """Make every resource, in the order in which they need each other.

        Returns:
            Why that failed and was undone. None when it is done.
        """
        if self._creating:
            self._stack.deployed = self._deployed(())
        try:
            for name in sorted(self._before.keys() - self._wanted.resources.keys()):
                self._permit("Update:Delete", name)
            for name in references.in_order(self._wanted.resources):
                self._deploy(name)
            outputs = outputs_of(self._wanted.chosen, self._scope)
        except ResourceFailed as error:
            return self._failed(str(error))
        except AwsError as error:
            return self._failed(error.message)
        self._finish(outputs)
        return None

    def _deploy(self, name: str) -> None:
        definition, before = self._wanted.resources[name], self._before.get(name)
        doing = "UPDATE" if before else "CREATE"
        try:
            properties = resolved(definition, self._scope, self._wanted.tags)
            kind = RESOURCE_TYPES[definition["Type"]]
            if before and not kind.looks_inside and not changed_properties(before, properties):
                self._stack.resources[name] = replace(before, definition=definition)
                return
            replaces = before and requires_replacement(before, properties)
            self._note(name, f"{doing}_IN_PROGRESS", _REPLACES if replaces else None)
            schemas.check(definition["Type"], properties)
            after = self._changed(name, properties) if before else self._made(name, properties)
        except EXPECTED as error:
            self._note(name, f"{doing}_FAILED", reason_of(name, error))
            raise ResourceFailed(
                f"The following resource(s) failed to {doing.lower()}: [{name}]."
            ) from error
        self._stack.resources[name] = after
        self._note(name, f"{doing}_COMPLETE")

    def _changed(self, name: str, properties: Properties) -> StackResource:
        before = self._before[name]
        replaces = requires_replacement(before, properties)
        self._permit("Update:Replace" if replaces else "Update:Modify", name)
        if replaces:
            return self._made(name, properties)
        after = replace(before, properties=properties, definition=self._wanted.resources[name])
        # Written down first: an update that fails halfway is undone like one that succeeded.
        self._steps.append(Step(after, before))
        made = RESOURCE_TYPES[before.type_name].update(
            self._account, before.made, properties, before.properties
        )
        read_as_handler(self._account, before.type_name, "update", made)
        return replace(after, made=made)

    def _permit(self, action: str, name: str) -> None:
        policy = self._stack.manner.policy or self._stack.policy
        stack_policy.require_allowed(policy, action, name, self._before[name].type_name)

    def _made(self, name: str, properties: Properties) -> StackResource:
        definition, before = self._wanted.resources[name], self._before.get(name)
        kind = RESOURCE_TYPES[definition["Type"]]
        physical_name = name_for(self._stack.name, name, kind, properties, before)
        made = kind.create(self._account, physical_name, properties)
        after = StackResource(name, kind.name, made, properties, definition)
        self._steps.append(Step(after, before))
        read_as_handler(self._account, kind.name, "create", made)
        return after

    def _finish(self, outputs: Sequence[Output]) -> None:
        if not self._creating:
            self._stack.note("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
            self._clean_up()
        if not self._creating:
            self._stack.deployed_before = self._stack.deployed
        self._stack.deployed = self._deployed(outputs)
        self._stack.note("CREATE_COMPLETE" if self._creating else "UPDATE_COMPLETE")

    def _deployed(self, outputs: Sequence[Output]) -> Deployed:
        wanted = self._wanted
        return Deployed(
            wanted.text,
            wanted.processed,
            wanted.parameters,
            wanted.tags,
            wanted.capabilities,
            tuple(outputs),
        )

    def _clean_up(self) -> None:
        """Remove what was replaced and what the template does not have any more."""
        for step in self._steps:
            if step.before and step.replaces:
                self._delete(step.before, "UpdateReplacePolicy")
        gone = {
            name: self._stack.resources.pop(name)
            for name in self._before
            if name not in self._wanted.resources
        }
        order = references.in_order({name: one.definition for name, one in gone.items()})
        for name in reversed(order):
            self._delete(gone[name], "DeletionPolicy")

    def _delete(self, resource: StackResource, policy: str) -> None:
        delete_resource(self._stack, resource, self._account, policy=policy)

    def _failed(self, reason: str) -> str:
        on_failure = self._stack.manner.on_failure
        if not self._creating:
            undo_update(self._stack, self._steps, self._before, self._account, reason)
        elif on_failure == "DO_NOTHING":
            self._stack.note("CREATE_FAILED", reason)
        elif on_failure == "DELETE":
            delete_stack(self._stack, self._account, reason=reason)
        else:
            undo_creation(self._stack, self._steps, self._account, reason)
        return reason

    def _note(self, name: str, status: str, reason: str | None = None) -> None:
        known = self._stack.resources.get(name)
        self._stack.note_resource(
            name,
            self._wanted.resources[name]["Type"],
            status,
            physical_id=known.made.physical_id if known else "",
            reason=reason,
        )
