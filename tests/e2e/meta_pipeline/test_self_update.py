"""The meta pipeline nested in somebody's template, which it updates itself by first."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox.aws import codecommit
from sandbox.example_application import EXAMPLE
from sandbox.infra_repo import files_of
from sandbox.local_cloud import LocalCloud
from tests.documents import ROOT, shell_blocks
from tests.e2e.meta_pipeline.meta import Meta

BLOCKS = shell_blocks((ROOT / "docs/meta-pipeline.md").read_text())
SELF = """\
        MetaTemplate: meta-pipeline.yaml
        MetaStackName: nested-meta
        MetaRoleArn: {role}
        LogRetentionDays: 90
"""
"""Four more parameters, after which it updates itself too."""


def renamed(content: bytes) -> bytes:
    """A file of the example for another application, beside the one of the other tests."""
    text = content.decode().replace("application-pipeline-boundary", "nested-boundary")
    text = text.replace("applications/tagboat", "applications/nested")
    return text.replace("shop", "nested").encode()


@pytest.fixture(scope="module")
def published(cloud: LocalCloud, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Both applications in the account's Serverless Application Repository."""
    cloud.meta_pipeline.build()
    bucket, folder = "meta-releases", tmp_path_factory.mktemp("packaged")
    s3 = cloud.aws.client("s3")
    s3.create_bucket(Bucket=bucket)
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "serverlessrepo.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    s3.put_bucket_policy(
        Bucket=bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    )
    for built in (cloud.application, cloud.meta_pipeline):
        template, packaged = str(built.folder / "template.yaml"), folder / "packaged.yaml"
        package = ("package", "--template-file", template, "--s3-bucket", bucket)
        built.run(*package, "--output-template-file", str(packaged))
        packaged.write_text(packaged.read_text().replace("Name: tagboat", "Name: nested"))
        built.run("publish", "--template-file", str(packaged), "--region", "us-east-1")


@pytest.fixture(scope="module")
def outer(cloud: LocalCloud) -> str:
    """The customer's template: the example's, which is told to update itself too."""
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudformation.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    iam = cloud.aws.client("iam")
    role = iam.create_role(
        RoleName="updates-meta", AssumeRolePolicyDocument=json.dumps({"Statement": [trust]})
    )["Role"]["Arn"]
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.put_role_policy(
        RoleName="updates-meta",
        PolicyName="all",
        PolicyDocument=json.dumps({"Statement": [everything]}),
    )
    text = renamed((EXAMPLE / "meta-pipeline.yaml").read_bytes()).decode()
    assert text.count("        ConfigurationFiles: pipeline.json\n") == 1
    before, files, after = text.partition("        ConfigurationFiles: pipeline.json\n")
    return f"{before}{files}{SELF.format(role=role)}{after}"


@pytest.fixture(scope="module")
def meta(
    cloud: LocalCloud, published: None, outer: str, tmp_path_factory: pytest.TempPathFactory
) -> Meta:
    files = {path: renamed(content) for path, content in files_of(EXAMPLE).items()}
    files["meta-pipeline.yaml"] = outer.encode()
    cloud.aws.client("codecommit").create_repository(repositoryName="nested")
    git = codecommit.repository("nested")
    git.commit(files, "Begin")
    folder = tmp_path_factory.mktemp("nested")
    for path in ("account.yaml", "meta-pipeline.yaml"):
        (folder / path).write_bytes(files[path])
    for block in BLOCKS:
        run_as_shown(cloud, folder, block)
    (stack,) = cloud.aws.client("cloudformation").describe_stacks(StackName="nested-meta")["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    found = re.search(r"/pipelines/([^/]+)/view", outputs["PipelineUrl"])
    assert found
    host = cloud.aws.url.removeprefix("http://")
    meta = Meta(
        cloud,
        folder,
        found[1],
        git,
        f"http://person:password@{host}/v1/repos/nested",
        {},
        outputs,
    )
    meta.settled()
    meta.told()
    return meta


def run_as_shown(cloud: LocalCloud, folder: Path, block: str) -> None:
    """Run the commands of the document, but for the names."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    commands = (
        renamed(block.encode()).decode().replace("stack-name account", "stack-name nested-account")
    )
    done = subprocess.run(
        ["sh", "-eu", "-c", commands],
        cwd=folder,
        env=cloud.aws.environment() | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def executions_of(meta: Meta, commit: str) -> list[dict[str, Any]]:
    return [
        one
        for one in meta.executions()
        if commit in {source["revisionId"] for source in one.get("sourceRevisions", ())}
    ]


def test_it_is_nested_by_the_id_of_the_application(meta: Meta) -> None:
    assert re.fullmatch(r"nested-meta-MetaPipeline-\w+", meta.stack)
    assert meta.stages(meta.stack) == ["Source", "Self", "Update"]
    assert meta.described("nested-pipeline")["StackStatus"] == "CREATE_COMPLETE"


def test_it_updates_itself_first_and_goes_on_without_a_restart_if_its_structure_stays(
    meta: Meta, outer: str
) -> None:
    changed = outer.replace("LogRetentionDays: 90", "LogRetentionDays: 30")
    commit = meta.push({"meta-pipeline.yaml": changed.encode()})
    meta.succeeded(commit)
    meta.settled()
    assert [one["status"] for one in executions_of(meta, commit)] == ["Succeeded"]
    (group,) = meta.client("logs").describe_log_groups(
        logGroupNamePrefix=f"/aws/lambda/{meta.stack}"
    )["logGroups"]
    assert group["retentionInDays"] == 30


def test_it_starts_again_once_if_its_structure_changes_and_then_updates_the_application(
    meta: Meta, outer: str
) -> None:
    queued = outer.replace("LogRetentionDays: 90", "ExecutionMode: QUEUED")
    pipeline = renamed((EXAMPLE / "pipeline.yaml").read_bytes())
    pipeline = pipeline.replace(b"Name: Prod", b"Name: Production")
    commit = meta.push({"meta-pipeline.yaml": queued.encode(), "pipeline.yaml": pipeline})
    meta.succeeded(commit)
    meta.settled()
    assert [one["status"] for one in executions_of(meta, commit)] == ["Succeeded", "Cancelled"]
    answer = meta.client("codepipeline").get_pipeline(name=meta.stack)
    assert answer["pipeline"]["executionMode"] == "QUEUED"
    outputs = meta.described("nested-pipeline")["Outputs"]
    (name,) = [one["OutputValue"] for one in outputs if one["OutputKey"] == "PipelineName"]
    assert meta.stages(name) == ["Source", "Dev", "Production"]
    assert meta.told() == []
