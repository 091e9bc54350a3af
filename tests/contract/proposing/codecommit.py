"""Pull requests on CodeCommit: the person's side of them, and the role that Tagboat has."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
from botocore.config import Config

from sandbox.aws.codecommit import codecommit_error
from sandbox.aws.server import REGION, AwsServer
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.core.pull_requests.standing import State
from tagboat.git_hosts.base import GitHost
from tagboat.git_hosts.codecommit.host import CodeCommit
from tests.contract.hosted.codecommit import OnCodeCommit
from tests.contract.proposing.base import Abilities, Shown
from tests.contract.proposing.on_server import PullRequestsOnServer

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient
    from mypy_boto3_codecommit.type_defs import PullRequestTypeDef

READS = [f"codecommit:{verb}*" for verb in ("Describe", "Get", "List")]
WRITES = ("CreateBranch", "CreateCommit", "DeleteBranch", "MergeBranchesByThreeWay")
MERGES = [f"codecommit:MergePullRequestBy{way}" for way in ("FastForward", "Squash", "ThreeWay")]
APPROVAL = {
    "Version": "2018-11-08",
    "Statements": [{"Type": "Approvers", "NumberOfApprovalsNeeded": 1}],
}


def allow(action: str | list[str]) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": "*"}


def deny(action: str | list[str], **more: Any) -> dict[str, Any]:
    return {**allow(action), "Effect": "Deny", **more}


class Role:
    """A role of Tagboat's own, which may do anything until a test says otherwise."""

    def __init__(self, aws: AwsServer) -> None:
        self._iam, self.name = aws.client("iam"), f"tagboat-{uuid4().hex}"
        self._iam.create_role(RoleName=self.name, AssumeRolePolicyDocument="{}")
        self._statements: list[dict[str, Any]] = []
        self.may(allow("codecommit:*"))
        session = aws.client("sts").assume_role(
            RoleArn=f"arn:aws:iam::123456789012:role/{self.name}", RoleSessionName="tagboat"
        )["Credentials"]
        self.client: CodeCommitClient = boto3.client(
            "codecommit",
            endpoint_url=aws.url,
            region_name=REGION,
            aws_access_key_id=session["AccessKeyId"],
            aws_secret_access_key=session["SecretAccessKey"],
            aws_session_token=session["SessionToken"],
            config=Config(retries={"total_max_attempts": 1}),
        )

    def may(self, *statements: dict[str, Any], besides: bool = False) -> None:
        self._statements = [*(self._statements if besides else []), *statements]
        document = {"Version": "2012-10-17", "Statement": self._statements}
        self._iam.put_role_policy(
            RoleName=self.name, PolicyName="own", PolicyDocument=json.dumps(document)
        )


class OnCodeCommitWithPullRequests(OnCodeCommit, PullRequestsOnServer):
    """CodeCommit, with a role for Tagboat; the person is the account's root user."""

    abilities = Abilities(
        methods=frozenset(MergeMethod) - {MergeMethod.REBASE},
        labels=False,
        reviewers=False,
        assignees=False,
        drafts=False,
        knows_people=False,
        waits=False,
        begins_in_place=False,
    )
    reviewer = ""
    first_steps = ("GetBranch", "CreateBranch", "CreateCommit", "MergeBranchesByThreeWay")

    def __init__(self, aws: AwsServer, name: str) -> None:
        self.name, self.role = name, Role(aws)
        super().__init__(aws, name)
        self._client = self._connect()

    def again(self) -> GitHost:
        return CodeCommit(self.role.client, self.name)  # A client keeps nothing of repositories.

    def delete_branch(self, branch: str) -> None:
        self._client.delete_branch(repositoryName=self.name, branchName=branch)

    def pull_requests(self) -> list[Shown]:
        numbers = self._client.list_pull_requests(repositoryName=self.name)["pullRequestIds"]
        return [self._shown(number) for number in sorted(numbers, key=int)]

    def propose_as_a_person(self, branch: str, base: str) -> str:
        answer = self._client.create_pull_request(
            title="A person's",
            targets=[
                {
                    "repositoryName": self.name,
                    "sourceReference": branch,
                    "destinationReference": base,
                }
            ],
        )
        return f"#{answer['pullRequest']['pullRequestId']}"

    def propose_from_a_fork(self, branch: str) -> None:
        raise AssertionError(f"CodeCommit has no forks to propose {branch} from")

    def close(self, name: str) -> None:
        self._client.update_pull_request_status(
            pullRequestId=_number(name), pullRequestStatus="CLOSED"
        )

    def merge(self, name: str) -> str:
        answer = self._client.merge_pull_request_by_squash(
            pullRequestId=_number(name),
            repositoryName=self.name,
            conflictDetailLevel="LINE_LEVEL",
        )["pullRequest"]
        return answer["pullRequestTargets"][0]["mergeMetadata"]["mergeCommitId"]

    def require_checks(self) -> None:
        """Somebody has to approve, the only check that CodeCommit has."""
        self._client.create_approval_rule_template(
            approvalRuleTemplateName=self.name, approvalRuleTemplateContent=json.dumps(APPROVAL)
        )
        self._client.associate_approval_rule_template_with_repository(
            approvalRuleTemplateName=self.name, repositoryName=self.name
        )

    def pass_checks(self) -> None:
        for number in self._client.list_pull_requests(
            repositoryName=self.name, pullRequestStatus="OPEN"
        )["pullRequestIds"]:
            found = self._client.get_pull_request(pullRequestId=number)["pullRequest"]
            self._client.update_pull_request_approval_state(
                pullRequestId=number, revisionId=found["revisionId"], approvalState="APPROVE"
            )

    def forbid_auto_merge(self) -> None:
        self.role.may(deny(MERGES), besides=True)

    def protect_branch(self, branch: str) -> None:
        references = {"codecommit:References": f"refs/heads/{branch}"}
        writes = [f"codecommit:{write}" for write in WRITES]
        self.role.may(deny(writes, Condition={"StringEquals": references}), besides=True)

    def expire(self) -> None:
        raise codecommit_error("ExpiredTokenException", "The security token is expired")

    def restore(self) -> None:
        self.interruptions.clear()

    def forbid_proposals(self) -> None:
        self.role.may(allow(READS))

    def fail_next(self, operation: str, code: str) -> None:
        """Let CodeCommit answer the next request of an operation with an error."""
        self._aws.interruptions.before_next(operation, lambda: _fail(code))

    def _shown(self, number: str) -> Shown:
        found = self._client.get_pull_request(pullRequestId=number)["pullRequest"]
        comments = self._client.get_comments_for_pull_request(pullRequestId=number)
        return Shown(
            name=f"#{number}",
            state=_state(found),
            title=found["title"],
            body=found["description"],
            comments=tuple(
                comment["content"]
                for data in comments["commentsForPullRequestData"]
                for comment in data["comments"]
            ),
        )


def _fail(code: str) -> None:
    raise codecommit_error(code, "It is said so")


def _number(name: str) -> str:
    return name.removeprefix("#")


def _state(found: "PullRequestTypeDef") -> State:
    if found["pullRequestStatus"] == "OPEN":
        return State.OPEN
    merged = found["pullRequestTargets"][0]["mergeMetadata"]["isMerged"]
    return State.MERGED if merged else State.CLOSED


@contextmanager
def codecommit(aws: AwsServer, _: Path) -> Iterator[OnCodeCommitWithPullRequests]:
    """A repository of the local AWS."""
    yield OnCodeCommitWithPullRequests(aws, f"infra-{uuid4().hex[:8]}")
    aws.interruptions.clear()
