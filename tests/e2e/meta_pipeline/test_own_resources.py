"""What a customer may bring: a key, a role for CloudFormation, a topic and a boundary."""

import json
from collections.abc import Iterator

import pytest

from sandbox.example_application import pipeline_name, with_stage
from tests.e2e.meta_pipeline.meta import Meta
from tests.e2e.meta_pipeline.templates import without


@pytest.fixture
def brought(meta: Meta) -> Iterator[dict[str, str]]:
    """The parameters that name them; afterwards the stack is deployed as it was."""
    iam = meta.client("iam")
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "cloudformation.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    role = iam.create_role(
        RoleName="own-cloudformation", AssumeRolePolicyDocument=json.dumps({"Statement": [trust]})
    )["Role"]
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    iam.put_role_policy(
        RoleName="own-cloudformation",
        PolicyName="all",
        PolicyDocument=json.dumps({"Statement": [everything]}),
    )
    boundary = iam.create_policy(
        PolicyName="own-boundary", PolicyDocument=json.dumps({"Statement": [everything]})
    )
    parameters = {
        "KeyArn": meta.client("kms").create_key()["KeyMetadata"]["Arn"],
        "CloudFormationRoleArn": role["Arn"],
        "NotificationTopicArn": meta.client("sns").create_topic(Name="own")["TopicArn"],
        "PermissionsBoundaryArn": boundary["Policy"]["Arn"],
    }
    yield parameters
    meta.deploy()


def test_what_the_customer_brings_is_what_is_used(meta: Meta, brought: dict[str, str]) -> None:
    meta.deploy(**brought)
    meta.succeeded(meta.push({"pipeline.yaml": with_stage("Brought")}))
    assert "Brought" in meta.stages(pipeline_name(meta.cloud))
    assert meta.described("shop-pipeline")["RoleARN"] == brought["CloudFormationRoleArn"]

    commit = meta.push({"pipeline.yaml": without("CommitRule", "CommitRole")})
    meta.asked(commit)
    assert meta.outputs["NotificationTopicArn"] == brought["NotificationTopicArn"]
    assert [subject for subject, _ in meta.told()] == [
        "Approve? shop-meta would delete or replace resources"
    ]
    meta.answer("Rejected")
    assert meta.ended(commit)["status"] == "Failed"
