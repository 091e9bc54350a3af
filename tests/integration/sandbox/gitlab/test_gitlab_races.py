"""Writers that meet: nothing is lost, and one of two wins."""

from concurrent.futures import ThreadPoolExecutor

from sandbox.git_repository import GitRepository
from sandbox.gitlab import GitLab
from tests.integration.sandbox.gitlab.conftest import MERGE_REQUESTS, Client, Reply

_WRITERS, _EACH = 4, 10


def test_commits_that_meet_are_all_kept(
    client: Client, repository: GitRepository, head: str
) -> None:
    def write(writer: int) -> None:
        for number in range(_EACH):
            action = {"action": "create", "file_path": f"{writer}/{number}", "content": "x"}
            reply = client.commit(action)
            while reply.status == 400:
                assert reply.message.startswith("Could not update refs/heads/main.")
                reply = client.commit(action)
            assert reply.status == 201

    with ThreadPoolExecutor(_WRITERS) as pool:
        list(pool.map(write, range(_WRITERS)))
    assert len(repository.log("main")) == _WRITERS * _EACH + 1
    assert len(repository.files("main")) == _WRITERS * _EACH + 2
    assert all(len(commit.parents) <= 1 for commit in repository.log("main"))
    assert repository.fsck() == ""


def test_of_merge_requests_that_meet_one_is_opened(
    client: Client, repository: GitRepository, head: str
) -> None:
    repository.commit({"x": "1"}, branch="change")

    def propose(_: int) -> int:
        return client.propose().status

    with ThreadPoolExecutor(_WRITERS) as pool:
        assert sorted(pool.map(propose, range(_WRITERS))) == [201, 409, 409, 409]
    assert len(client.get(MERGE_REQUESTS).json) == 1


def test_of_merges_that_meet_one_is_done(
    gitlab: GitLab, client: Client, repository: GitRepository, head: str
) -> None:
    gitlab.looks_until_settled = 0
    repository.move_branch("change", head, None)
    repository.commit({"web/tag": "2\n"}, branch="change")
    client.propose()

    def merge(_: int) -> Reply:
        return client.merge()

    with ThreadPoolExecutor(_WRITERS) as pool:
        replies = list(pool.map(merge, range(_WRITERS)))
    assert sorted(reply.status for reply in replies)[0] == 200
    assert {reply.status for reply in replies} <= {200, 405, 422}
    assert len(repository.log("main")) == 3
