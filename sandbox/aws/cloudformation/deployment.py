"""Making a stack what it is wanted to be, or what it was before."""

import json
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from sandbox.aws.cloudformation import references, schemas
from sandbox.aws.cloudformation.changes import changed_properties
from sandbox.aws.cloudformation.deletion import delete_resource
from sandbox.aws.cloudformation.outputs import outputs_of
from sandbox.aws.cloudformation.properties import Properties, resolved
from sandbox.aws.cloudformation.resource_type import Account, ResourceType
from sandbox.aws.cloudformation.resource_types import RESOURCE_TYPES
from sandbox.aws.cloudformation.stack import Deployed, Stack, StackResource
from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.cloudformation.wanted import Wanted
from sandbox.aws.errors import AwsError, NotSupported

_EXPECTED = (ClientError, BotoCoreError, AwsError, NotSupported, schemas.PropertiesInvalid)


@dataclass(frozen=True)
class _Done:
    """One step that a rollback undoes."""

    after: StackResource
    before: StackResource | None


class ResourceFailed(Exception):
    """A resource could not be made or changed; the events say why."""


class Deployment:
    """One creation or update of a stack."""

    def __init__(self, stack: Stack, wanted: Wanted, account: Account) -> None:
        self._stack, self._wanted, self._account = stack, wanted, account
        self._creating = stack.status in ("REVIEW_IN_PROGRESS", "CREATE_IN_PROGRESS")
        self._done: list[_Done] = []
        self._scope = wanted.scope(
            lambda name: stack.resources[name].made.physical_id,
            lambda name, key: stack.resources[name].made.attributes[key],
        )

    def run(self) -> None:
        """Make every resource, or leave the stack as it was."""
        kind = "CREATE" if self._creating else "UPDATE"
        if self._stack.status != f"{kind}_IN_PROGRESS":
            self._stack.note(f"{kind}_IN_PROGRESS", "User Initiated")
        try:
            for name in references.in_order(self._wanted.resources):
                self._deploy(name)
            outputs = outputs_of(self._wanted.chosen, self._scope)
        except ResourceFailed as error:
            self._roll_back(str(error))
        except AwsError as error:
            self._roll_back(error.message)
        else:
            self._finish(kind, outputs)

    def _finish(self, kind: str, outputs: Any) -> None:
        if kind == "UPDATE":
            self._stack.note("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
            self._clean_up()
        wanted = self._wanted
        self._stack.deployed = Deployed(
            wanted.text,
            wanted.processed,
            wanted.parameters,
            wanted.tags,
            wanted.capabilities,
            tuple(outputs),
        )
        self._stack.note(f"{kind}_COMPLETE")

    def _deploy(self, name: str) -> None:
        definition, before = self._wanted.resources[name], self._stack.resources.get(name)
        doing = "CREATE" if before is None else "UPDATE"
        try:
            properties = resolved(definition, self._scope, self._wanted.tags)
            if before is not None and not changed_properties(before, properties):
                self._stack.resources[name] = replace(before, definition=definition)
                return
            self._note(name, f"{doing}_IN_PROGRESS")
            schemas.check(definition["Type"], properties)
            after = self._make_or_change(definition, properties, before, name)
        except _EXPECTED as error:
            self._note(name, f"{doing}_FAILED", reason=_reason(name, error))
            raise ResourceFailed(name) from error
        self._stack.resources[name] = after
        if before is None or before.made.physical_id != after.made.physical_id:
            self._done.append(_Done(after, before))
        self._note(name, f"{doing}_COMPLETE", physical_id=after.made.physical_id)

    def _make_or_change(
        self,
        definition: Mapping[str, Any],
        properties: Properties,
        before: StackResource | None,
        name: str,
    ) -> StackResource:
        kind = RESOURCE_TYPES[definition["Type"]]
        if before is None or _is_replaced(before, properties):
            _require_new_name(kind.named_by, properties, before)
            given = properties.get(kind.named_by) if kind.named_by else None
            made = kind.create(self._account, given or self._generated_name(name, kind), properties)
            return StackResource(name, kind.name, made, properties, definition)
        # Written down first: an update that fails halfway is undone like one that succeeded.
        attempted = StackResource(name, kind.name, before.made, properties, definition)
        self._done.append(_Done(attempted, before))
        made = kind.update(self._account, before.made, properties, before.properties)
        return replace(attempted, made=made)

    def _generated_name(self, name: str, kind: ResourceType) -> str:
        suffix = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(12))
        ending = f"-{name}-{suffix}"[-kind.longest_name :]
        full = f"{self._stack.name[: kind.longest_name - len(ending)]}{ending}"
        return full.lower() if kind.lower_case else full

    def _clean_up(self) -> None:
        """Remove what was replaced and what the template does not have any more."""
        replaced = [
            done.before
            for done in self._done
            if done.before and done.before.made.physical_id != done.after.made.physical_id
        ]
        gone = [
            self._stack.resources.pop(name)
            for name in list(self._stack.resources)
            if name not in self._wanted.resources
        ]
        order = references.in_order({one.logical_id: one.definition for one in gone})
        gone.sort(key=lambda one: order.index(one.logical_id), reverse=True)
        for resource in replaced:
            delete_resource(self._stack, resource, self._account, policy="UpdateReplacePolicy")
        for resource in gone:
            delete_resource(self._stack, resource, self._account, policy="DeletionPolicy")

    def _roll_back(self, failed: str) -> None:
        prefix = "" if self._creating else "UPDATE_"
        doing = "create" if self._creating else "update"
        self._stack.note(
            f"{prefix}ROLLBACK_IN_PROGRESS",
            f"The following resource(s) failed to {doing}: [{failed}].",
        )
        failures = [done for done in reversed(self._done) if not self._undo(done)]
        self._stack.note(f"{prefix}ROLLBACK_{'FAILED' if failures else 'COMPLETE'}")

    def _undo(self, done: _Done) -> bool:
        after, before = done.after, done.before
        if before is None:
            del self._stack.resources[after.logical_id]
            return delete_resource(self._stack, after, self._account)
        self._stack.resources[after.logical_id] = before
        if before.made.physical_id != after.made.physical_id:
            return delete_resource(self._stack, after, self._account)
        try:
            RESOURCE_TYPES[after.type_name].update(
                self._account, before.made, before.properties, after.properties
            )
        except _EXPECTED as error:
            reason = _reason(after.logical_id, error)
            self._note(after.logical_id, "UPDATE_FAILED", reason=reason)
            return False
        self._note(after.logical_id, "UPDATE_COMPLETE", physical_id=before.made.physical_id)
        return True

    def _note(
        self, name: str, status: str, *, physical_id: str = "", reason: str | None = None
    ) -> None:
        before = self._stack.resources.get(name)
        self._stack.note_resource(
            name,
            before.type_name if before else self._wanted.resources[name]["Type"],
            status,
            physical_id=physical_id or (before.made.physical_id if before else ""),
            reason=reason,
        )


def _is_replaced(before: StackResource, properties: Properties) -> bool:
    return any(
        schemas.replaces(before.type_name, key) for key in changed_properties(before, properties)
    )


def _require_new_name(
    key: str | None, properties: Properties, before: StackResource | None
) -> None:
    if before and key and key in properties and before.properties.get(key) == properties[key]:
        raise invalid(
            "CloudFormation cannot update a stack when a custom-named resource requires "
            f"replacing. Rename {properties[key]} and update the stack again."
        )


def _reason(name: str, error: Exception) -> str:
    """What CloudFormation writes beside a resource that failed."""
    if isinstance(error, schemas.PropertiesInvalid):
        return f"Properties validation failed for resource {name} with message:\n{error}"
    if isinstance(error, ClientError):
        answer = error.response
        return (
            f"Resource handler returned message: {json.dumps(answer['Error']['Message'])} "
            f"(Service: {error.operation_name}, Status Code: "
            f"{answer['ResponseMetadata']['HTTPStatusCode']}, HandlerErrorCode: "
            f"{answer['Error']['Code']})"
        )
    return str(error)
