"""Who signed a request."""

from dataclasses import dataclass

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends
from moto.sts.models import sts_backends

from sandbox.aws.asked import Asked
from sandbox.aws.errors import AwsError


@dataclass(frozen=True)
class AssumedRole:
    """A role of IAM that somebody acts as."""

    name: str
    session: str
    account: str
    role_arn: str
    """The role's own ARN, with its path."""
    policy: str | None = None
    """What the session may do at most; None for all that the role may."""

    @property
    def arn(self) -> str:
        """How AWS names the session in messages."""
        return f"arn:aws:sts::{self.account}:assumed-role/{self.name}/{self.session}"


def who_signed(asked: Asked) -> AssumedRole | None:
    """The role whose temporary credentials signed a request. None for the administrator.

    The signature itself is not computed anew.

    Raises:
        AwsError: The session token is not the one of the access key, or the role is gone.
    """
    sts = sts_backends[DEFAULT_ACCOUNT_ID]["aws"]
    found = sts.get_assumed_role_from_access_key(asked.access_key)
    if found is None:
        return None
    name = found.role_arn.rpartition("/")[2]
    roles = {role.name for role in iam_backends[found.account_id]["aws"].roles.values()}
    if asked.token != found.session_token or name not in roles:
        json = asked.protocol in ("json", "rest-json")
        raise AwsError(
            "UnrecognizedClientException" if json else "InvalidClientTokenId",
            "The security token included in the request is invalid.",
            status=403,
        )
    policy = found.policy or None
    return AssumedRole(name, found.session_name, found.account_id, found.role_arn, policy)
