"""Close a pull request with a comment."""

import hashlib

from tagboat.git_hosts.codecommit.repository import Repository
from tagboat.git_hosts.codecommit.shown import fitting_description


def withdraw(repository: Repository, number: str, comment: str) -> None:
    """Say why, then close. What has ended already stays as it is."""
    client = repository.client
    found = client.get_pull_request(pullRequestId=number)["pullRequest"]
    if found["pullRequestStatus"] == "CLOSED":
        return
    target = found["pullRequestTargets"][0]
    before, after = target["destinationCommit"], target["sourceCommit"]
    if before != after:  # Nothing to comment on, by CodeCommit's rules.
        client.post_comment_for_pull_request(
            pullRequestId=number,
            repositoryName=repository.name,
            beforeCommitId=before,
            afterCommitId=after,
            content=fitting_description(comment),
            # The same comment is not made twice when its closing has to be tried again.
            clientRequestToken=hashlib.sha256(f"{number}\0{comment}".encode()).hexdigest(),
        )
    client.update_pull_request_status(pullRequestId=number, pullRequestStatus="CLOSED")
