"""The operations on functions themselves."""

from dataclasses import replace
from typing import Any

from sandbox.aws.errors import AwsError, NotSupported
from sandbox.aws.functions.api import function_settings
from sandbox.aws.functions.api.call import Call
from sandbox.aws.functions.api.errors import check_range, conflict, invalid, not_found
from sandbox.aws.functions.api.function import Function, Logging
from sandbox.aws.functions.api.package import check_total_size, uploaded
from sandbox.aws.functions.api.store import check_qualifier, function_name

_ACCOUNT_CONCURRENCY = 1000


def create(call: Call) -> dict[str, Any]:
    """CreateFunction."""
    parameters, store = call.parameters, call.store
    name = function_name(parameters["FunctionName"])
    if "Runtime" not in parameters or "Handler" not in parameters:
        raise invalid(
            "Runtime and Handler are mandatory parameters for functions created with "
            "deployment packages."
        )
    if "ImageUri" in parameters["Code"]:
        raise NotSupported("functions from container images")
    settings = function_settings.read(parameters, name, store)
    with store.lock:
        if name in store.functions:
            raise conflict(f"Function already exist: {name}")
        function = Function(
            arn=store.arn("function", name),
            package=uploaded(parameters["Code"], store.account_id, store.region_name),
            tags=parameters.get("Tags") or {},
            **{"logging": Logging(f"/aws/lambda/{name}"), **settings},
        )
        _check_size(function)
        store.functions[name] = function
    return function.configuration()


def get(call: Call) -> dict[str, Any]:
    """GetFunction. The package's address is left out: nothing here serves it."""
    function = _latest(call)
    found: dict[str, Any] = {
        "Configuration": function.configuration(),
        "Code": {"RepositoryType": "S3"},
    }
    if function.tags:
        found["Tags"] = dict(function.tags)
    if function.reserved_concurrency is not None:
        found["Concurrency"] = {"ReservedConcurrentExecutions": function.reserved_concurrency}
    return found


def get_configuration(call: Call) -> dict[str, Any]:
    """GetFunctionConfiguration."""
    return _latest(call).configuration()


def get_url_config(call: Call) -> dict[str, Any]:
    """GetFunctionUrlConfig: no function has a URL here, and `sam remote invoke` asks."""
    raise not_found(f"The resource you requested does not exist: a URL of {call.function.name}")


def list_all(call: Call) -> dict[str, Any]:
    """ListFunctions, all on one page."""
    functions = sorted(call.store.functions.values(), key=lambda function: function.name)
    return {"Functions": [function.configuration() for function in functions]}


def update_code(call: Call) -> dict[str, Any]:
    """UpdateFunctionCode."""
    parameters, store = call.parameters, call.store
    if parameters.get("ImageUri") or parameters.get("Publish"):
        raise NotSupported("container images and versions of functions")
    changes = function_settings.read(
        {key: parameters[key] for key in ("Architectures",) if key in parameters}, "", store
    )
    changes["package"] = uploaded(parameters, store.account_id, store.region_name)
    return _change(call, changes, keep=not parameters.get("DryRun"))


def update_configuration(call: Call) -> dict[str, Any]:
    """UpdateFunctionConfiguration."""
    name = call.function.name
    return _change(call, function_settings.read(call.parameters, name, call.store))


def delete(call: Call) -> dict[str, Any]:
    """DeleteFunction. What it is doing, it finishes."""
    check_qualifier(call.parameters.get("Qualifier"))
    with call.store.lock:
        function = call.function
        del call.store.functions[function.name]
    call.host.deleted(function)
    return {}


def put_concurrency(call: Call) -> dict[str, Any]:
    """PutFunctionConcurrency."""
    reserved = call.parameters["ReservedConcurrentExecutions"]
    check_range(reserved, "reservedConcurrentExecutions", 0, _ACCOUNT_CONCURRENCY)
    with call.store.lock:
        changed = replace(call.function, reserved_concurrency=reserved)
        call.store.functions[changed.name] = changed
    return {"ReservedConcurrentExecutions": reserved}


def get_concurrency(call: Call) -> dict[str, Any]:
    """GetFunctionConcurrency."""
    reserved = call.function.reserved_concurrency
    return {} if reserved is None else {"ReservedConcurrentExecutions": reserved}


def delete_concurrency(call: Call) -> dict[str, Any]:
    """DeleteFunctionConcurrency."""
    with call.store.lock:
        changed = replace(call.function, reserved_concurrency=None)
        call.store.functions[changed.name] = changed
    return {}


def _latest(call: Call) -> Function:
    check_qualifier(call.parameters.get("Qualifier"))
    return call.function


def _change(call: Call, changes: dict[str, Any], *, keep: bool = True) -> dict[str, Any]:
    with call.store.lock:
        before = call.function
        if call.parameters.get("RevisionId", before.revision) != before.revision:
            raise AwsError(
                "PreconditionFailedException",
                "The Revision Id provided does not match the latest Revision Id. Call the "
                "GetFunction/GetAlias API to retrieve the latest Revision Id",
                status=412,
            )
        changed = before.revised(**changes)
        _check_size(changed)
        if keep:
            call.store.functions[changed.name] = changed
    return changed.configuration()


def _check_size(function: Function) -> None:
    check_total_size([function.package, *(layer.package for layer in function.layers)])
