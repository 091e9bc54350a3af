"""The git hosts that the contract suite runs over, by the names of its parameters."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from sandbox.aws.server import AwsServer
from tests.contract.hosted.base import Answering, Hosted, OverHttp, WithToken
from tests.contract.hosted.codecommit import codecommit
from tests.contract.hosted.git_server import git_server
from tests.contract.hosted.github import github
from tests.contract.hosted.gitlab import gitlab
from tests.contract.hosted.in_memory import InMemory
from tests.contract.hosted.on_disk import on_disk
from tests.contract.proposing.base import Abilities, HostedPullRequests, ProposingOverHttp
from tests.contract.proposing.codecommit import OnCodeCommitWithPullRequests
from tests.contract.proposing.codecommit import codecommit as proposing_codecommit
from tests.contract.proposing.github import GitHubPullRequests
from tests.contract.proposing.github import github as proposing_github
from tests.contract.proposing.gitlab import GitLabMergeRequests
from tests.contract.proposing.gitlab import gitlab as proposing_gitlab
from tests.contract.proposing.in_memory import InMemoryPullRequests
from tests.contract.proposing.in_memory import in_memory as proposing_in_memory

type Made[Kind] = Mapping[str, Callable[[AwsServer, Path], AbstractContextManager[Kind]]]


@contextmanager
def _in_memory(_: AwsServer, __: Path) -> Iterator[InMemory]:
    yield InMemory()


WITH_TOKEN: Made[WithToken] = {
    "github": github,
    "gitlab": gitlab,
    "git": git_server(filters=True),
    "git-without-filters": git_server(filters=False),
    "git-before-version-2": git_server(filters=True, newest_protocol=False),
}
OVER_HTTP: Made[OverHttp] = {"codecommit": codecommit, **WITH_TOKEN}
ANSWERING: Made[Answering] = {"in-memory": _in_memory, **OVER_HTTP}
HOSTS: Made[Hosted] = {**ANSWERING, "git-on-disk": on_disk}
PROPOSING_OVER_HTTP: Made[ProposingOverHttp] = {
    "codecommit": proposing_codecommit,
    "github": proposing_github,
    "gitlab": proposing_gitlab,
}
PROPOSING: Made[HostedPullRequests] = {"in-memory": proposing_in_memory, **PROPOSING_OVER_HTTP}
"""Those that have pull requests, and an adapter that makes them."""
_ABILITIES: Mapping[str, Abilities] = {
    "in-memory": InMemoryPullRequests.abilities,
    "codecommit": OnCodeCommitWithPullRequests.abilities,
    "github": GitHubPullRequests.abilities,
    "gitlab": GitLabMergeRequests.abilities,
}


def able(is_able: Callable[[Abilities], bool]) -> list[str]:
    """The names of those of PROPOSING whose abilities are such."""
    return [name for name in PROPOSING if is_able(_ABILITIES[name])]
