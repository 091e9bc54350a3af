"""Build actions run the commands of a buildspec, as the project's role."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.integration.sandbox.codepipeline.workshop import (
    Action,
    Workshop,
    action,
    approval,
    eventually,
    stage,
)

type Project = Callable[..., str]


@pytest.fixture
def project(workshop: Workshop) -> Project:
    """Make the test's project; its service role has these rights or all of them."""

    def project(*rights: dict[str, Any], **environment: str) -> str:
        role = workshop.make_role(f"{workshop.name}-build", "codebuild.amazonaws.com", *rights)
        variables = [{"name": key, "value": value} for key, value in environment.items()]
        workshop.aws.client("codebuild").create_project(
            name=workshop.name,
            source={"type": "CODEPIPELINE"},
            artifacts={"type": "CODEPIPELINE"},
            environment={
                "type": "LINUX_CONTAINER",
                "image": "aws/codebuild/standard:7.0",
                "computeType": "BUILD_GENERAL1_SMALL",
                "environmentVariables": variables,
            },
            serviceRole=role,
        )
        return workshop.name

    return project


def build(workshop: Workshop, category: str = "Build", **more: Any) -> Action:
    configuration = {"ProjectName": workshop.name, **more.pop("configuration", {})}
    return action("Build", category, "CodeBuild", configuration, inputs=["Code"], **more)


def commit(workshop: Workshop, *commands: str, **more: Any) -> None:
    spec = {"version": "0.2", "phases": {"build": {"commands": list(commands)}}, **more}
    workshop.git.commit({"buildspec.yml": json.dumps(spec)}, "A build")


def log(workshop: Workshop) -> str:
    """What the builds of the test's project have printed."""
    events = workshop.aws.client("logs").filter_log_events(
        logGroupName=f"/aws/codebuild/{workshop.name}"
    )["events"]
    return "\n".join(one["message"] for one in events)


def test_commands_run_in_one_shell_on_the_source(workshop: Workshop, project: Project) -> None:
    project()
    commit(
        workshop,
        "cd folder; WORD=$(cat file)",
        'echo "it says $WORD in $(basename $PWD)"',
    )
    id_ = workshop.create(workshop.source(), stage("Build", build(workshop)))
    assert workshop.ended(id_) == "Succeeded"
    assert "it says content in folder" in log(workshop)


def test_exported_variables_reach_later_actions(workshop: Workshop, project: Project) -> None:
    project()
    commit(
        workshop,
        "TAG=$(echo $CODEBUILD_RESOLVED_SOURCE_VERSION | cut -c1-7)-$STAGE",
        env={"exported-variables": ["TAG"], "variables": {"STAGE": "dev"}},
    )
    asked = approval(configuration={"CustomData": "#{build.TAG}"})
    id_ = workshop.create(
        workshop.source(),
        stage("Build", build(workshop, namespace="build")),
        stage("Ask", asked),
    )
    workshop.token("Ask")
    expected = f"{str(workshop.git.head('main'))[:7]}-dev"
    assert workshop.latest("Ask", "Approve")["summary"] == expected
    (shown,) = workshop.aws.client("codebuild").batch_get_builds(
        ids=[workshop.run_of(id_, "Build")["output"]["executionResult"]["externalExecutionId"]]
    )["builds"]
    assert shown["buildStatus"] == "SUCCEEDED"
    assert shown["exportedEnvironmentVariables"] == [{"name": "TAG", "value": expected}]
    assert shown["logs"]["groupName"] == f"/aws/codebuild/{workshop.name}"


def test_variables_of_the_action_win_over_the_project_s_and_those_over_the_spec_s(
    workshop: Workshop, project: Project
) -> None:
    project(A="project", B="project")
    commit(workshop, "echo $A-$B-$C", env={"variables": {"A": "spec", "B": "spec", "C": "spec"}})
    given = json.dumps([{"name": "A", "value": "#{source.BranchName}", "type": "PLAINTEXT"}])
    action_ = build(workshop, configuration={"EnvironmentVariables": given})
    id_ = workshop.create(workshop.source(), stage("Build", action_))
    assert workshop.ended(id_) == "Succeeded"
    assert "main-project-spec" in log(workshop)


