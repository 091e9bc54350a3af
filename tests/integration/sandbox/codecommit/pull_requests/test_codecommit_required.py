"""What a request must say is asked for by the error of the model, not by the client alone."""

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from botocore import xform_name
from botocore.exceptions import ClientError

from sandbox.aws.codecommit.operations import OPERATIONS

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient

NEW = [
    name for name in OPERATIONS if re.search("PullRequest|Merge|ApprovalRule|DeleteBranch", name)
]


@pytest.mark.parametrize("operation", NEW)
def test_a_request_that_says_nothing_is_told_what_is_missing(
    unchecked: "CodeCommitClient", operation: str
) -> None:
    with pytest.raises(ClientError) as raised:
        getattr(unchecked, xform_name(operation))()
    error = raised.value.response["Error"]["Code"]
    assert error.endswith("RequiredException"), raised.value


@pytest.mark.parametrize(
    ("operation", "asked", "error"),
    [
        ("create_pull_request", {"targets": []}, "TargetsRequired"),
        ("create_pull_request", {"targets": [{}]}, "TitleRequired"),
        ("create_pull_request", {"targets": [{}], "title": "t"}, "RepositoryNameRequired"),
        ("update_pull_request_description", {}, "InvalidDescription"),
        ("update_pull_request_status", {}, "PullRequestStatusRequired"),
        ("merge_pull_request_by_squash", {}, "RepositoryNameRequired"),
        ("update_pull_request_approval_state", {}, "RevisionIdRequired"),
        ("override_pull_request_approval_rules", {"revisionId": "0" * 64}, "OverrideStatusRequire"),
        ("create_pull_request_approval_rule", {}, "ApprovalRuleNameRequired"),
        (
            "create_pull_request_approval_rule",
            {"approvalRuleName": "n"},
            "ApprovalRuleContentRequired",
        ),
        ("create_approval_rule_template", {}, "ApprovalRuleTemplateNameRequired"),
        (
            "create_approval_rule_template",
            {"approvalRuleTemplateName": "n"},
            "ApprovalRuleTemplateContentRequired",
        ),
    ],
)
def test_what_is_missing_is_named(
    unchecked: "CodeCommitClient",
    pull_request: str,
    operation: str,
    asked: dict[str, Any],
    error: str,
) -> None:
    takes = unchecked.meta.service_model.operation_model(
        unchecked.meta.method_to_api_mapping[operation]
    ).input_shape
    assert takes is not None
    named = {"pullRequestId": pull_request} if "pullRequestId" in takes.members else {}
    with pytest.raises(ClientError, match=error):
        getattr(unchecked, operation)(**named, **asked)


def test_without_a_token_every_request_makes_a_pull_request(
    client: "CodeCommitClient", name: str, propose: Any
) -> None:
    def without_token(params: dict[str, Any], **_: Any) -> None:
        body = json.loads(params["body"])
        del body["clientRequestToken"]  # The SDK has put one there.
        params["body"] = json.dumps(body).encode()

    client.meta.events.register("before-call.codecommit.CreatePullRequest", without_token)
    ids = [propose(), propose()]
    assert client.list_pull_requests(repositoryName=name)["pullRequestIds"] == ids[::-1]
    assert "clientRequestToken" not in client.get_pull_request(pullRequestId=ids[0])["pullRequest"]
