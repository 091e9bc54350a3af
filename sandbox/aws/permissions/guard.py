"""Whether a role may do what it asks."""

from sandbox.aws.asked import Asked
from sandbox.aws.errors import AwsError
from sandbox.aws.permissions.decision import refusal
from sandbox.aws.permissions.needs import needs_of
from sandbox.aws.permissions.roles import policies_of
from sandbox.aws.principals import AssumedRole

# The services that answer `AccessDenied`; the others answer `AccessDeniedException`.
_SHORT_CODE = ("events", "iam", "monitoring", "s3", "sns", "sqs", "sts")


def authorise(asked: Asked, role: AssumedRole) -> str:
    """Let a request of a role pass, or refuse it.

    Returns:
        The ARN that it asks about; `*` when it is about none.

    Raises:
        AwsError: `AccessDenied` or `AccessDeniedException`, whichever the service answers.
        NotSupported: An operation whose permissions are not known here.
    """
    needed = needs_of(asked, role)
    policies = policies_of(role.name, role.account, session_policy=role.policy)
    for one in needed:
        if reason := refusal(policies, one):
            raise AwsError(
                "AccessDenied" if asked.service in _SHORT_CODE else "AccessDeniedException",
                f"User: {role.arn} is not authorized to perform: {one.action} on resource: "
                f"{one.resource} {reason}",
                status=400 if asked.protocol == "json" else 403,
            )
    return needed[0].resource if needed else "*"
