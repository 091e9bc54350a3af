"""What the role may do in a repository on CodeCommit.

IAM decides before CodeCommit looks at what is asked for ("Policy evaluation logic"): a request that
names a commit or a branch that is not there is refused for that only where it is allowed. None of
those that are sent can be carried out.

Merging has no such request. Which branch a merge is of, which the role's policy names
(`codecommit:References`), is known of a pull request that is there only, so it stays unknown.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any
from uuid import uuid4

from botocore.exceptions import ClientError

from tagboat.core.errors import TagboatError
from tagboat.core.examination import Check, Needs, Subject, missing, of_error, ok, unknown
from tagboat.core.pull_requests.proposal import MergeMethod
from tagboat.git_hosts.codecommit.errors import translated
from tagboat.git_hosts.codecommit.repository import Repository

NO_COMMIT = "7461676261740000000000000000646f63746f72"
"""The id of nothing: to have a commit with it, somebody would have to break SHA-1."""
_NOT_THERE = {
    "BranchNameExistsException",  # A branch of a pull request that is there already.
    "CommitDoesNotExistException",
    "CommitIdDoesNotExistException",
    "ParentCommitDoesNotExistException",
    "ReferenceDoesNotExistException",
}


def examine(repository: Repository, needs: Needs) -> Sequence[Check]:
    """Check what is wanted. As `ExaminedHost.examine` has it."""
    return list(_checks(repository, needs))


def _checks(repository: Repository, needs: Needs) -> Iterator[Check]:
    yield ok(Subject.CREDENTIALS, "CodeCommit takes the function's role.")
    if needs.commits:
        requests = [partial(_commit, repository, needs)]
        refused = _refused(Subject.COMMIT, repository, needs.branch, requests)
        yield refused or ok(Subject.COMMIT, f"The role may commit on {needs.branch}.")
    if needs.proposals:
        yield _propose(repository, needs)
    if needs.methods:
        yield _auto_merge(needs)


def _propose(repository: Repository, needs: Needs) -> Check:
    for branch in needs.proposals:
        requests = [partial(_branch, repository, branch), partial(_pull_request, repository, needs)]
        if refused := _refused(Subject.PULL_REQUEST, repository, branch, requests):
            return refused
    says = f"The role may propose from {', '.join(needs.proposals)}."
    return ok(Subject.PULL_REQUEST, says)


def _auto_merge(needs: Needs) -> Check:
    if MergeMethod.REBASE in needs.methods:
        says = "CodeCommit has no rebase. Let auto_merge be squash, merge or fast-forward."
        return missing(Subject.AUTO_MERGE, says)
    return unknown(
        Subject.AUTO_MERGE,
        f"The role of the template may merge into {needs.branch}; whether another policy denies it"
        " shows only in a merge.",
    )


def _refused(
    subject: Subject,
    repository: Repository,
    branch: str,
    requests: Sequence[Callable[[], object]],
) -> Check | None:
    """What is in the way of requests; None if each is refused for what it names alone."""
    try:
        with translated(repository.name, branch):
            for request in requests:
                if not _names_nothing(request):
                    return unknown(subject, "CodeCommit did what cannot be done. Please report it.")
    except TagboatError as error:
        return _of_refusal(subject, error, branch)
    return None


def _of_refusal(subject: Subject, error: TagboatError, branch: str) -> Check:
    check = of_error(subject, error)
    if subject is not Subject.PULL_REQUEST:
        return check
    more = f"{check.says} {branch} has to be among the parameter PullRequestBranches."
    return Check(check.subject, check.verdict, more)


def _names_nothing(request: Callable[[], object]) -> bool:
    try:
        request()
    except ClientError as error:
        if error.response["Error"]["Code"] in _NOT_THERE:
            return True
        raise
    return False


def _commit(repository: Repository, needs: Needs) -> object:
    return repository.client.create_commit(
        repositoryName=repository.name,
        branchName=needs.branch,
        parentCommitId=NO_COMMIT,
        commitMessage="Never made: tagboat doctor asks whether it may be",
        putFiles=[{"filePath": ".tagboat-doctor", "fileContent": b"never written\n"}],
    )


def _branch(repository: Repository, branch: str) -> object:
    return repository.client.create_branch(
        repositoryName=repository.name, branchName=branch, commitId=NO_COMMIT
    )


def _pull_request(repository: Repository, needs: Needs) -> object:
    """Ask for one from a branch that nobody has: its name is new each time."""
    target: Any = {
        "repositoryName": repository.name,
        "sourceReference": f"tagboat-doctor/{uuid4().hex}",
        "destinationReference": needs.branch,
    }
    return repository.client.create_pull_request(
        title="Never made: tagboat doctor asks whether it may be", targets=[target]
    )
