"""Which operations on pull requests there are, and which of their parameters."""

from sandbox.aws.codecommit.merges.merging import MERGE_PARAMETERS
from sandbox.aws.codecommit.operation import Operation
from sandbox.aws.codecommit.pull_requests import (
    approving,
    commenting,
    merging,
    reading,
    templates,
    updating,
)
from sandbox.aws.codecommit.pull_requests.creating import create_pull_request
from sandbox.aws.codecommit.pull_requests.events import describe_pull_request_events
from sandbox.aws.codecommit.pull_requests.following import CarryOut, in_turn
from sandbox.aws.codecommit.pull_requests.rules import create_pull_request_approval_rule


def _operation(carry_out: CarryOut, parameters: str) -> Operation:
    return Operation(in_turn(carry_out), parameters)


OPERATIONS = {
    "AssociateApprovalRuleTemplateWithRepository": _operation(
        templates.associate_approval_rule_template_with_repository,
        "approvalRuleTemplateName repositoryName",
    ),
    "CreateApprovalRuleTemplate": _operation(
        templates.create_approval_rule_template,
        "approvalRuleTemplateName approvalRuleTemplateContent approvalRuleTemplateDescription",
    ),
    "CreatePullRequest": _operation(
        create_pull_request, "title description targets clientRequestToken"
    ),
    "CreatePullRequestApprovalRule": _operation(
        create_pull_request_approval_rule, "pullRequestId approvalRuleName approvalRuleContent"
    ),
    "DescribePullRequestEvents": _operation(
        describe_pull_request_events,
        "pullRequestId pullRequestEventType actorArn nextToken maxResults",
    ),
    "EvaluatePullRequestApprovalRules": _operation(
        approving.evaluate_pull_request_approval_rules, "pullRequestId revisionId"
    ),
    "GetCommentsForPullRequest": _operation(
        commenting.get_comments_for_pull_request,
        "pullRequestId repositoryName beforeCommitId afterCommitId nextToken maxResults",
    ),
    "GetPullRequestApprovalStates": _operation(
        approving.get_pull_request_approval_states, "pullRequestId revisionId"
    ),
    "GetPullRequest": _operation(reading.get_pull_request, "pullRequestId"),
    "ListPullRequests": _operation(
        reading.list_pull_requests,
        "repositoryName authorArn pullRequestStatus nextToken maxResults",
    ),
    "MergePullRequestByFastForward": _operation(
        merging.merge_pull_request_by_fast_forward, "pullRequestId repositoryName sourceCommitId"
    ),
    "MergePullRequestBySquash": _operation(
        merging.merge_pull_request_by_squash,
        f"pullRequestId repositoryName sourceCommitId {MERGE_PARAMETERS}",
    ),
    "MergePullRequestByThreeWay": _operation(
        merging.merge_pull_request_by_three_way,
        f"pullRequestId repositoryName sourceCommitId {MERGE_PARAMETERS}",
    ),
    "OverridePullRequestApprovalRules": _operation(
        approving.override_pull_request_approval_rules, "pullRequestId revisionId overrideStatus"
    ),
    "PostCommentForPullRequest": _operation(
        commenting.post_comment_for_pull_request,
        "pullRequestId repositoryName beforeCommitId afterCommitId content clientRequestToken",
    ),
    "UpdatePullRequestApprovalState": _operation(
        approving.update_pull_request_approval_state, "pullRequestId revisionId approvalState"
    ),
    "UpdatePullRequestDescription": _operation(
        updating.update_pull_request_description, "pullRequestId description"
    ),
    "UpdatePullRequestStatus": _operation(
        updating.update_pull_request_status, "pullRequestId pullRequestStatus"
    ),
    "UpdatePullRequestTitle": _operation(updating.update_pull_request_title, "pullRequestId title"),
}
