"""Put this CodeCommit in the place of moto's."""

from pathlib import Path

from moto.codecommit import urls
from moto.core.models import DEFAULT_ACCOUNT_ID

from sandbox.aws.codecommit import store
from sandbox.aws.codecommit.response import CodeCommitOperations
from sandbox.aws.codecommit.state_changes import Emit
from sandbox.git_repository import GitRepository
from sandbox.interruptions import Interruptions


def install(root: Path, interruptions: Interruptions) -> None:
    """Answer CodeCommit's requests from repositories below `root`, in every moto of this process.

    To be called before a server's first CodeCommit request. Moto keeps one state per process, and
    so does this: servers side by side show the same repositories, and the last call decides where
    new repositories are made and which interruptions happen. Repositories that exist stay where
    they are. `POST /moto-api/reset` forgets them all and leaves their folders.
    """
    root.mkdir(parents=True, exist_ok=True)
    store.Repository.root = root
    CodeCommitOperations.interruptions = interruptions
    urls.url_paths["{0}/$"] = CodeCommitOperations.dispatch


def emit_by(emit: Emit) -> None:
    """Put the events of branches and tags that move on the bus in this way."""
    store.Repository.emit = staticmethod(emit)


def repository(
    name: str, *, region: str = "us-east-1", account: str = DEFAULT_ACCOUNT_ID
) -> GitRepository:
    """The git repository behind a CodeCommit repository.

    Raises:
        KeyError: There is no such repository.
    """
    return store.repositories(account, region)[name].git
