"""Whether policies allow an action.

Source: IAM User Guide, "Policy evaluation logic".
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sandbox.aws.permissions.conditions import Context
from sandbox.aws.permissions.statements import Statement


@dataclass(frozen=True)
class Needed:
    """One permission that a request needs."""

    action: str
    resource: str
    context: Context
    owners: Sequence[Statement] | None = None
    """What the policy of another account's resource says of who asks. None in the own account."""


@dataclass(frozen=True)
class RolePolicies:
    """What is said about a role."""

    identity: Sequence[Statement]
    """Of its inline and its attached policies."""
    boundary: Sequence[Statement] | None = None
    """Of its permissions boundary. None without one."""
    session: Sequence[Statement] | None = None
    """Of the session that asks. None when it has no policy of its own."""


def refusal(policies: RolePolicies, needed: Needed) -> str | None:
    """Why a permission is not given, in AWS's words. None when it is.

    Raises:
        NotSupported: Something in a policy that speaks of the action is not known here.
    """
    if _says(policies.identity, needed, allows=False):
        return "with an explicit deny in an identity-based policy"
    if needed.owners is not None:
        if _says(needed.owners, needed, allows=False):
            return "with an explicit deny in a resource-based policy"
        if not _says(needed.owners, needed, allows=True):
            return f"because no resource-based policy allows the {needed.action} action"
    limits = {"permissions boundary": policies.boundary, "session policy": policies.session}
    for kind, statements in limits.items():
        if statements is not None and (reason := _outside(kind, statements, needed)):
            return reason
    if not _says(policies.identity, needed, allows=True):
        return f"because no identity-based policy allows the {needed.action} action"
    return None


def _outside(kind: str, statements: Sequence[Statement], needed: Needed) -> str | None:
    """Why a permission is beyond what limits a role."""
    if _says(statements, needed, allows=False):
        return f"with an explicit deny in a {kind}"
    if not _says(statements, needed, allows=True):
        return f"because no {kind} allows the {needed.action} action"
    return None


def _says(statements: Sequence[Statement], needed: Needed, *, allows: bool) -> bool:
    return any(
        statement.applies(needed.action, needed.resource, needed.context)
        for statement in statements
        if statement.allows == allows
    )
