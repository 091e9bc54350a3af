"""The builds of an account, in the order in which they began."""

from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any

from moto.codebuild.models import codebuild_backends

from sandbox.aws.codebuild.build import Build

if TYPE_CHECKING:
    from pathlib import Path


class Builds:
    """What runs and has run."""

    def __init__(self) -> None:
        self._builds: list[Build] = []
        self._lock = Lock()
        self.tools: list[Path] = []
        """Folders that builds find commands in before this machine's: what an image would bring."""

    def project(self, name: str, account: str, region: str) -> Mapping[str, Any] | None:
        """A project as it is described; None when there is none."""
        found = codebuild_backends[account][region].codebuild_projects.get(name)
        return None if found is None else found.project_metadata

    def begin(
        self,
        project: Mapping[str, Any],
        *,
        account: str,
        region: str,
        initiator: str,
        source_version: str,
    ) -> Build:
        """Write down a build that begins."""
        with self._lock:
            number = len(self.of(project["name"])) + 1
            build = Build(
                project["name"],
                account,
                region,
                number,
                initiator,
                source_version,
                project["environment"],
                project["serviceRole"],
            )
            self._builds.append(build)
            return build

    def of(self, project: str) -> list[Build]:
        """The builds of a project, oldest first."""
        return [build for build in self._builds if build.project == project]

    def find(self, id_: str) -> Build | None:
        """A build by its id or its ARN."""
        return next((build for build in self._builds if id_ in (build.id, build.arn)), None)
