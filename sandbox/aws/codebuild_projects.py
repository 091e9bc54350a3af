"""Projects of CodeBuild: moto cannot change them, and refuses those that a pipeline builds with.

Source: AWS CodeBuild API Reference, CreateProject and UpdateProject.
"""

from typing import Any

from moto.codebuild.exceptions import (
    InvalidInputException,
    ResourceAlreadyExistsException,
    ResourceNotFoundException,
)
from moto.codebuild.models import CodeBuild
from moto.codebuild.responses import CodeBuildResponse
from moto.core.responses import ActionResult
from moto.core.utils import get_service_model, unix_time

from sandbox.aws.errors import NotSupported
from sandbox.aws.service_roles import trusts

_KEPT = (
    "artifacts", "cache", "description", "encryptionKey", "environment", "logsConfig",
    "queuedTimeoutInMinutes", "serviceRole", "source", "sourceVersion", "tags", "timeoutInMinutes",
)  # fmt: skip
_REFUSED = (
    "autoRetryLimit", "badgeEnabled", "buildBatchConfig", "concurrentBuildLimit",
    "fileSystemLocations", "secondaryArtifacts", "secondarySourceVersions", "secondarySources",
    "vpcConfig",
)  # fmt: skip
_DEFAULTS = {
    "cache": {"type": "NO_CACHE"}, "queuedTimeoutInMinutes": 480, "tags": [],
    "timeoutInMinutes": 60,
}  # fmt: skip
_TYPES = {"source": "SourceType", "artifacts": "ArtifactsType", "environment": "EnvironmentType"}


def install() -> None:
    """Mend moto's CodeBuild, in every moto of this process. Doing it again changes nothing."""
    CodeBuildResponse.create_project = _create_project  # type: ignore[method-assign, assignment]
    CodeBuildResponse.update_project = _update_project  # type: ignore[attr-defined]


def _create_project(response: CodeBuildResponse) -> ActionResult:
    projects, name = response.codebuild_backend.codebuild_projects, response._get_param("name")
    given = _given(response)
    if name in projects:
        raise ResourceAlreadyExistsException(f"Project already exists: {projects[name].arn}")
    _check(given)
    projects[name] = project = CodeBuild(
        response.current_account,
        response.region,
        name,
        given.get("description"),
        given["source"],
        given["artifacts"],
        given["environment"],
        given["serviceRole"],
    )
    response.codebuild_backend.build_history[name] = []
    project.project_metadata |= {**_DEFAULTS, **given}
    return ActionResult({"project": project.project_metadata})


def _update_project(response: CodeBuildResponse) -> ActionResult:
    """What the request does not name stays."""
    projects, name = response.codebuild_backend.codebuild_projects, response._get_param("name")
    if name not in projects:
        raise ResourceNotFoundException(f"Project cannot be found: {name}")
    project = projects[name]
    changed = {**project.project_metadata, **_given(response)}
    _check(changed)
    project.project_metadata = {**changed, "lastModified": unix_time()}
    project.service_role = changed["serviceRole"]
    return ActionResult({"project": project.project_metadata})


def _given(response: CodeBuildResponse) -> dict[str, Any]:
    for name in _REFUSED:
        if response._get_param(name):
            raise NotSupported(f"{name} of a project (codebuild)")
    given = {name: response._get_param(name) for name in _KEPT}
    return {name: value for name, value in given.items() if value is not None}


def _check(project: dict[str, Any]) -> None:
    model = get_service_model("codebuild")
    for member, shape in _TYPES.items():
        allowed, found = model.shape_for(shape).metadata["enum"], project[member]["type"]
        if found not in allowed:
            raise InvalidInputException(f"Invalid type provided: {member} type {found}")
    if (project["source"]["type"] == "CODEPIPELINE") != (
        project["artifacts"]["type"] == "CODEPIPELINE"
    ):
        raise InvalidInputException("When one of source and artifacts is CODEPIPELINE, both are")
    if not trusts(project["serviceRole"], "codebuild.amazonaws.com"):
        raise InvalidInputException(
            "CodeBuild is not authorized to perform: sts:AssumeRole on service role "
            f"{project['serviceRole']}. Please verify that it exists and trusts CodeBuild"
        )
