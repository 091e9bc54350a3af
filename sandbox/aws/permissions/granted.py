"""What a role's policies grant, as a set to compare with what its code calls."""

from collections.abc import Iterable, Mapping
from typing import Any

from sandbox.aws.errors import NotSupported
from sandbox.aws.permissions.statements import statements_of


def granted_actions(policies: Iterable[str | Mapping[str, Any]]) -> set[tuple[str, str]]:
    """Every pair of an action and a resource pattern that policy documents allow.

    Args:
        policies: Policy documents, as text or as data.

    Returns:
        Pairs such as `("codecommit:GetFile", "arn:aws:codecommit:us-east-1:123456789012:infra")`.
        Actions and resources are as written, wildcards included.

    Raises:
        NotSupported: A statement that denies, or that names what it does not mean (`NotAction`):
            what is granted cannot be said by listing then.
    """
    granted = set()
    for policy in policies:
        for statement in statements_of(policy):
            if not statement.allows or statement.not_actions or statement.not_resources:
                raise NotSupported("the listing of policies with Deny, NotAction or NotResource")
            granted |= {
                (action, resource)
                for action in statement.actions
                for resource in statement.resources
            }
    return granted
