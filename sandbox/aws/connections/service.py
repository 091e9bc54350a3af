"""Connections: made, completed, listed and deleted, and what is pushed through them."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.aws.errors import AwsError, NotSupported
from sandbox.git_moves import Move
from sandbox.git_repository import GitRepository
from sandbox.push_listeners import PushListeners

type Input = Mapping[str, Any]
type Output = dict[str, Any]
type Pushed = Callable[[str, str, GitRepository, Move], None]
"""Hears of a push: the connection's ARN, `owner/name`, the repository and what moved."""

SERVICES = ("codeconnections", "codestar-connections")
"""The service's name, and the one that it had before."""


class CodeHost(Protocol):
    """A git host that connections lead to."""

    def git_of(self, full_name: str) -> GitRepository | None:
        """The repository `owner/name`; None when there is none."""

    @property
    def pushes(self) -> PushListeners:
        """Who hears of what is pushed."""


@dataclass
class _Connection:
    arn: str
    name: str
    provider: str
    tags: dict[str, str] = field(default_factory=dict)
    host: CodeHost | None = None

    def described(self, account: str) -> Output:
        return {
            "ConnectionArn": self.arn,
            "ConnectionName": self.name,
            "ConnectionStatus": "PENDING" if self.host is None else "AVAILABLE",
            "OwnerAccountId": account,
            "ProviderType": self.provider,
        }


class Connections:
    """The connections of an account and region."""

    def __init__(self, account: str, region: str, pushed: Pushed) -> None:
        """Begin with none.

        Args:
            account: Twelve digits.
            region: Such as `us-east-1`.
            pushed: Hears of what is pushed to the hosts that connections lead to.
        """
        self._account, self._region, self._pushed = account, region, pushed
        self._connections: dict[str, _Connection] = {}
        self._operations: Mapping[str, Callable[[Input], Output]] = {
            "CreateConnection": self._create,
            "DeleteConnection": self._delete,
            "GetConnection": self._get,
            "ListConnections": self._list,
        }

    def answer(self, operation: str, asked: Input) -> Output:
        """Carry out an operation.

        Raises:
            AwsError: What the service would answer instead.
            NotSupported: An operation that the local AWS does not have.
        """
        if operation not in self._operations:
            raise NotSupported(f"codeconnections:{operation}")
        return self._operations[operation](asked)

    def complete(self, arn: str, host: CodeHost) -> None:
        """Complete a connection, as a person does on the host's pages.

        Raises:
            AwsError: `ResourceNotFoundException`, or `ConflictException` for one that is complete.
        """
        connection = self._find(arn)
        if connection.host is not None:
            raise AwsError("ConflictException", f"Connection {arn} is complete")
        connection.host = host
        host.pushes.add(lambda name, move: self._hear(arn, name, move))

    def git_of(self, arn: str, full_name: str) -> GitRepository | None:
        """The repository that a connection leads to.

        Returns:
            None without such a repository, or such a connection that is completed.
        """
        found = self._connections.get(arn)
        return None if found is None or found.host is None else found.host.git_of(full_name)

    def provider_of(self, arn: str) -> str:
        """The kind of host that a connection leads to, such as `GitHub`.

        Raises:
            AwsError: `ResourceNotFoundException`.
        """
        return self._find(arn).provider

    def _hear(self, arn: str, full_name: str, move: Move) -> None:
        git = self.git_of(arn, full_name)
        if git is not None:
            self._pushed(arn, full_name, git, move)

    def _create(self, asked: Input) -> Output:
        if "HostArn" in asked:
            raise NotSupported("connections to hosts of one's own (codeconnections)")
        arn = f"arn:aws:codeconnections:{self._region}:{self._account}:connection/{uuid.uuid4()}"
        tags = {tag["Key"]: tag["Value"] for tag in asked.get("Tags", [])}
        made = _Connection(arn, asked["ConnectionName"], asked.get("ProviderType", "GitHub"), tags)
        self._connections[arn] = made
        return {"ConnectionArn": arn}

    def _get(self, asked: Input) -> Output:
        return {"Connection": self._find(asked["ConnectionArn"]).described(self._account)}

    def _list(self, asked: Input) -> Output:
        kind = asked.get("ProviderTypeFilter")
        return {
            "Connections": [
                one.described(self._account)
                for one in self._connections.values()
                if kind in (None, one.provider)
            ]
        }

    def _delete(self, asked: Input) -> Output:
        self._find(asked["ConnectionArn"])
        del self._connections[asked["ConnectionArn"]]
        return {}

    def _find(self, arn: str) -> _Connection:
        if arn not in self._connections:
            raise AwsError("ResourceNotFoundException", f"Connection {arn} not found")
        return self._connections[arn]
