"""Who signed a request."""

from dataclasses import dataclass

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.sts.models import sts_backends


@dataclass(frozen=True)
class AssumedRole:
    """A role of IAM that somebody acts as."""

    name: str
    session: str
    account: str
    role_arn: str
    """The role's own ARN, with its path."""

    @property
    def arn(self) -> str:
        """How AWS names the session in messages."""
        return f"arn:aws:sts::{self.account}:assumed-role/{self.name}/{self.session}"


def who_signed(access_key: str) -> AssumedRole | None:
    """The role whose temporary credentials an access key belongs to. None for the administrator."""
    found = sts_backends[DEFAULT_ACCOUNT_ID]["aws"].get_assumed_role_from_access_key(access_key)
    if found is None:
        return None
    name = found.role_arn.rpartition("/")[2]
    return AssumedRole(name, found.session_name, found.account_id, found.role_arn)
