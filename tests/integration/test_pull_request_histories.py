"""Whatever people, other functions and the network do, pull requests keep their promises.

As tests/unit/test_pull_requests_over_time.py has it over the fake, on the sandbox's hosts.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from sandbox.aws.server import AwsServer
from tests.contract.proposing.codecommit import codecommit
from tests.contract.proposing.github import github
from tests.contract.proposing.gitlab import gitlab
from tests.integration.pull_request_histories import History, OnSandbox

_HOSTS: Mapping[str, Callable[[AwsServer, Path], AbstractContextManager[OnSandbox]]] = {
    "codecommit": codecommit,
    "github": github,
    "gitlab": gitlab,
}
_OPERATIONS: Mapping[str, Sequence[str]] = {
    "codecommit": (
        *("GetFile", "GetMergeConflicts", "ListPullRequests", "GetPullRequest", "GetCommit"),
        *("GetBranch", "CreateBranch", "CreateCommit", "DeleteBranch", "CreatePullRequest"),
        *("UpdatePullRequestTitle", "MergeBranchesByThreeWay", "MergePullRequestBySquash"),
        *("UpdatePullRequestStatus", "GetDifferences"),
    ),
    "github": (
        *("repository", "git/create-tree", "git/create-commit", "createRef", "updateRefs"),
        *("createPullRequest", "updatePullRequest", "enablePullRequestAutoMerge"),
        *("mergePullRequest", "addComment", "closePullRequest"),
    ),
    "gitlab": ("info/refs git-upload-pack", "git-upload-pack", "git-receive-pack"),
}


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("host", _HOSTS)
def test_promises_are_kept(aws: AwsServer, tmp_path: Path, host: str, seed: int) -> None:
    with _HOSTS[host](aws, tmp_path) as people:
        history = History(people, _OPERATIONS[host], seed)
        history.run(steps=25)
        history.end()
