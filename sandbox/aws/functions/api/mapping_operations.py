"""The operations on event source mappings."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sandbox.aws.functions.api.call import Call
from sandbox.aws.functions.api.errors import check_one_of, invalid
from sandbox.aws.functions.api.mapping import Mapping
from sandbox.aws.functions.api.mapping_rules import check, check_new, check_source
from sandbox.aws.functions.api.store import function_name


def create(call: Call) -> dict[str, Any]:
    """CreateEventSourceMapping."""
    parameters, store = call.parameters, call.store
    if "EventSourceArn" not in parameters:
        raise invalid("Unrecognized event source.")
    if "StartingPosition" in parameters:
        raise invalid("StartingPosition is not valid for SQS event sources.")
    check_source(parameters["EventSourceArn"])
    with store.lock:
        mapping = Mapping(
            queue_arn=parameters["EventSourceArn"],
            function_arn=call.function.arn,
            tags=parameters.get("Tags") or {},
            **_fields(parameters),
        )
        check_new(call, mapping)
        check(mapping, call.function)
        store.mappings[mapping.id] = mapping
    call.host.mappings_changed()
    return mapping.configuration("Creating")


def get(call: Call) -> dict[str, Any]:
    """GetEventSourceMapping."""
    return call.store.mapping(call.parameters["UUID"]).configuration()


def list_all(call: Call) -> dict[str, Any]:
    """ListEventSourceMappings, all on one page."""
    queue, named = (call.parameters.get(key) for key in ("EventSourceArn", "FunctionName"))
    name = function_name(named) if named else None
    shown = [
        mapping.configuration()
        for mapping in call.store.mappings.values()
        if queue in (None, mapping.queue_arn) and name in (None, mapping.function_name)
    ]
    return {"EventSourceMappings": shown}


def update(call: Call) -> dict[str, Any]:
    """UpdateEventSourceMapping. A batch that is running is finished as it was begun."""
    parameters, store = call.parameters, call.store
    with store.lock:
        before = store.mapping(parameters["UUID"])
        changes = _fields(parameters)
        function = store.function(parameters.get("FunctionName", before.function_name))
        changes["function_arn"] = function.arn
        changed = replace(before, **changes, modified=datetime.now(UTC))
        check(changed, function)
        store.mappings[changed.id] = changed
    call.host.mappings_changed()
    return changed.configuration(_on_the_way(before, changed))


def delete(call: Call) -> dict[str, Any]:
    """DeleteEventSourceMapping. A batch that is running is finished."""
    with call.store.lock:
        mapping = call.store.mapping(call.parameters["UUID"])
        del call.store.mappings[mapping.id]
    call.host.mappings_changed()
    return mapping.configuration("Deleting")


def _fields(parameters: Any) -> dict[str, Any]:
    names = {
        "BatchSize": "batch_size",
        "Enabled": "enabled",
        "MaximumBatchingWindowInSeconds": "window",
    }
    fields = {field: parameters[name] for name, field in names.items() if name in parameters}
    for response_type in parameters.get("FunctionResponseTypes", ()):
        check_one_of(response_type, "functionResponseTypes", ["ReportBatchItemFailures"])
    if "FunctionResponseTypes" in parameters:
        fields["reports_failures"] = bool(parameters["FunctionResponseTypes"])
    if "ScalingConfig" in parameters:
        fields["maximum_concurrency"] = parameters["ScalingConfig"].get("MaximumConcurrency")
    return fields


def _on_the_way(before: Mapping, changed: Mapping) -> str:
    if before.enabled == changed.enabled:
        return "Updating"
    return "Enabling" if changed.enabled else "Disabling"