def test_the_artifact_has_the_files_that_the_spec_names(
    workshop: Workshop, project: Project
) -> None:
    project()
    commit(
        workshop,
        "mkdir -p out/deep; echo one > out/a.txt; echo two > out/deep/b.txt; echo three > out/c.md",
        artifacts={"base-directory": "out", "files": ["**/*"], "exclude-paths": ["*.md"]},
    )
    id_ = workshop.create(workshop.source(), stage("Build", build(workshop, outputs=["Built"])))
    assert workshop.ended(id_) == "Succeeded"
    archive = workshop.artifact(workshop.run_of(id_, "Build"))
    assert {name: archive.read(name) for name in archive.namelist()} == {
        "a.txt": b"one\n",
        "deep/b.txt": b"two\n",
    }


def test_a_command_that_fails_is_named_and_what_comes_after_the_build_still_runs(
    workshop: Workshop, project: Project
) -> None:
    project()
    spec = {
        "version": "0.2",
        "phases": {
            "pre_build": {"commands": ["echo before"]},
            "build": {"commands": ["echo first", "(exit 3)", "echo never"]},
            "post_build": {"commands": ["echo succeeding=$CODEBUILD_BUILD_SUCCEEDING"]},
        },
    }
    workshop.git.commit({"buildspec.yml": json.dumps(spec)})
    id_ = workshop.create(workshop.source(), stage("Test", build(workshop, "Test")))
    assert workshop.ended(id_) == "Failed"
    message = workshop.error_of(id_, "Build")["message"]
    assert "Phase: BUILD" in message
    assert "command: (exit 3). Reason: exit status 3" in message
    printed = log(workshop)
    assert "first" in printed
    assert "succeeding=0" in printed
    assert "\nnever" not in printed


def test_a_phase_that_fails_before_the_build_ends_it(workshop: Workshop, project: Project) -> None:
    project()
    phases = {
        "pre_build": {"commands": ["if"], "finally": ["echo cleaned"]},
        "build": {"commands": ["echo built"]},
    }
    workshop.git.commit({"buildspec.yml": json.dumps({"version": "0.2", "phases": phases})})
    id_ = workshop.create(workshop.source(), stage("Build", build(workshop)))
    assert workshop.ended(id_) == "Failed"
    assert "Phase: PRE_BUILD" in workshop.error_of(id_, "Build")["message"]
    assert "cleaned" in log(workshop)
    assert "\nbuilt" not in log(workshop)


def test_commands_act_as_the_service_role(workshop: Workshop, project: Project) -> None:
    rights = ["logs:*", "s3:GetObject"]
    project({"Effect": "Allow", "Action": rights, "Resource": "*"})
    commit(
        workshop,
        'python3 -c "import boto3" || true',
        "echo role=$(echo $AWS_ACCESS_KEY_ID | cut -c1-4) at $AWS_ENDPOINT_URL",
    )
    id_ = workshop.create(workshop.source(), stage("Build", build(workshop)))
    assert workshop.ended(id_) == "Succeeded"
    assert f"at {workshop.aws.url}" in log(workshop)
    asked = workshop.aws.log.operations(principal=f"{workshop.name}-build")
    assert asked["s3:GetObject"] == 1
    assert asked["logs:PutLogEvents"] == 1


@pytest.mark.parametrize(
    ("granted", "missing"), [("s3:GetObject", "logs:CreateLogGroup"), ("logs:*", "s3:GetObject")]
)
def test_a_right_that_the_service_role_lacks_fails_the_build(
    workshop: Workshop, project: Project, granted: str, missing: str
) -> None:
    project({"Effect": "Allow", "Action": granted, "Resource": "*"})
    commit(workshop, "echo built")
    id_ = workshop.create(workshop.source(), stage("Build", build(workshop)))
    assert workshop.ended(id_) == "Failed"
    assert missing in workshop.error_of(id_, "Build")["message"]


