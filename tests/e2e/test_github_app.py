"""Tagboat as a GitHub App: its role may sign with the one key, and a key that cannot is named."""

import json
from typing import Any

import pytest

from sandbox.local_cloud import LocalCloud
from tests.e2e.deployed import Deployed

FILES = {"deployed_tags/prod_image_tag": b"v1\n"}


@pytest.fixture(scope="module")
def key(cloud: LocalCloud) -> str:
    kms = cloud.aws.client("kms")
    made = kms.create_key(KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
    return str(made["Arn"])


@pytest.fixture(scope="module")
def app(cloud: LocalCloud, key: str) -> Deployed:
    repo = cloud.infra_repo("github", "infra-app", FILES)
    parameters = {
        "GitHost": "github",
        "InfraRepository": repo.parameters["InfraRepository"],
        "GitHubUrl": repo.parameters["GitHubUrl"],
        "GitHubAppClientId": "Iv23liABCDEFGHIJKLMN",
        "GitHubAppInstallationId": "12345678",
        "GitHubAppKmsKeyArn": key,
        "ImageRepository": "app/web",
    }
    outputs = cloud.application.deploy("tagboat-app", parameters)
    return Deployed(cloud, "github", "tagboat-app", repo, outputs)


def test_the_role_may_sign_with_the_one_key_and_read_no_secret(app: Deployed, key: str) -> None:
    described = app.cloud.aws.client("cloudformation").describe_stack_resource(
        StackName=app.stack, LogicalResourceId="ImagePushedRole"
    )
    role = described["StackResourceDetail"]["PhysicalResourceId"]
    iam = app.cloud.aws.client("iam")
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    assert "read-token" not in names
    policy = iam.get_role_policy(RoleName=role, PolicyName="sign-as-app")["PolicyDocument"]
    (statement,) = json.loads(json.dumps(policy))["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("kms:Sign", key)


def test_a_key_that_cannot_sign_is_named_in_the_outcome(app: Deployed, key: str) -> None:
    kms: Any = app.cloud.aws.client("kms")
    key_id = key.rpartition("/")[2]
    kms.disable_key(KeyId=key_id)
    assert app.push("app/web", "v2")
    outcome, error, reason = app.last_outcome("app/web")
    assert (outcome, error) == ("failed", "CredentialsRefused")
    assert reason.startswith(f"The key {key} cannot sign: {key} is disabled.")
    assert "GitHubAppKmsKeyArn" in reason
    kms.enable_key(KeyId=key_id)
    app.give_up_on_what_waits()
    signed = [one for one in app.cloud.aws.log if one.operation == "Sign"]
    assert {one.resource for one in signed} == {key}
