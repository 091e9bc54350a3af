"""Whether a token may write on GitHub: writes that it is asked to make and never can.

GitHub tells a user's permissions ("Objects", `Repository.viewerPermission`) but not what is left of
them in a token that is for some things only, nor what an App may do. It refuses those that may not
before it looks at what is asked for: that is how its REST API is described ("Permissions required
for fine-grained personal access tokens"), and what people report of GraphQL; by GraphQL on
github.com it is unverified here.

A commit is asked for on a head that is no commit, and without a change. A pull request is asked for
from a branch into itself. Neither can be made, whatever the repository looks like by then.
"""

from typing import Any

from tagboat.core.errors import CommitRefused, HeadMoved
from tagboat.core.examination import Check, Subject, unknown
from tagboat.git_hosts.github.commit_on_branch import ASKED, COMMIT
from tagboat.git_hosts.github.requests import GitHubRequests

NO_COMMIT = "7461676261740000000000000000646f63746f72"
"""The id of nothing: to have a commit with it, somebody would have to break SHA-1."""
_NEVER = "Never made: tagboat doctor asks whether it may be"
_COMMIT = (
    f"mutation($input: CreateCommitOnBranchInput!) {{ {COMMIT}(input: $input) {{ {ASKED} }} }}"
)
_PULL_REQUEST = (
    "mutation($input: CreatePullRequestInput!)"
    " { createPullRequest(input: $input) { pullRequest { number } } }"
)


def commit(requests: GitHubRequests, branch: str) -> Check | None:
    """Ask for a commit; None if it is refused for nothing but its head.

    Raises:
        TagboatError: It is refused for another reason.
    """
    wanted: dict[str, Any] = {
        "branch": {"repositoryNameWithOwner": requests.repository, "branchName": branch},
        "expectedHeadOid": NO_COMMIT,
        "message": {"headline": _NEVER},
        "fileChanges": {},
    }
    try:
        requests.graphql(_COMMIT, {"input": wanted}, branch)
    except HeadMoved:
        return None
    return _surprise(Subject.COMMIT)


def pull_request(requests: GitHubRequests, branch: str) -> Check | None:
    """Ask for a pull request; None if it is refused for nothing but having no commits.

    Raises:
        TagboatError: It is refused for another reason.
    """
    wanted = {
        "repositoryId": requests.ask_id(branch),
        "baseRefName": branch,
        "headRefName": branch,
        "title": _NEVER,
    }
    try:
        requests.graphql(_PULL_REQUEST, {"input": wanted}, branch)
    except CommitRefused as refused:
        if "No commits between" in str(refused):
            return None
        raise
    return _surprise(Subject.PULL_REQUEST)


def _surprise(subject: Subject) -> Check:
    return unknown(subject, "GitHub did not refuse what cannot be made. Please report it.")
