"""Differences between commits of CodeCommit: all pages, and commits that are gone."""

from collections.abc import Callable
from typing import Any

import pytest

from tagboat.core.meta_pipeline.errors import ServiceUnavailable, UpdateFailed
from tagboat.core.meta_pipeline.watched_paths import Difference
from tagboat.meta_pipeline.aws.commits import Commits

NEW = {"repositoryName": "shop", "afterCommitSpecifier": "new"}


def difference(before: str | None, after: str | None) -> dict[str, Any]:
    blobs = {"beforeBlob": before, "afterBlob": after}
    return {name: {"path": path} for name, path in blobs.items() if path}


def test_every_page_is_read_as_it_is_asked_for(stubbed: Callable[[str], Any]) -> None:
    client, answers = stubbed("codecommit")
    asked = NEW | {"beforeCommitSpecifier": "old"}
    page = {"differences": [difference("a", "b"), difference(None, "c")], "NextToken": "2"}
    answers.add_response("get_differences", page, asked)
    answers.add_response(
        "get_differences", {"differences": [difference("d", None)]}, asked | {"NextToken": "2"}
    )
    found = Commits(client, "shop").differences("old", "new")
    assert next(found) == Difference("a", "b")
    assert list(found) == [Difference(None, "c"), Difference("d", None)]


def test_a_new_branch_differs_in_all_of_its_files(stubbed: Callable[[str], Any]) -> None:
    client, answers = stubbed("codecommit")
    answers.add_response("get_differences", {"differences": [difference(None, "a")]}, NEW)
    assert list(Commits(client, "shop").differences(None, "new")) == [Difference(None, "a")]


def test_so_it_does_if_the_commit_before_a_forced_push_is_gone(
    stubbed: Callable[[str], Any],
) -> None:
    client, answers = stubbed("codecommit")
    answers.add_client_error("get_differences", "CommitDoesNotExistException")
    answers.add_response("get_differences", {"differences": [difference(None, "a")]}, NEW)
    assert list(Commits(client, "shop").differences("old", "new")) == [Difference(None, "a")]


@pytest.mark.parametrize(
    ("code", "status", "error"),
    [
        ("ThrottlingException", 400, ServiceUnavailable),
        ("InternalFailure", 500, ServiceUnavailable),
        ("RepositoryDoesNotExistException", 400, UpdateFailed),
    ],
)
def test_errors_say_whether_trying_again_may_help(
    stubbed: Callable[[str], Any], code: str, status: int, error: type[Exception]
) -> None:
    client, answers = stubbed("codecommit")
    answers.add_client_error("get_differences", code, http_status_code=status)
    with pytest.raises(error, match=f"CodeCommit.*{code}"):
        list(Commits(client, "shop").differences("old", "new"))


def test_a_branch_that_is_gone_has_no_head(stubbed: Callable[[str], Any]) -> None:
    client, answers = stubbed("codecommit")
    answers.add_response("get_branch", {"branch": {"branchName": "main", "commitId": "new"}})
    answers.add_client_error("get_branch", "BranchDoesNotExistException")
    commits = Commits(client, "shop")
    assert (commits.head("main"), commits.head("main")) == ("new", None)
