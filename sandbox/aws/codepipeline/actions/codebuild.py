"""The build and test actions of CodeBuild.

Source: AWS CodePipeline User Guide, "AWS CodeBuild build and test action reference"; AWS CodeBuild
User Guide, "Environment variables in build environments" and "Build specification reference".
"""

import json
from collections.abc import Mapping
from typing import Any, override

from sandbox.aws.codebuild.build import Build
from sandbox.aws.codepipeline.action_type import ActionType, Done, Job
from sandbox.aws.codepipeline.actions.build_run import BuildFailed, BuildRun
from sandbox.aws.codepipeline.errors import Abandoned, ActionFailed, invalid_action
from sandbox.aws.errors import NotSupported


class CodeBuildAction(ActionType):
    """Runs the commands of a buildspec; the same for building and for testing."""

    category = "Build"
    provider = "CodeBuild"
    required = frozenset({"ProjectName"})
    optional = frozenset({"EnvironmentVariables", "PrimarySource"})
    inputs = range(1, 6)
    outputs = range(6)

    @override
    def check(self, action: Mapping[str, Any]) -> None:
        """Check the sources and the variables."""
        given, name = action["configuration"], action["name"]
        sources = [one["name"] for one in action["inputArtifacts"]]
        if len(sources) > 1 and given.get("PrimarySource") not in sources:
            raise invalid_action(f"Action {name} must name one of its inputs in PrimarySource")
        if len(action["outputArtifacts"]) > 1:
            raise NotSupported(f"several outputArtifacts of the action {name} (codepipeline)")
        if "#{" not in given.get("EnvironmentVariables", "#{"):
            variables_of(given, name)

    @override
    def run(self, job: Job) -> Done:
        """Start a build as CodeBuild would, and wait for its end."""
        name, builds = job.configuration["ProjectName"], job.services.builds
        role = job.role
        arn = f"arn:aws:codebuild:{role.region}:{role.account}:project/{name}"
        role.require("codebuild:StartBuild", arn)
        role.require("codebuild:BatchGetBuilds", arn)
        project = builds.project(name, role.account, role.region)
        if project is None:
            raise ActionFailed(f"Project cannot be found: {arn}", "ConfigurationError")
        primary = job.configuration.get("PrimarySource", job.run.inputs[0].name)
        source = job.input(primary)
        build = builds.begin(
            project,
            account=role.account,
            region=role.region,
            initiator=f"codepipeline/{job.execution.pipeline}",
            source_version=(source and source.revision) or "",
        )
        job.note(external_id=build.id, external_url=build.log_link)
        _run(job, project, build, primary)
        return Done(
            external_id=build.id, external_url=build.log_link, variables=dict(build.exported)
        )


class CodeBuildTest(CodeBuildAction):
    """The same action in the category of tests."""

    category = "Test"


def _run(job: Job, project: Mapping[str, Any], build: Build, primary: str) -> None:
    role = job.role.another(project["serviceRole"], f"AWSCodeBuild-{build.stream}")
    variables = variables_of(job.configuration, job.run.name)
    try:
        BuildRun(job, project, build, role, primary, variables).run()
    except Abandoned:
        build.end("STOPPED")
        raise
    except BuildFailed as failure:
        build.end("FAILED")
        raise ActionFailed(
            f"Build terminated with state: FAILED. {failure}", external_id=build.id
        ) from failure
    except Exception:
        build.end("FAULT")
        raise
    build.end("SUCCEEDED")


def variables_of(configuration: Mapping[str, str], action: str) -> dict[str, str]:
    """The variables that an action gives to its build.

    Raises:
        AwsError: `InvalidActionDeclarationException`.
        NotSupported: Variables that are kept elsewhere.
    """
    try:
        listed = json.loads(configuration.get("EnvironmentVariables", "[]"))
        given = {one["name"]: (one.get("type", "PLAINTEXT"), str(one["value"])) for one in listed}
    except (ValueError, TypeError, KeyError):
        raise invalid_action(
            f"EnvironmentVariables of the action {action} must be a JSON array of name, value, type"
        ) from None
    for kind, _ in given.values():
        if kind != "PLAINTEXT":
            raise NotSupported(f"variables of the type {kind} of the action {action} (codebuild)")
    return {name: value for name, (_, value) in given.items()}
