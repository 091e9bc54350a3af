"""A request of a role, and the permissions that it may need."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.aws.asked import Asked
from sandbox.aws.permissions.conditions import Context
from sandbox.aws.permissions.decision import Needed
from sandbox.aws.principals import AssumedRole


@dataclass(frozen=True)
class AskedByRole:
    """One request."""

    asked: Asked
    role: AssumedRole

    @property
    def given(self) -> Mapping[str, Any]:
        """The operation's input."""
        return self.asked.parameters

    def arn(self, service: str, rest: str) -> str:
        """An ARN in the account and region that are asked."""
        return f"arn:aws:{service}:{self.asked.region}:{self.role.account}:{rest}"

    def need(
        self, action: str, resource: str, keys: Mapping[str, tuple[str, ...]] | None = None
    ) -> Needed:
        """A permission, under the conditions that every request has and these."""
        return Needed(action, resource, {**self._common_keys(), **(keys or {})})

    def _common_keys(self) -> Context:
        account = self.role.account
        return {
            "aws:principalaccount": (account,),
            "aws:principalarn": (self.role.role_arn,),
            "aws:requestedregion": (self.asked.region,),
            "aws:resourceaccount": (account,),
            # The endpoint of the sandbox is not AWS's, which is always asked over TLS.
            "aws:securetransport": ("true",),
            "aws:sourceaccount": (),
            "aws:sourcearn": (),
        }
