"""What a request touches, for the condition key codecommit:References and for its resource."""

from typing import Any

import pytest

from sandbox.aws.codecommit import asked_resource, touched_references


@pytest.mark.parametrize(
    ("operation", "parameters", "references"),
    [
        ("DeleteBranch", {"branchName": "tagboat/web"}, ("refs/heads/tagboat/web",)),
        ("MergeBranchesByThreeWay", {"targetBranch": "main"}, ("refs/heads/main",)),
        (
            "MergeBranchesByThreeWay",
            {"destinationCommitSpecifier": "refs/heads/main"},
            ("refs/heads/main",),
        ),
        ("MergePullRequestByFastForward", {"pullRequestId": "0"}, ()),
        ("CreatePullRequest", {"targets": [{"destinationReference": "main"}]}, ()),
        ("CreateCommit", {"branchName": "main"}, ("refs/heads/main",)),
        ("CreateBranch", {"branchName": "tagboat/web"}, ("refs/heads/tagboat/web",)),
        ("PutFile", {"branchName": "main"}, ("refs/heads/main",)),
        ("CreateCommit", {}, ()),
        ("GetBranch", {"branchName": "main"}, ()),
        ("GetFile", {"commitSpecifier": "main"}, ()),
    ],
)
def test_only_requests_that_move_a_branch_have_references(
    operation: str, parameters: dict[str, Any], references: tuple[str, ...]
) -> None:
    here = {"account": "123456789012", "region": "eu-west-1"}
    assert touched_references(operation, parameters, **here) == references


def test_a_request_is_about_the_repository_that_it_names() -> None:
    here = {"account": "123456789012", "region": "eu-west-1"}
    assert (
        asked_resource({"repositoryName": "infra"}, **here)
        == "arn:aws:codecommit:eu-west-1:123456789012:infra"
    )
    assert (
        asked_resource({"targets": [{"repositoryName": "infra"}]}, **here)
        == "arn:aws:codecommit:eu-west-1:123456789012:infra"
    )
    assert asked_resource({}, **here) == "*"
    assert asked_resource({"pullRequestId": "0"}, **here) == "*"
