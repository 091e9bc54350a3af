"""Publishing to the Serverless Application Repository, as `make publish` does it."""

import json
import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sandbox.aws.cloudformation.template import Template, parse
from sandbox.local_cloud import LocalCloud
from sandbox.sam_application import BUILD, ROOT, SamFailed

METADATA = "AWS::ServerlessRepo::Application"
BUCKET = tomllib.loads((ROOT / "samconfig.toml").read_text())["publish"]["package"]["parameters"][
    "s3_bucket"
]


@pytest.fixture(scope="module")
def checkout(cloud: LocalCloud, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout after `make build` and `sam package --config-env publish`."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in ("samconfig.toml", "template.yaml", "LICENSE", "README.md"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(BUILD, folder / ".aws-sam" / "build")
    _make_bucket(cloud)
    cloud.application.run("package", "--config-env", "publish", folder=folder)
    return folder


def _make_bucket(cloud: LocalCloud) -> None:
    """The bucket of samconfig.toml, with the policy of "Publishing serverless applications"."""
    s3 = cloud.aws.client("s3")
    s3.create_bucket(Bucket=BUCKET)
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "serverlessrepo.amazonaws.com"},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
        "Condition": {"StringEquals": {"aws:SourceAccount": "123456789012"}},
    }
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    s3.put_bucket_policy(Bucket=BUCKET, Policy=json.dumps(policy))


def _packaged(checkout: Path, name: str, edit: Callable[[Template], object]) -> str:
    """A copy of the packaged template with a change, beside samconfig.toml."""
    template = parse((checkout / ".aws-sam" / "packaged.yaml").read_text())
    edit(template)
    (checkout / name).write_text(json.dumps(template))
    return name


def test_a_version_is_published_once_and_the_next_one_is_added(
    cloud: LocalCloud, checkout: Path
) -> None:
    publish = ("publish", "--config-env", "publish")
    printed = cloud.application.run(*publish, folder=checkout)
    assert "Created new application with the following metadata:" in printed

    with pytest.raises(SamFailed) as failed:
        cloud.application.run(*publish, folder=checkout)
    id_ = "arn:aws:serverlessrepo:us-east-1:123456789012:applications/tagboat"
    assert f"Cannot publish version 0.1.0 for application {id_} because it already exists" in str(
        failed.value
    )

    def next_version(template: Template) -> None:
        template["Metadata"][METADATA]["SemanticVersion"] = "0.2.0-rc.1"

    changed = _packaged(checkout, "next.json", next_version)
    printed = cloud.application.run(*publish, "--template-file", changed, folder=checkout)
    assert f'The following metadata of application "{id_}" has been updated:' in printed

    repository = cloud.aws.client("serverlessrepo")
    versions = repository.list_application_versions(ApplicationId=id_)["Versions"]
    assert [one["SemanticVersion"] for one in versions] == ["0.1.0", "0.2.0-rc.1"]
    version = repository.get_application(ApplicationId=id_)["Version"]
    assert version["RequiredCapabilities"] == ["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"]
    template = parse((ROOT / "template.yaml").read_text())
    offered = {one["Name"] for one in version["ParameterDefinitions"]}
    assert offered == set(template["Parameters"])


def test_the_meta_pipeline_is_published_beside_it(cloud: LocalCloud, checkout: Path) -> None:
    cloud.meta_pipeline.build()
    for name in ("meta-pipeline.yaml", "docs/meta-pipeline.md"):
        (checkout / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, checkout / name)
    shutil.copytree(cloud.meta_pipeline.folder, checkout / ".aws-sam" / "build-meta-pipeline")
    environment = ("--config-env", "publish-meta-pipeline")
    cloud.meta_pipeline.run("package", *environment, folder=checkout)
    cloud.meta_pipeline.run("publish", *environment, folder=checkout)
    id_ = "arn:aws:serverlessrepo:us-east-1:123456789012:applications/tagboat-meta-pipeline"
    application = cloud.aws.client("serverlessrepo").get_application(ApplicationId=id_)
    version = application["Version"]
    assert version["RequiredCapabilities"] == ["CAPABILITY_IAM", "CAPABILITY_RESOURCE_POLICY"]
    template = parse((ROOT / "meta-pipeline.yaml").read_text())
    assert {one["Name"] for one in version["ParameterDefinitions"]} == set(template["Parameters"])


def _schedule(template: Template) -> None:
    template["Resources"]["Reconcile"] = {"Type": "AWS::Scheduler::Schedule", "Properties": {}}


def _parameter_of_ssm(template: Template) -> None:
    template["Parameters"]["Branch"]["Type"] = "AWS::SSM::Parameter::Value<String>"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_schedule, "The template contains unsupported resource types. [AWS::Scheduler::Schedule]"),
        (
            _parameter_of_ssm,
            "Parameter Branch has an unsupported type: AWS::SSM::Parameter::Value<String>",
        ),
    ],
)
def test_what_the_repository_does_not_take_is_not_published(
    cloud: LocalCloud, checkout: Path, change: Callable[[Template], Any], reason: str
) -> None:
    name = change.__name__.strip("_").replace("_", "-")

    def edit(template: Template) -> None:
        template["Metadata"][METADATA]["Name"] = name
        change(template)

    changed = _packaged(checkout, f"{name}.json", edit)
    with pytest.raises(SamFailed) as failed:
        cloud.application.run(
            "publish", "--config-env", "publish", "--template-file", changed, folder=checkout
        )
    assert f"Publish Failed\nError: {reason}" in str(failed.value)
    repository = cloud.aws.client("serverlessrepo")
    with pytest.raises(repository.exceptions.NotFoundException):
        repository.get_application(
            ApplicationId=f"arn:aws:serverlessrepo:us-east-1:123456789012:applications/{name}"
        )
