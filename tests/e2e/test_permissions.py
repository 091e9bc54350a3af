"""What the role grants is what the code calls: no more, and no less."""

import json

import pytest

from sandbox.aws.codecommit import codecommit_error
from sandbox.aws.permissions import granted_actions
from sandbox.github import secondary_rate_limit
from tagboat.updating.patience import ATTEMPTS
from tests.e2e.deployed import Deployed

# IAM has one action for a request and for a batch of them: "Amazon SQS API permissions".
_SAME_ACTION = {
    "sqs:ChangeMessageVisibilityBatch": "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessageBatch": "sqs:DeleteMessage",
}
# What no rule asks for in this test: tests/integration/codecommit/test_pull_request_permissions.py
# compares these with what is called.
_OF_PULL_REQUESTS = {
    f"codecommit:{operation}"
    for operation in (
        *("GetBranch", "GetCommit", "GetMergeConflicts", "ListPullRequests", "GetPullRequest"),
        *("DescribePullRequestEvents", "CreateBranch", "DeleteBranch", "MergeBranchesByThreeWay"),
        *("CreatePullRequest", "UpdatePullRequestTitle", "UpdatePullRequestDescription"),
        *("UpdatePullRequestStatus", "PostCommentForPullRequest", "MergePullRequestBySquash"),
        *("MergePullRequestByThreeWay", "MergePullRequestByFastForward"),
    )
}


@pytest.mark.parametrize("host", ["codecommit", "github"])
def test_the_role_grants_exactly_what_is_called(request: pytest.FixtureRequest, host: str) -> None:
    deployed: Deployed = request.getfixturevalue(host)
    role = _role(deployed)
    _use_everything(deployed)
    called = {
        _SAME_ACTION.get(operation, operation)
        for operation in deployed.cloud.aws.log.operations(principal=role)
    }
    granted = {action for action, _ in _granted(deployed, role)}
    assert called == granted - _OF_PULL_REQUESTS
    assert not [resource for _, resource in _granted(deployed, role) if resource == "*"]


def _use_everything(deployed: Deployed) -> None:
    image = deployed.add_rule("permitted", {"permitted/tag": b"v1\n"}, "permitted/*")
    deployed.push(image, "v2")
    deployed.send("not an event")
    deployed.dead_letters()

    def fail() -> None:
        if deployed.host == "github":
            raise secondary_rate_limit(retry_after=60)
        raise codecommit_error("ParentCommitIdOutdatedException", "The head has moved")

    if deployed.host == "github":
        deployed.cloud.github.interruptions.before_next("repository", fail)
    else:
        deployed.cloud.aws.interruptions.before_next("CreateCommit", fail, times=ATTEMPTS)
    assert len(deployed.push(image, "v3")) == 1
    assert deployed.time_passes() == ()
    assert deployed.content("permitted/tag") == b"v3\n"


def _role(deployed: Deployed) -> str:
    found = deployed.cloud.aws.client("cloudformation").describe_stack_resource(
        StackName=deployed.stack, LogicalResourceId="ImagePushedRole"
    )
    return str(found["StackResourceDetail"]["PhysicalResourceId"])


def _granted(deployed: Deployed, role: str) -> set[tuple[str, str]]:
    iam = deployed.cloud.aws.client("iam")
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    names = iam.list_role_policies(RoleName=role)["PolicyNames"]
    documents = [
        iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"] for name in names
    ]
    return granted_actions(json.dumps(document) for document in documents)
