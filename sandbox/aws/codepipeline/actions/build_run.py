"""A build on this machine: a folder, a shell, a log."""

import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from sandbox.aws.codebuild import artifact_files, buildspec, results, script
from sandbox.aws.codebuild.build import Build
from sandbox.aws.codebuild.shell import Shell
from sandbox.aws.codepipeline.acting import ActingRole
from sandbox.aws.codepipeline.action_type import Job
from sandbox.aws.codepipeline.actions.build_environment import of_build, of_machine, of_role
from sandbox.aws.codepipeline.artifacts import ArtifactStore
from sandbox.aws.codepipeline.errors import Abandoned, ActionFailed

_DEFAULT_BUILDSPEC = "buildspec.yml"


class BuildFailed(Exception):
    """The build has failed: which phase, and why."""


class BuildRun:
    """One run of a build, with the rights of the project's service role."""

    def __init__(
        self,
        job: Job,
        project: Mapping[str, Any],
        build: Build,
        role: ActingRole,
        primary: str,
        variables: Mapping[str, str],
    ) -> None:
        self._job, self._project, self._build, self._role = job, project, build, role
        self._primary, self._variables = primary, variables
        encryption = job.execution.declaration["artifactStore"].get("encryptionKey", {})
        self._store = ArtifactStore(role, encryption.get("id"))

    def run(self) -> None:
        """Run it.

        Raises:
            BuildFailed: It has failed.
            Abandoned: Nobody waits for it any more; its processes are gone.
        """
        self._open_log()
        with tempfile.TemporaryDirectory(prefix="codebuild-", ignore_cleanup_errors=True) as made:
            folder = Path(made)
            sources = self._download(folder)
            spec = self._spec(sources[self._primary])
            control = folder / "control"
            control.mkdir()
            output = self._execute(spec, folder, sources, script.write(spec, control))
            self._log(output)
            self._read_results(spec, control)
            self._upload(spec, sources[self._primary])

    def _open_log(self) -> None:
        """Make the log, which every build needs: without the rights none begins."""
        logs, build = self._role.client("logs"), self._build
        try:
            with suppress(logs.exceptions.ResourceAlreadyExistsException):
                logs.create_log_group(logGroupName=build.log_group)
            logs.create_log_stream(logGroupName=build.log_group, logStreamName=build.stream)
        except ClientError as error:
            raise self._failed("SUBMITTED", error.response["Error"]["Message"]) from error

    def _download(self, folder: Path) -> dict[str, Path]:
        """Input artifact -> the folder that it is unpacked in."""
        self._build.phase = "DOWNLOAD_SOURCE"
        sources = {}
        for artifact in self._job.run.inputs:
            sources[artifact.name] = target = folder / "src" / artifact.name
            try:
                with self._store.get(artifact) as archive:
                    _unpack(archive, target)
            except ActionFailed as failure:
                raise self._failed("DOWNLOAD_SOURCE", failure.message) from failure
        self._build.passed("DOWNLOAD_SOURCE")
        return sources

    def _spec(self, source: Path) -> buildspec.Buildspec:
        """The buildspec: in the project, or a file that it names."""
        named = self._project["source"].get("buildspec") or _DEFAULT_BUILDSPEC
        try:
            if "\n" in named:
                return buildspec.read(named)
            return buildspec.read((source / named).read_text())
        except (OSError, UnicodeDecodeError) as error:
            raise self._failed("DOWNLOAD_SOURCE", f"YAML_FILE_ERROR: {named}: {error}") from None
        except buildspec.BuildspecInvalid as error:
            raise self._failed("DOWNLOAD_SOURCE", f"YAML_FILE_ERROR: {error}") from None

    def _execute(
        self, spec: buildspec.Buildspec, folder: Path, sources: Mapping[str, Path], commands: Path
    ) -> str:
        """Run the commands; what they print.

        Raises:
            Abandoned: Nobody waits for them any more.
            BuildFailed: They take too long.
        """
        self._build.phase = "BUILD"
        source = sources[self._primary]
        environment = self._environment(spec, folder, sources)
        shell = Shell(commands, source, environment, self._wake)
        minutes = self._project.get("timeoutInMinutes", 60)
        try:
            is_done = self._job.wait_for(lambda: shell.output is not None, minutes * 60)
        finally:
            shell.kill()
        if not is_done:
            raise self._failed("BUILD", "BUILD_TIMED_OUT")
        return shell.output or ""

    def _wake(self) -> None:
        with suppress(Abandoned):
            self._job.note()

    def _environment(
        self, spec: buildspec.Buildspec, folder: Path, sources: Mapping[str, Path]
    ) -> dict[str, str]:
        """What commands see: the action's variables win over the project's and the spec's."""
        own = self._project["environment"].get("environmentVariables", [])
        return {
            **of_machine(folder, self._job.services.builds.tools),
            **of_role(self._role),
            **of_build(self._build, sources, self._primary),
            **spec.variables,
            **{one["name"]: one["value"] for one in own},
            **self._variables,
        }

    def _log(self, output: str) -> None:
        now = int(time.time() * 1000)
        lines = [{"timestamp": now, "message": line or " "} for line in output.splitlines()]
        if lines:
            self._role.client("logs").put_log_events(
                logGroupName=self._build.log_group,
                logStreamName=self._build.stream,
                logEvents=lines,
            )

    def _read_results(self, spec: buildspec.Buildspec, control: Path) -> None:
        """Take over what became of each phase, and the exported variables.

        Raises:
            BuildFailed: A phase has failed.
        """
        found = results.read(spec, control)
        for phase in found.passed:
            self._build.passed(phase)
        if found.failed is not None:
            raise self._failed(found.failed, found.reason)
        self._build.exported |= results.exported(spec, control)

    def _upload(self, spec: buildspec.Buildspec, source: Path) -> None:
        self._build.phase = "UPLOAD_ARTIFACTS"
        for artifact in self._job.run.outputs:
            try:
                self._store.put(artifact, artifact_files.collected(spec, source))
            except (ActionFailed, artifact_files.NothingMatches) as failure:
                raise self._failed("UPLOAD_ARTIFACTS", str(failure)) from failure
        self._build.passed("UPLOAD_ARTIFACTS")

    def _failed(self, phase: str, message: str) -> BuildFailed:
        self._build.passed(phase, "FAILED", message)
        return BuildFailed(f"Phase: {phase}, Message: {message}")


def _unpack(archive: Any, target: Path) -> None:
    """Unpack a zip archive with the modes of its files."""
    archive.extractall(target)
    for entry in archive.infolist():
        mode = entry.external_attr >> 16 & 0o777
        if mode and not entry.is_dir():
            (target / entry.filename).chmod(mode)
