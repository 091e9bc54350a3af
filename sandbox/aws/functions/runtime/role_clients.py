"""The execution role of a function, assumed: temporary credentials and clients that use them."""

from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

import botocore.session
from botocore.config import Config
from moto.sts.models import sts_backends
from moto.utilities.utils import get_partition

_making = Lock()
_LONGEST_SESSION_NAME = 64


@dataclass(frozen=True)
class Credentials:
    """Temporary credentials of a role."""

    access_key_id: str
    secret_access_key: str
    session_token: str


def assume(role_arn: str, session_name: str, region: str, *, policy: str = "") -> Credentials:
    """Assume a role as the Lambda service does, which `function_settings` checked that it trusts.

    Args:
        role_arn: The execution role.
        session_name: The function's name, as in AWS.
        region: Where.
        policy: What the session may do at most, as JSON; empty for all that the role may.
    """
    account = role_arn.split(":")[4]
    assumed = sts_backends[account][get_partition(region)].assume_role(
        region_name=region,
        role_session_name=session_name[:_LONGEST_SESSION_NAME],
        role_arn=role_arn,
        policy=policy,
        duration=3600,
        external_id="",
    )
    return Credentials(assumed.access_key_id, assumed.secret_access_key, assumed.session_token)


def client(service: str, credentials: Credentials, region: str, endpoint_url: str) -> Any:
    """A client of a service of the local AWS, with a role's rights."""
    with _making:  # botocore sessions may be shared, but not while they make a client
        return _session().create_client(
            service,
            region_name=region,
            endpoint_url=endpoint_url,
            aws_access_key_id=credentials.access_key_id,
            aws_secret_access_key=credentials.secret_access_key,
            aws_session_token=credentials.session_token,
            config=Config(
                proxies={},  # never what the environment names: this is the same machine
                retries={"total_max_attempts": 2, "mode": "standard"},
            ),
        )


@cache
def _session() -> Any:
    return botocore.session.Session()
