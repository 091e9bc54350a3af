"""CodeCommit on a local AWS."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from botocore.config import Config

from sandbox.aws.codecommit import codecommit_error, repository
from sandbox.aws.server import AwsServer
from tagboat.core.reverts.own_commits import MOST_WALKED
from tagboat.git_hosts.base import GitHost
from tagboat.git_hosts.codecommit.host import CodeCommit
from tagboat.whole_answers import refuse_cut_answers
from tests.contract.hosted.base import Failure
from tests.contract.hosted.on_git import OnServer, Operations

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient

_TRUST = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::123456789012:root"},
    "Action": "sts:AssumeRole",
}
_READ = [f"codecommit:{read}" for read in ("GetFile", "GetFolder", "GetCommit")]
_READ += ["codecommit:ListFileCommitHistory"]
_PROTECTED = {
    # "Limit pushes and merges to branches in AWS CodeCommit".
    "Effect": "Deny",
    "Action": ["codecommit:GitPush", "codecommit:CreateCommit"],
    "Resource": "*",
    "Condition": {"StringEqualsIfExists": {"codecommit:References": ["refs/heads/main"]}},
}


def _long_ago() -> datetime:
    """A time at which all commits of the contract are recent."""
    return datetime(2020, 1, 1, tzinfo=UTC)


class OnCodeCommit(OnServer):
    """CodeCommit."""

    lists_removals = False
    looks_back = MOST_WALKED
    attempts = 1
    largest_file = 6_000_000
    operations: ClassVar[Operations] = {
        "read": ("GetFile",),
        "find": ("GetFolder",),
        "history": ("ListFileCommitHistory",),
        "commit": ("CreateCommit",),
    }

    def __init__(self, aws: AwsServer, name: str) -> None:
        self._aws, self._name, self.asked = aws, name, aws.log
        self._connect = partial(_client, aws)
        self._connect().create_repository(repositoryName=name)
        self.git_host: GitHost = self.again()
        super().__init__(repository(name), aws.interruptions)

    def again(self) -> GitHost:
        return CodeCommit(self._connect(), self._name, _long_ago)

    def impatient(self) -> GitHost:
        return CodeCommit(self._connect(read_seconds=1), self._name)

    def on_missing_repository(self) -> GitHost:
        return CodeCommit(self._connect(), "no-such-repository")

    def on_empty_repository(self) -> GitHost:
        client, name = self._connect(), f"empty-{uuid4().hex[:8]}"
        client.create_repository(repositoryName=name)
        return CodeCommit(client, name)

    def refusal(self, how: Failure) -> Exception:
        code = "ThrottlingException" if how == "throttled" else "InternalFailure"
        return codecommit_error(code, "Rate exceeded")

    def protect(self) -> None:
        allowed = _allow(*_READ, "codecommit:CreateCommit")
        self.git_host = CodeCommit(self._as_role(allowed, _PROTECTED), self._name)

    def read_only(self) -> GitHost:
        return CodeCommit(self._as_role(_allow(*_READ)), self._name)

    def expire_credentials(self) -> None:
        def expire() -> None:
            raise codecommit_error("ExpiredTokenException", "The security token is expired")

        for operation in ("GetFile", "GetFolder", "GetCommit", "CreateCommit"):
            self._aws.interruptions.before_next(operation, expire)

    def _as_role(self, *statements: dict[str, Any]) -> "CodeCommitClient":
        """A client that does what a role may."""
        iam, name = self._aws.client("iam"), f"role-{uuid4().hex[:8]}"
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=_policy(_TRUST))
        iam.put_role_policy(RoleName=name, PolicyName="p", PolicyDocument=_policy(*statements))
        assumed = self._aws.client("sts").assume_role(
            RoleArn=role["Role"]["Arn"], RoleSessionName="contract"
        )["Credentials"]
        return self._connect(
            assumed["AccessKeyId"], assumed["SecretAccessKey"], assumed["SessionToken"]
        )


def _client(aws: AwsServer, *credentials: str, read_seconds: float = 30) -> "CodeCommitClient":
    """A client that asks once."""
    config = Config(retries={"total_max_attempts": 1}, read_timeout=read_seconds)
    client: CodeCommitClient = aws.client("codecommit", *credentials, config=config)
    refuse_cut_answers(client)
    return client


def _allow(*actions: str) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": list(actions), "Resource": "*"}


def _policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


@contextmanager
def codecommit(aws: AwsServer, _: Path) -> Iterator[OnCodeCommit]:
    """A repository of the local AWS."""
    yield OnCodeCommit(aws, f"infra-{uuid4().hex[:8]}")
    aws.interruptions.clear()
