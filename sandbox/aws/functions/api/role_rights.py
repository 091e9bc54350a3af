"""Whether an execution role may do what Lambda needs it to."""

from sandbox.aws.errors import AwsError
from sandbox.aws.permissions.decision import Needed, refusal
from sandbox.aws.permissions.roles import policies_of


def may(role_arn: str, action: str, resource_arn: str) -> bool:
    """Whether a role's policies allow an action.

    Args:
        role_arn: The role.
        action: Such as `sqs:ReceiveMessage`.
        resource_arn: On what.

    Raises:
        NotSupported: A policy that speaks of the action has something that is not known here.
    """
    region, account = resource_arn.split(":")[3:5]
    context = {
        "aws:principalaccount": (account,),
        "aws:principalarn": (role_arn,),
        "aws:requestedregion": (region,),
        "aws:resourceaccount": (account,),
        "aws:securetransport": ("true",),
    }
    try:
        policies = policies_of(role_arn.rpartition("/")[2], role_arn.split(":")[4])
    except AwsError:
        return False  # The role is gone.
    return refusal(policies, Needed(action, resource_arn, context)) is None
