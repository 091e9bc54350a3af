"""A repository with a branch to be merged, and what people and roles do to its pull request."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config

from sandbox.aws.server import AwsServer
from sandbox.git_repository import GitRepository

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient

ROOT = "arn:aws:iam::123456789012:root"

type Propose = Callable[..., str]
type As = Callable[..., "CodeCommitClient"]


@pytest.fixture
def base(git: GitRepository) -> str:
    """The commit that `main` and `feature` come from."""
    return git.commit({"readme": "r\n", "tag": "a\nb\nc\nd\ne\nf\ng\n"})


@pytest.fixture
def feature(git: GitRepository, base: str) -> str:
    """The tip of `feature`, one commit after `main`."""
    assert git.move_branch("feature", base, None)
    return git.commit({"tag": "ONE\nb\nc\nd\ne\nf\ng\n"}, "Change the tag", branch="feature")


@pytest.fixture
def propose(client: "CodeCommitClient", name: str, feature: str) -> Propose:
    """Propose to merge `feature` into `main`; the id of the pull request."""

    def propose(**more: Any) -> str:
        target = {
            "repositoryName": name,
            "sourceReference": "feature",
            "destinationReference": "main",
        }
        asked: Any = {"title": "Change the tag", "targets": [target], **more}
        return client.create_pull_request(**asked)["pullRequest"]["pullRequestId"]

    return propose


@pytest.fixture
def pull_request(propose: Propose) -> str:
    return propose()


@pytest.fixture
def unchecked(aws: AwsServer, client: "CodeCommitClient") -> "CodeCommitClient":
    """A client that sends what the model does not allow, so that the server must refuse it."""
    config = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
    return boto3.client(
        "codecommit",
        endpoint_url=aws.url,
        region_name="us-east-1",
        aws_access_key_id="anyone",
        aws_secret_access_key="anything",
        config=config,
    )


@pytest.fixture
def acting_as(aws: AwsServer, client: "CodeCommitClient") -> As:
    """A client that is a session of a new role which may do anything to CodeCommit."""

    def acting_as(role: str = "", session: str = "session", policy: Any = None) -> Any:
        iam, name = aws.client("iam"), role or f"role-{uuid4().hex}"
        statement = {"Effect": "Allow", "Action": "codecommit:*", "Resource": "*"}
        iam.create_role(RoleName=name, AssumeRolePolicyDocument="{}")
        document = {"Version": "2012-10-17", "Statement": policy or [statement]}
        iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=json.dumps(document))
        given = aws.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::123456789012:role/{name}", RoleSessionName=session
        )["Credentials"]
        return boto3.client(
            "codecommit",
            endpoint_url=aws.url,
            region_name="us-east-1",
            aws_access_key_id=given["AccessKeyId"],
            aws_secret_access_key=given["SecretAccessKey"],
            aws_session_token=given["SessionToken"],
            config=Config(retries={"total_max_attempts": 1}),
        )

    return acting_as
