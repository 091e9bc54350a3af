"""Updates by a process of its own, whose memory nobody else uses."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from benchmarks.infra_repos import RULES_FILE
from benchmarks.pushes import image_push
from tagboat.core.commit_message import Author
from tagboat.core.outcomes import Kind
from tagboat.core.rules.load import Defaults
from tagboat.core.rules.source import RulesFile
from tagboat.git_hosts.base import GitHost
from tagboat.update_infra_repo import UpdateInfraRepo


@dataclass(frozen=True)
class Connection:
    """What leads to an infra repo: data, so that it can be given to another process."""

    host: str
    url: str
    """The git host's address."""
    name: str
    token: str = ""


@dataclass(frozen=True)
class Took:
    """What an update took."""

    seconds: float
    memory_mb: int
    """The most that the process has used so far."""


def update(connection: Connection, images: Sequence[str], tag: str) -> Took:
    """Write a tag of each image, in one update. The clients are kept for the next one.

    Raises:
        RuntimeError: One of them was not written.
    """
    begun = time.perf_counter()
    result = _use_case(connection)([image_push(tag, image) for image in images])
    seconds = time.perf_counter() - begun
    for outcome in result.outcomes:
        if outcome.kind is not Kind.WRITTEN:
            raise RuntimeError(outcome.reason)
    return Took(seconds, _peak_mb())


def _peak_mb() -> int:
    """Of this program alone; what `getrusage` says begins with the one that started it."""
    status = Path("/proc/self/status").read_text()
    (peak,) = re.findall(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(peak) // 1024


@cache
def _use_case(connection: Connection) -> UpdateInfraRepo:
    defaults = Defaults(
        author=Author("Auto Update Bot", "auto-update-bot@example.com"),
        commit_message="[Auto] Update $DESTINATION_FILE to $IMAGE_TAG",
    )
    return UpdateInfraRepo(
        _git_host(connection),
        RulesFile(RULES_FILE, defaults),
        "main",
        sleep=time.sleep,
        clock=time.monotonic,
        now=lambda: datetime.now(UTC),
    )


def _git_host(connection: Connection) -> GitHost:
    """The adapter alone, as a function loads it."""
    if connection.host == "CodeCommit":
        import boto3

        from tagboat.git_hosts.codecommit.host import CodeCommit

        client = boto3.client(
            "codecommit",
            region_name="us-east-1",
            endpoint_url=connection.url,
            aws_access_key_id="local",
            aws_secret_access_key="local",
        )
        return CodeCommit(client, connection.name)
    from tagboat.git_hosts.github.host import GitHub
    from tagboat.http_client import HttpClient

    return GitHub(HttpClient(), connection.url, connection.name, _Token(connection.token))


@dataclass(frozen=True)
class _Token:
    token: str

    def get(self) -> str:
        """The token."""
        return self.token

    def renew(self) -> str:
        """The same: it does not change here."""
        return self.token
