"""Permissions boundaries: moto takes those that do not exist, AWS does not."""

from collections.abc import Callable
from functools import wraps

from moto.core.responses import ActionResult
from moto.iam.responses import IamResponse

type Operation = Callable[[IamResponse], ActionResult]


def install() -> None:
    """Mend moto's roles, in every moto of this process. Doing it again changes nothing."""
    if not hasattr(IamResponse.create_role, "__wrapped__"):
        IamResponse.create_role = _checking(IamResponse.create_role)  # type: ignore[method-assign, assignment]
        IamResponse.put_role_permissions_boundary = _checking(  # type: ignore[method-assign, assignment]
            IamResponse.put_role_permissions_boundary
        )


def _checking(operation: Operation) -> Operation:
    @wraps(operation)
    def checking(response: IamResponse) -> ActionResult:
        if boundary := response._get_param("PermissionsBoundary"):
            response.backend.get_policy(boundary)
        return operation(response)

    return checking
