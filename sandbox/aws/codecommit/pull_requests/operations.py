"""Which operations on pull requests there are, and which of their parameters."""

from sandbox.aws.codecommit.operation import Operation
from sandbox.aws.codecommit.pull_requests import merging, reading, updating
from sandbox.aws.codecommit.pull_requests.creating import create_pull_request
from sandbox.aws.codecommit.pull_requests.following import CarryOut, in_turn

_COMMITTED = (
    " conflictDetailLevel conflictResolutionStrategy commitMessage authorName email"
    " keepEmptyFolders"
)


def _operation(carry_out: CarryOut, parameters: str) -> Operation:
    return Operation(in_turn(carry_out), parameters)


OPERATIONS = {
    "CreatePullRequest": _operation(
        create_pull_request, "title description targets clientRequestToken"
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
        f"pullRequestId repositoryName sourceCommitId {_COMMITTED}",
    ),
    "MergePullRequestByThreeWay": _operation(
        merging.merge_pull_request_by_three_way,
        f"pullRequestId repositoryName sourceCommitId {_COMMITTED}",
    ),
    "UpdatePullRequestDescription": _operation(
        updating.update_pull_request_description, "pullRequestId description"
    ),
    "UpdatePullRequestStatus": _operation(
        updating.update_pull_request_status, "pullRequestId pullRequestStatus"
    ),
    "UpdatePullRequestTitle": _operation(updating.update_pull_request_title, "pullRequestId title"),
}
