"""GitLab while git pushes and somebody interrupts; and lists that make it look again."""

import pytest

from sandbox.git_repository import GitRepository
from sandbox.gitlab import GitLab, server_error
from tests.integration.sandbox.gitlab.conftest import MERGE_REQUESTS, Client
from tests.integration.sandbox.gitlab.test_gitlab_git import clone, push

__all__ = ["clone"]


def test_a_push_can_be_interrupted(
    gitlab: GitLab, repository: GitRepository, request: pytest.FixtureRequest
) -> None:
    def fail() -> None:
        raise server_error(502)

    there = request.getfixturevalue("clone")
    gitlab.interruptions.before_next("git-receive-pack", fail)
    assert "502" in push(there).stderr
    assert repository.read("web/tag", "main") == b"1\n"


def test_a_list_asks_gitlab_to_look_if_it_is_told_to(
    client: Client, repository: GitRepository, head: str
) -> None:
    repository.move_branch("change", head, None)
    repository.commit({"web/tag": "2\n"}, "Update web", branch="change")
    client.propose()

    def statuses(**query: str) -> list[str]:
        listed = [client.get(MERGE_REQUESTS, **query).json for _ in range(3)]
        return [one["detailed_merge_status"] for (one,) in listed]

    assert statuses() == ["preparing"] * 3
    assert statuses(with_merge_status_recheck="true") == ["preparing", "checking", "mergeable"]
