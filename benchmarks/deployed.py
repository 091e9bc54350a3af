"""Tagboat in a local cloud: the template deployed, with an infra repo on each git host."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.workplace import Workplace
from sandbox.git_repository import GitRepository
from sandbox.local_cloud import LocalCloud

HOSTS = {"codecommit": "CodeCommit", "github": "GitHub"}
_LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Deployed:
    """One stack."""

    host: str
    """The git host's name."""
    git: GitRepository
    """Its infra repo."""
    outputs: Mapping[str, str]

    @property
    def function(self) -> str:
        """The function's name."""
        return self.outputs["FunctionName"]


@contextmanager
def deployed(
    workplace: Workplace, files: Mapping[str, bytes]
) -> Iterator[tuple[LocalCloud, Sequence[Deployed]]]:
    """A cloud with one stack for each git host, and an infra repo of these files on each."""
    with workplace.fresh_folder() as folder, LocalCloud(Path(folder)) as cloud:
        workplace.say("sam build")
        cloud.application.build()
        yield cloud, [deploy(cloud, host, files, workplace) for host in HOSTS]


def deploy(
    cloud: LocalCloud, host: str, files: Mapping[str, bytes], workplace: Workplace
) -> Deployed:
    """One stack in a cloud, with an infra repo of these files on one git host.

    Nobody has committed to it for long: pushes from before a person's commit cost requests more.
    """
    workplace.say(f"sam deploy, for {HOSTS[host]}")
    repo = cloud.infra_repo(host, "infra", files, begun=_LONG_AGO)
    outputs = cloud.application.deploy(f"tagboat-{host}", repo.parameters)
    return Deployed(HOSTS[host], repo.git, outputs)
