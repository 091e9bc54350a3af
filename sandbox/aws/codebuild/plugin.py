"""Let moto's CodeBuild show the builds that have run, and none that have not."""

from moto.codebuild.responses import CodeBuildResponse
from moto.core.responses import ActionResult

from sandbox.aws.codebuild.builds import Builds
from sandbox.aws.errors import NotSupported


def install(builds: Builds) -> None:
    """Mend moto's CodeBuild, in every moto of this process."""

    def batch_get_builds(response: CodeBuildResponse) -> ActionResult:
        ids = response._get_param("ids")
        found = [builds.find(id_) for id_ in ids]
        return ActionResult(
            {
                "builds": [build.described() for build in found if build],
                "buildsNotFound": [id_ for id_, build in zip(ids, found, strict=True) if not build],
            }
        )

    def list_builds_for_project(response: CodeBuildResponse) -> ActionResult:
        listed = [build.id for build in builds.of(response._get_param("projectName"))]
        newest_first = response._get_param("sortOrder") != "ASCENDING"
        return ActionResult({"ids": listed[::-1] if newest_first else listed})

    def refused(response: CodeBuildResponse) -> ActionResult:
        raise NotSupported(f"codebuild:{response._get_action()}: pipelines start builds")

    answers = {
        "batch_get_builds": batch_get_builds,
        "list_builds": refused,
        "list_builds_for_project": list_builds_for_project,
        "start_build": refused,
        "stop_build": refused,
    }
    for operation, answer in answers.items():
        setattr(CodeBuildResponse, operation, answer)
