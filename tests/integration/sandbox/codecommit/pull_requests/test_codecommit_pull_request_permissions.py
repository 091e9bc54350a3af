"""What roles may do to pull requests is what is allowed on the pull request's repository."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from sandbox.git_repository import GitRepository

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


def allow(action: Any, repository: str, **more: Any) -> dict[str, Any]:
    arn = f"arn:aws:codecommit:us-east-1:123456789012:{repository}"
    return {"Effect": "Allow", "Action": action, "Resource": arn, **more}


def denied(call: Callable[..., Any], *args: Any, **asked: Any) -> str:
    with pytest.raises(ClientError) as raised:
        call(*args, **asked)
    assert raised.value.response["Error"]["Code"] == "AccessDeniedException"
    return raised.value.response["Error"]["Message"]


def test_a_pull_request_is_asked_about_by_its_repository(
    acting_as: Any, name: str, pull_request: str
) -> None:
    role = acting_as(policy=[allow("codecommit:GetPullRequest", name)])
    assert role.get_pull_request(pullRequestId=pull_request)["pullRequest"]
    message = denied(role.update_pull_request_title, pullRequestId=pull_request, title="t")
    assert "perform: codecommit:UpdatePullRequestTitle on resource: arn:aws:codecommit:" in message
    assert f":{name} because" in message


def test_permission_on_another_repository_is_none(acting_as: Any, pull_request: str) -> None:
    role = acting_as(policy=[allow("codecommit:*", "other")])
    denied(role.get_pull_request, pullRequestId=pull_request)
    denied(role.get_pull_request, pullRequestId="999999999")


def test_a_pull_request_is_made_in_the_repository_of_its_target(
    acting_as: Any, name: str, feature: str
) -> None:
    role = acting_as(policy=[allow("codecommit:CreatePullRequest", name)])
    target = {"repositoryName": name, "sourceReference": "feature"}
    assert role.create_pull_request(title="t", targets=[target])["pullRequest"]
    denied(role.create_pull_request, title="t", targets=[{**target, "repositoryName": "other"}])


def test_a_merge_is_allowed_into_the_branch_of_the_condition_only(
    client: "CodeCommitClient",
    acting_as: Any,
    name: str,
    git: GitRepository,
    base: str,
    feature: str,
    propose: Any,
) -> None:
    client.create_branch(repositoryName=name, branchName="protected", commitId=base)
    target = {
        "repositoryName": name,
        "sourceReference": "feature",
        "destinationReference": "protected",
    }
    into_main, into_protected = propose(), propose(targets=[target])
    condition = {"StringEquals": {"codecommit:References": "refs/heads/main"}}
    role = acting_as(
        policy=[allow("codecommit:MergePullRequestByFastForward", name, Condition=condition)]
    )
    merge = role.merge_pull_request_by_fast_forward
    denied(merge, pullRequestId=into_protected, repositoryName=name)
    merge(pullRequestId=into_main, repositoryName=name)
    assert (git.head("main"), git.head("protected")) == (feature, base)


def test_a_branch_is_deleted_by_who_may_delete_that_branch(
    acting_as: Any, name: str, git: GitRepository, base: str
) -> None:
    for branch in ("tagboat/web", "release"):
        assert git.move_branch(branch, base, None)
    condition = {"StringLike": {"codecommit:References": "refs/heads/tagboat/*"}}
    role = acting_as(policy=[allow("codecommit:DeleteBranch", name, Condition=condition)])
    denied(role.delete_branch, repositoryName=name, branchName="release")
    role.delete_branch(repositoryName=name, branchName="tagboat/web")
    assert git.branches() == ["main", "release"]
