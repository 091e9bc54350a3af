"""Which repository is asked, and by which client."""

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient


class Repository(Struct, frozen=True):
    """One repository on CodeCommit, in the client's account and region."""

    client: "CodeCommitClient"
    name: str
