"""Stack policies: what updates may not do to the resources of a stack.

Source: CloudFormation User Guide, "Prevent updates to stack resources". Without a policy everything
may be updated; with one, only what it allows.
"""

import json

from sandbox.aws.cloudformation.template import invalid
from sandbox.aws.errors import NotSupported
from sandbox.aws.permissions.statements import Statement, statements_of

_ACTIONS = {"Update:Modify", "Update:Replace", "Update:Delete", "Update:*"}


def check(policy: str) -> None:
    """Check the text of a policy.

    Raises:
        AwsError: `ValidationError`, when it is none.
        NotSupported: An element that would be ignored.
    """
    try:
        document = json.loads(policy)
    except ValueError as error:
        raise invalid(f"Error validating stack policy: Invalid stack policy ({error})") from error
    if not isinstance(document, dict) or not document.get("Statement"):
        raise invalid("Error validating stack policy: Invalid stack policy")
    for statement in statements_of(document):
        if unknown := {*statement.actions, *statement.not_actions} - _ACTIONS:
            raise invalid(f"Error validating stack policy: Invalid action {sorted(unknown)[0]}")
        if not statement.names_principal("AWS", "*"):
            raise NotSupported("a stack policy with another Principal than *")


def require_allowed(policy: str | None, action: str, logical_id: str, type_name: str) -> None:
    """Let an update do something to a resource, or refuse it.

    Args:
        policy: The stack's policy, if it has one.
        action: `Update:Modify`, `Update:Replace` or `Update:Delete`.
        logical_id: The resource.
        type_name: Its type, which conditions may name.

    Raises:
        AwsError: `ValidationError`.
    """
    if policy is None:
        return
    resource, context = f"LogicalResourceId/{logical_id}", {"resourcetype": (type_name,)}

    def speaks(statement: Statement) -> bool:
        return statement.applies(action, resource, context)

    said = [statement.allows for statement in statements_of(policy) if speaks(statement)]
    if not said or not all(said):
        raise invalid(
            f"Action denied by stack policy: it does not allow [{action}] for resource [{resource}]"
        )