def test_the_pipeline_s_role_must_be_allowed_to_start_builds(
    workshop: Workshop, project: Project
) -> None:
    project()
    commit(workshop, "echo built")
    workshop.grant(
        workshop.name, {"Effect": "Allow", "Action": ["codecommit:*", "s3:*"], "Resource": "*"}
    )
    id_ = workshop.create(workshop.source(), stage("Build", build(workshop)))
    assert workshop.ended(id_) == "Failed"
    error = workshop.error_of(id_, "Build")
    assert error["code"] == "PermissionError"
    assert "codebuild:StartBuild" in error["message"]


def test_who_looks_at_builds_must_be_allowed_to(workshop: Workshop, project: Project) -> None:
    project()
    commit(workshop, "echo built")
    id_ = workshop.create(workshop.source(), stage("Build", build(workshop)))
    assert workshop.ended(id_) == "Succeeded"
    ids = workshop.aws.client("codebuild").list_builds_for_project(projectName=workshop.name)["ids"]
    arn = f"arn:aws:codebuild:us-east-1:123456789012:project/{workshop.name}"
    reader = workshop.make_role(
        f"{workshop.name}-reader",
        "nobody.amazonaws.com",
        {"Effect": "Allow", "Action": "codebuild:BatchGetBuilds", "Resource": arn},
    )
    session = workshop.aws.client("sts").assume_role(RoleArn=reader, RoleSessionName="reader")
    credentials = session["Credentials"]
    keys = (credentials[key] for key in ("AccessKeyId", "SecretAccessKey", "SessionToken"))
    client = workshop.aws.client("codebuild", *keys)
    assert client.batch_get_builds(ids=ids)["builds"][0]["buildStatus"] == "SUCCEEDED"
    with pytest.raises(ClientError, match="codebuild:ListBuildsForProject"):
        client.list_builds_for_project(projectName=workshop.name)


def test_a_stopped_execution_ends_its_build(
    workshop: Workshop, project: Project, tmp_path: Path
) -> None:
    project(HERE=str(tmp_path))
    commit(workshop, "echo $$ > $HERE/begun; sleep 1000")
    id_ = workshop.create(workshop.source(), stage("Build", build(workshop)))
    process = eventually(
        lambda: (tmp_path / "begun").exists() and (tmp_path / "begun").read_text().strip(),
        "the build runs",
    )
    workshop.client.stop_pipeline_execution(
        pipelineName=workshop.name, pipelineExecutionId=id_, abandon=True
    )
    eventually(lambda: not Path(f"/proc/{process}").exists(), "its process is gone")
    builds = workshop.aws.client("codebuild")
    ids = builds.list_builds_for_project(projectName=workshop.name)["ids"]

    def is_stopped() -> bool:
        return bool(builds.batch_get_builds(ids=ids)["builds"][0]["buildStatus"] == "STOPPED")

    eventually(is_stopped, "the build is stopped")


def test_tools_that_an_image_would_bring_can_be_given(
    workshop: Workshop, project: Project, tmp_path: Path
) -> None:
    tool = tmp_path / "docker"
    tool.write_text("#!/bin/sh\necho docker does $1\n")
    tool.chmod(0o755)
    tools = workshop.aws.pipelines.services.builds.tools
    tools.append(tmp_path)
    project()
    commit(workshop, "docker push")
    id_ = workshop.create(workshop.source(), stage("Build", build(workshop)))
    assert workshop.ended(id_) == "Succeeded"
    assert "docker does push" in log(workshop)
    tools.remove(tmp_path)


def test_what_the_sandbox_does_not_know_in_a_buildspec_is_named(
    workshop: Workshop, project: Project
) -> None:
    project()
    commit(workshop, "echo built", reports={"unit": {"files": ["a"]}})
    id_ = workshop.create(workshop.source(), stage("Build", build(workshop)))
    assert workshop.ended(id_) == "Failed"
    assert "reports" in workshop.error_of(id_, "Build")["message"]


def test_variables_that_are_kept_elsewhere_are_refused(
    workshop: Workshop, project: Project
) -> None:
    given = json.dumps([{"name": "A", "value": "secret", "type": "SECRETS_MANAGER"}])
    action_ = build(workshop, configuration={"EnvironmentVariables": given})
    with pytest.raises(ClientError, match="SECRETS_MANAGER"):
        workshop.create(workshop.source(), stage("Build", action_))
