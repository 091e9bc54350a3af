"""The commits of the CodeCommit repository that the templates are in."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from tagboat.core.meta_pipeline.watched_paths import Difference
from tagboat.meta_pipeline.aws.errors import code_of, translated

if TYPE_CHECKING:
    from mypy_boto3_codecommit import CodeCommitClient

_NO_SUCH_COMMIT = {"CommitDoesNotExistException", "InvalidCommitException"}


class Commits:
    """The commits of one repository, in the client's account and region."""

    def __init__(self, client: "Callable[[], CodeCommitClient]", repository: str) -> None:
        """Keep what makes the client when it is first needed, and the repository's name."""
        self._client = client
        self._repository = repository

    def head(self, branch: str) -> str | None:
        """The commit that a branch is at; None if there is no such branch any more.

        Raises:
            TagboatError: CodeCommit does not answer, or refuses.
        """
        with translated("CodeCommit"):
            try:
                answer = self._client().get_branch(
                    repositoryName=self._repository, branchName=branch
                )
            except ClientError as error:
                if code_of(error) == "BranchDoesNotExistException":
                    return None
                raise
        return answer["branch"]["commitId"]

    def differences(self, before: str | None, after: str) -> Iterator[Difference]:
        """What differs between two commits, page by page as it is asked for.

        Without an older commit every file of the newer one is an addition ("GetDifferences" in the
        CodeCommit API Reference). So it is as well if CodeCommit no longer has the older one, which
        nothing leads to after a forced push: a start too many ends with an empty change set.

        Raises:
            TagboatError: CodeCommit does not answer, or refuses.
        """
        with translated("CodeCommit"):
            try:
                yield from self._pages(before, after)
            except ClientError as error:
                if before is None or code_of(error) not in _NO_SUCH_COMMIT:
                    raise
                yield from self._pages(None, after)

    def _pages(self, before: str | None, after: str) -> Iterator[Difference]:
        # Its paging fields begin with capitals, unlike all others.
        asked: dict[str, Any] = {"beforeCommitSpecifier": before} if before else {}
        while True:
            answer = self._client().get_differences(
                repositoryName=self._repository, afterCommitSpecifier=after, **asked
            )
            for one in answer["differences"]:
                yield Difference(
                    one.get("beforeBlob", {}).get("path"), one.get("afterBlob", {}).get("path")
                )
            if not answer.get("NextToken"):
                return
            asked["NextToken"] = answer["NextToken"]
