"""The meta pipeline nested in somebody's template, which it updates itself by first."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sandbox.aws import codecommit
from sandbox.example_application import EXAMPLE
from sandbox.infra_repo import files_of
from sandbox.local_cloud import LocalCloud
from tests.e2e.meta_pipeline.meta import Meta

OUTER = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  MetaPipeline:
    Type: AWS::Serverless::Application
    Properties:
      Location:
        ApplicationId: {application}
        SemanticVersion: 0.1.0
      Parameters:
        Repository: nested
        PipelineTemplates: pipeline.yaml
        PipelineStacks: nested-pipeline
        TemplateParameters: RoleBoundaryArn={boundary},Repository=nested,Branch=main
        RoleBoundaryArn: {boundary}
        MetaTemplate: meta-pipeline.yaml
        MetaStackName: nested
        MetaRoleArn: {role}
        LogRetentionDays: 90
Outputs:
  Topic: {{Value: !GetAtt MetaPipeline.Outputs.NotificationTopicArn}}
  Pipeline: {{Value: !GetAtt MetaPipeline.Outputs.PipelineName}}
"""
"""What a customer has: the application by its id, and three parameters and some more."""
APPLICATION = "arn:aws:serverlessrepo:us-east-1:123456789012:applications/tagboat-meta-pipeline"


@pytest.fixture(scope="module")
def published(cloud: LocalCloud, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The application in the account's Serverless Application Repository."""
    cloud.meta_pipeline.build()
    bucket, packaged = "meta-releases", tmp_path_factory.mktemp("packaged") / "packaged.yaml"
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
    template = str(cloud.meta_pipeline.folder / "template.yaml")
    cloud.meta_pipeline.run(
        "package",
        *("--template-file", template, "--s3-bucket", bucket),
        *("--output-template-file", str(packaged)),
    )
    cloud.meta_pipeline.run("publish", "--template-file", str(packaged), "--region", "us-east-1")


@pytest.fixture(scope="module")
def outer(cloud: LocalCloud, boundary: str) -> str:
    """The customer's template."""
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
    return OUTER.format(application=APPLICATION, boundary=boundary, role=role)


@pytest.fixture(scope="module")
def meta(
    cloud: LocalCloud, published: None, outer: str, tmp_path_factory: pytest.TempPathFactory
) -> Meta:
    cloud.aws.client("codecommit").create_repository(repositoryName="nested")
    git = codecommit.repository("nested")
    git.commit({**files_of(EXAMPLE), "meta-pipeline.yaml": outer.encode()}, "Begin")
    folder = tmp_path_factory.mktemp("nested")
    (folder / "meta-pipeline.yaml").write_text(outer)
    outputs = _deployed(cloud, folder)
    host = cloud.aws.url.removeprefix("http://")
    meta = Meta(
        cloud,
        folder,
        outputs["Pipeline"],
        git,
        f"http://person:password@{host}/v1/repos/nested",
        {},
        {"NotificationTopicArn": outputs["Topic"]},
    )
    meta.settled()
    meta.told()
    return meta


def _deployed(cloud: LocalCloud, folder: Path) -> dict[str, str]:
    """Run `sam deploy` for the customer's template."""
    cloud.meta_pipeline.run(
        "deploy",
        *("--stack-name", "nested", "--template-file", "meta-pipeline.yaml", "--resolve-s3"),
        *("--capabilities", "CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND", "--no-progressbar"),
        folder=folder,
    )
    (stack,) = cloud.aws.client("cloudformation").describe_stacks(StackName="nested")["Stacks"]
    return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}


def executions_of(meta: Meta, commit: str) -> list[dict[str, Any]]:
    return [
        one
        for one in meta.executions()
        if commit in {source["revisionId"] for source in one.get("sourceRevisions", ())}
    ]


def test_it_is_nested_by_the_id_of_the_application(meta: Meta) -> None:
    assert re.fullmatch(r"nested-MetaPipeline-\w+", meta.stack)
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
    pipeline = (EXAMPLE / "pipeline.yaml").read_text().replace("Name: Prod", "Name: Production")
    commit = meta.push({"meta-pipeline.yaml": queued.encode(), "pipeline.yaml": pipeline.encode()})
    meta.succeeded(commit)
    meta.settled()
    assert [one["status"] for one in executions_of(meta, commit)] == ["Succeeded", "Cancelled"]
    answer = meta.client("codepipeline").get_pipeline(name=meta.stack)
    assert answer["pipeline"]["executionMode"] == "QUEUED"
    outputs = meta.described("nested-pipeline")["Outputs"]
    (name,) = [one["OutputValue"] for one in outputs if one["OutputKey"] == "PipelineName"]
    assert meta.stages(name) == ["Source", "Dev", "Production"]
    assert meta.told() == []
