"""What was asked of a server of the sandbox, so that tests and benchmarks can count it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock


@dataclass(frozen=True)
class Request:
    """One request that a server of the sandbox has answered."""

    service: str
    """The signing name of an AWS service (`codecommit`), `github` or `git`."""
    operation: str
    """The operation's own name: `CreateCommit`, `createCommitOnBranch`, `git-upload-pack`."""
    principal: str
    """Who asked: the name of the IAM role, of the token, or empty for anyone else."""
    status: int
    """The HTTP status of the answer; 0 if the connection was cut instead."""
    sent: int
    """Bytes of the request's body."""
    received: int
    """Bytes of the answer's body."""
    resource: str = ""
    """What it was asked of, where the operation has one resource: an ARN, or `owner/name`."""


class RequestLog:
    """A list of requests, in the order of their answers. Safe to share between threads."""

    def __init__(self) -> None:
        self._requests: list[Request] = []
        self._lock = Lock()

    def append(self, request: Request) -> None:
        """Add a request."""
        with self._lock:
            self._requests.append(request)

    def __iter__(self) -> Iterator[Request]:
        with self._lock:
            return iter(list(self._requests))

    def __len__(self) -> int:
        with self._lock:
            return len(self._requests)

    def since(self, count: int) -> list[Request]:
        """The requests after the first `count` ones."""
        with self._lock:
            return self._requests[count:]

    def clear(self) -> None:
        """Forget everything, to count from here."""
        with self._lock:
            self._requests.clear()

    def operations(
        self, *, principal: str | None = None, service: str | None = None
    ) -> Counter[str]:
        """How often each operation was asked for, by one principal or of one service if named.

        Returns:
            A counter of `service:Operation`, such as `codecommit:GetFile`.
        """
        return Counter(
            f"{request.service}:{request.operation}"
            for request in self
            if principal in (None, request.principal) and service in (None, request.service)
        )
