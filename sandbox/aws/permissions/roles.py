"""The policies of a role, as IAM keeps them."""

from moto.iam.models import ManagedPolicy, iam_backends

from sandbox.aws.permissions.decision import RolePolicies
from sandbox.aws.permissions.statements import Statement, statements_of


def policies_of(role_name: str, account: str, *, session_policy: str | None = None) -> RolePolicies:
    """What a role may do, and a session of it that has a policy of its own."""
    iam = iam_backends[account]["aws"]
    role = iam.get_role(role_name)
    attached = [_document(policy) for policy in role.managed_policies.values()]
    boundary = role.permissions_boundary_arn
    return RolePolicies(
        _statements([*role.policies.values(), *attached]),
        _statements([_document(iam.get_policy(boundary))]) if boundary else None,
        _statements([session_policy]) if session_policy else None,
    )


def _document(policy: ManagedPolicy) -> str:
    return next(
        version.document
        for version in policy.versions
        if version.version_id == policy.default_version_id
    )


def _statements(documents: list[str]) -> list[Statement]:
    return [statement for document in documents for statement in statements_of(document)]
