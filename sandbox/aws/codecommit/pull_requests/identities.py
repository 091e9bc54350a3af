"""Whether an ARN is of somebody in the account."""

import re

from moto.iam.models import iam_backends

from sandbox.aws.codecommit.errors import codecommit_error

_IDENTITY = re.compile(
    r"arn:aws[\w-]*:(?:iam|sts)::(?P<account>\d{12}):(?P<kind>root|\w[\w-]*)(?:/(?P<name>.+))?"
)


def check_identity(arn: str, account: str, *, invalid: str, missing: str) -> None:
    """Make sure that an ARN is of the account itself, a user, or a session of a role.

    Args:
        arn: As in the request.
        account: The account that is asked.
        invalid: The error for what is no ARN of an identity.
        missing: The error for nobody.

    Raises:
        AwsError: One of the two.
    """
    found = _IDENTITY.fullmatch(arn)
    if found is None:
        raise codecommit_error(invalid, f"{arn} is not the ARN of a user")
    if found["account"] != account or not _exists(account, found["kind"], found["name"] or ""):
        raise codecommit_error(missing, f"{arn} does not exist")


def _exists(account: str, kind: str, name: str) -> bool:
    iam = iam_backends[account]["aws"]
    if kind == "user":
        return name.rpartition("/")[2] in iam.users
    if kind == "assumed-role":
        return name.partition("/")[0] in {role.name for role in iam.roles.values()}
    return kind == "root"
