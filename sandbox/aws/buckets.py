"""The policies of buckets, with their conditions, which moto leaves out."""

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket

from sandbox.aws.errors import NotSupported
from sandbox.aws.permissions.statements import Statement, statements_of

# The endpoint of the sandbox is not AWS's, which is always asked over TLS.
_CONTEXT = {"aws:securetransport": ("true",)}


def install() -> None:
    """Mend moto's buckets, in every moto of this process. Doing it again changes nothing."""
    FakeBucket.get_permission = _get_permission  # type: ignore[method-assign, assignment]


def _get_permission(bucket: FakeBucket, action: str, resource: str) -> PermissionResult:
    """What a bucket's policy says to the administrator: roles may not ask S3 for anything here."""
    said = [
        statement.allows
        for statement in (statements_of(bucket.policy.decode()) if bucket.policy else [])
        if _speaks_of_everyone(statement) and statement.applies(action, resource, _CONTEXT)
    ]
    if not said:
        return PermissionResult.NEUTRAL
    return PermissionResult.PERMITTED if all(said) else PermissionResult.DENIED


def _speaks_of_everyone(statement: Statement) -> bool:
    if set(statement.principals) == {"Service"}:
        return False
    if not statement.names_principal("AWS", "*"):
        raise NotSupported("a bucket's policy that speaks of accounts or roles")
    return True
