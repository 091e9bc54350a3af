"""Tags of functions and mappings."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sandbox.aws.functions.api.call import Call


def list_tags(call: Call) -> dict[str, Any]:
    """ListTags."""
    return {"Tags": dict(_tags(call))}


def tag(call: Call) -> dict[str, Any]:
    """TagResource."""
    with call.store.lock:
        _keep(call, {**_tags(call), **call.parameters["Tags"]})
    return {}


def untag(call: Call) -> dict[str, Any]:
    """UntagResource."""
    gone = set(call.parameters["TagKeys"])
    with call.store.lock:
        _keep(call, {key: value for key, value in _tags(call).items() if key not in gone})
    return {}


def _tags(call: Call) -> Mapping[str, str]:
    arn = call.parameters["Resource"]
    if ":event-source-mapping:" in arn:
        return call.store.mapping(arn.rpartition(":")[2]).tags
    return call.store.function(arn).tags


def _keep(call: Call, tags: Mapping[str, str]) -> None:
    arn, store = call.parameters["Resource"], call.store
    if ":event-source-mapping:" in arn:
        mapping = store.mapping(arn.rpartition(":")[2])
        store.mappings[mapping.id] = replace(mapping, tags=tags)
    else:
        function = store.function(arn)
        store.functions[function.name] = replace(function, tags=tags)
