"""Open a pull request, or change the open one, and merge it if it is to merge itself."""

import hashlib
import operator
from contextlib import suppress
from typing import TYPE_CHECKING

from tagboat.core.errors import HeadMoved
from tagboat.core.pull_requests.proposal import Proposal, Proposed
from tagboat.core.pull_requests.standing import PullRequest
from tagboat.git_hosts.codecommit.branches import begin
from tagboat.git_hosts.codecommit.files import create_commit
from tagboat.git_hosts.codecommit.merging import merge
from tagboat.git_hosts.codecommit.parallel import each
from tagboat.git_hosts.codecommit.rebuilding import Rebuilding, onto_base
from tagboat.git_hosts.codecommit.repository import Repository
from tagboat.git_hosts.codecommit.shown import (
    fitting_description,
    fitting_title,
    pull_request_name,
    pull_request_url,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_codecommit.type_defs import PullRequestTypeDef

_OTHER_TOKENS = 5
"""How often another token is tried after one that was used before."""


def propose(repository: Repository, proposal: Proposal) -> Proposed:
    """Make a pull request what it is proposed to be."""
    found = proposal.standing.open_pull_request
    if found is None:
        number, head = _open(repository, proposal)
    else:
        number, head = found.key, _change(repository, proposal, found)
    merged = merge(repository, number, head, proposal)
    return Proposed(
        name=pull_request_name(number),
        url=pull_request_url(repository, number),
        merge_commit=merged.commit,
        notes=(*_lacking(proposal), *merged.notes),
    )


def _open(repository: Repository, proposal: Proposal) -> tuple[str, str]:
    """Open one; its number, and the commit that its branch is at."""
    standing, base = proposal.standing, proposal.base
    left = standing.head.id if standing.head else None
    begin(repository, standing.branch, left, base.head)
    head = _commit(repository, proposal, base.head)
    token = _token(repository, proposal)
    answer = _create(repository, proposal, token)
    for _ in range(_OTHER_TOKENS):
        if answer["pullRequestStatus"] == "OPEN":
            break
        # The same was proposed before, and ended: this one is another.
        token = _hash(token, answer["pullRequestId"])
        answer = _create(repository, proposal, token)
    else:
        raise HeadMoved(f"CodeCommit answers with pull requests from {standing.branch} that ended")
    return answer["pullRequestId"], head


def _create(repository: Repository, proposal: Proposal, token: str) -> "PullRequestTypeDef":
    return repository.client.create_pull_request(
        title=fitting_title(proposal.title),
        description=fitting_description(proposal.body),
        targets=[
            {
                "repositoryName": repository.name,
                "sourceReference": proposal.standing.branch,
                "destinationReference": proposal.base.branch,
            }
        ],
        clientRequestToken=token,
    )["pullRequest"]


def _change(repository: Repository, proposal: Proposal, found: PullRequest) -> str:
    """Change an open one; the commit that its branch is at then."""
    head = found.head.id
    if not proposal.files:
        return head
    kept = Rebuilding(head)
    if found.conflicts or proposal.rebuilt:
        kept = onto_base(repository, proposal, head)
        head = kept.head
    client = repository.client
    with suppress(client.exceptions.NoChangeException):  # Only what is said of them is new.
        head = _commit(repository, proposal, head, kept)
    title, description = fitting_title(proposal.title), fitting_description(proposal.body)
    changes: list[Callable[[], object]] = [
        lambda: client.update_pull_request_title(pullRequestId=found.key, title=title),
        lambda: client.update_pull_request_description(
            pullRequestId=found.key, description=description
        ),
    ]
    each(operator.call, changes)
    return head


def _commit(
    repository: Repository, proposal: Proposal, parent: str, kept: Rebuilding | None = None
) -> str:
    branch, files, deleted = proposal.standing.branch, proposal.files, tuple[str, ...]()
    if kept is not None:
        files, deleted = {**kept.restored, **files}, tuple(kept.added)
    return create_commit(
        repository,
        branch,
        parent,
        files,
        proposal.message,
        proposal.author,
        deleted=deleted,
    )


def _token(repository: Repository, proposal: Proposal) -> str:
    """The same for the same proposal, so that one that is repeated opens no second pull request.

    It covers all that is asked for with it: CodeCommit refuses a token with other parameters.
    """
    base, files = proposal.base, proposal.files
    return _hash(
        *(repository.name, proposal.standing.branch, base.branch, base.head),
        *(proposal.title, proposal.body, proposal.message.text),
        *(f"{path} {hashlib.sha256(files[path].content).hexdigest()}" for path in sorted(files)),
    )


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _lacking(proposal: Proposal) -> list[str]:
    """A note on what CodeCommit's pull requests have not, if it is asked for."""
    wanted = {
        "labels": proposal.labels,
        "reviewers": proposal.reviewers,
        "assignees": proposal.assignees,
        "drafts": proposal.draft,
    }
    lacking = " and no ".join(name for name, asked in wanted.items() if asked)
    if not lacking:
        return []
    return [f"CodeCommit's pull requests have no {lacking}. Remove what asks for them."]
