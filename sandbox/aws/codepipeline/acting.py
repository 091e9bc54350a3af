"""The roles that a pipeline acts as: clients with a role's rights, and rights that no API asks for.

Every request is signed with temporary credentials of the role, goes over the network and is asked
by the permission guard, like those of functions.
"""

from collections.abc import Mapping
from functools import cache
from threading import Lock
from typing import Any

import botocore.session
from botocore.config import Config
from moto.iam.exceptions import NotFoundException
from moto.iam.models import iam_backends

from sandbox.aws.codepipeline.errors import ActionFailed
from sandbox.aws.functions.runtime.role_clients import Credentials, assume
from sandbox.aws.permissions.decision import Needed, refusal
from sandbox.aws.permissions.roles import policies_of
from sandbox.aws.permissions.statements import statements_of
from sandbox.request_log import Request, RequestLog

SERVICE = "codepipeline.amazonaws.com"
_making = Lock()


class ActingRole:
    """A role that somebody acts as, for one session."""

    def __init__(self, arn: str, session: str, region: str, url: str, log: RequestLog) -> None:
        """Assume the role.

        Args:
            arn: The role.
            session: The session's name.
            region: Where.
            url: The local AWS.
            log: Where rights that no API asks for are written down.
        """
        self.arn, self.region, self.url, self._session, self._log = arn, region, url, session, log
        self.credentials: Credentials = assume(arn, session, region)
        self.account = arn.split(":")[4]

    def another(self, arn: str, session: str) -> "ActingRole":
        """Another role of the same account, for another session."""
        return ActingRole(arn, session, self.region, self.url, self._log)

    def client(self, service: str) -> Any:
        """A client of a service, with the role's rights."""
        with _making:  # botocore's sessions may be shared, but not while they make a client
            return _session().create_client(
                service,
                region_name=self.region,
                endpoint_url=self.url,
                aws_access_key_id=self.credentials.access_key_id,
                aws_secret_access_key=self.credentials.secret_access_key,
                aws_session_token=self.credentials.session_token,
                config=Config(
                    proxies={},
                    retries={"total_max_attempts": 2, "mode": "standard"},
                    s3={"addressing_style": "path"},
                ),
            )

    def may(
        self, action: str, resource: str, keys: Mapping[str, tuple[str, ...]] | None = None
    ) -> str | None:
        """Ask for a right that no API of its own asks for, and write it down as a request.

        Args:
            action: Such as `codecommit:UploadArchive`.
            resource: An ARN.
            keys: Condition keys beyond those that every request has.

        Returns:
            Why not, in AWS's words; None when it may.
        """
        needed = Needed(action, resource, {**self._common_keys(), **(keys or {})})
        name = self.arn.rpartition("/")[2]
        reason = refusal(policies_of(name, self.account), needed)
        service, _, operation = action.partition(":")
        status = 403 if reason else 200
        self._log.append(Request(service, operation, name, status, 0, 0, resource))
        if reason is None:
            return None
        who = f"arn:aws:sts::{self.account}:assumed-role/{name}/{self._session}"
        return (
            f"User: {who} is not authorized to perform: {action} on resource: {resource} {reason}"
        )

    def require(
        self, action: str, resource: str, keys: Mapping[str, tuple[str, ...]] | None = None
    ) -> None:
        """Ask for such a right.

        Raises:
            ActionFailed: `PermissionError`.
        """
        if reason := self.may(action, resource, keys):
            raise ActionFailed(reason, "PermissionError")

    def _common_keys(self) -> dict[str, tuple[str, ...]]:
        return {
            "aws:principalaccount": (self.account,),
            "aws:principalarn": (self.arn,),
            "aws:requestedregion": (self.region,),
            "aws:resourceaccount": (self.account,),
            "aws:securetransport": ("true",),
            "aws:sourceaccount": (),
            "aws:sourcearn": (),
        }


def trusts(
    role_arn: str, kind: str, principals: tuple[str, ...], source_arn: str | None = None
) -> bool:
    """Whether a role is there and lets somebody assume it.

    Args:
        role_arn: The role.
        kind: `Service` or `AWS`.
        principals: The names under which somebody may be trusted.
        source_arn: What a service assumes it for: `aws:SourceArn`.

    Raises:
        NotSupported: A condition of its trust policy that is not known here.
    """
    account = role_arn.split(":")[4]
    try:
        role = iam_backends[account]["aws"].get_role_by_arn(role_arn)
    except NotFoundException:
        return False
    context = {
        "aws:sourceaccount": (account,),
        "aws:sourcearn": () if source_arn is None else (source_arn,),
    }
    said = [
        statement.allows
        for statement in statements_of(role.assume_role_policy_document)
        if any(statement.names_principal(kind, name) for name in principals)
        and statement.applies("sts:AssumeRole", role_arn, context)
    ]
    return bool(said) and all(said)


@cache
def _session() -> Any:
    return botocore.session.Session()
