"""Functions that a service of AWS invokes, if their policies let it."""

from sandbox.aws.functions.api.function import Function
from sandbox.aws.functions.api.store import stores
from sandbox.aws.functions.service import Functions
from sandbox.aws.permissions.statements import statements_of


def invoke_as_service(
    functions: Functions, service: str, source_arn: str, function_arn: str, event: str
) -> str | None:
    """Invoke a function in the background as a service of AWS would.

    Args:
        functions: What runs functions.
        service: The service's principal, such as `events.amazonaws.com`.
        source_arn: What the service does it for: `aws:SourceArn`.
        function_arn: The function.
        event: What it gets, as JSON.

    Returns:
        None when it will run, otherwise EventBridge's code for the reason.
    """
    _, _, _, region, account, _, name, *_ = function_arn.split(":")
    function = stores[account][region].functions.get(name)
    if function is None:
        return "NO_RESOURCE"
    if not _lets_in(function, service, source_arn):
        return "NO_PERMISSIONS"
    functions.invoke_later(function, event.encode())
    return None


def _lets_in(function: Function, service: str, source_arn: str) -> bool:
    context = {"aws:sourceaccount": (source_arn.split(":")[4],), "aws:sourcearn": (source_arn,)}
    said = [
        statement.allows
        for statement in statements_of({"Statement": list(function.statements)})
        if statement.names_principal("Service", service)
        and statement.applies("lambda:InvokeFunction", function.arn, context)
    ]
    return bool(said) and all(said)
