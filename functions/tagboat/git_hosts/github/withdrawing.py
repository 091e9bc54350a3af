"""Close a pull request on GitHub, with a comment that says why."""

from tagboat.core.pull_requests.standing import PullRequest
from tagboat.git_hosts.github.requests import GitHubRequests

_WITHDRAW = """
mutation($comment: AddCommentInput!, $close: ClosePullRequestInput!) {
  addComment(input: $comment) { clientMutationId }
  closePullRequest(input: $close) { clientMutationId }
}
"""


def withdraw(requests: GitHubRequests, pull_request: PullRequest, comment: str) -> None:
    """Close it. As `GitHost.withdraw` has it; that it is closed weighs more than what is said."""
    variables = {
        "comment": {"subjectId": pull_request.key, "body": comment},
        "close": {"pullRequestId": pull_request.key},
    }
    done = requests.mutate(_WITHDRAW, variables, pull_request.name)
    if refused := done.errors.get("closePullRequest"):
        raise refused
